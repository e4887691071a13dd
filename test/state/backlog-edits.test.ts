import { describe, expect, test } from 'vitest';
import { projectId, taskId } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/problem.ts';
import {
  addTask,
  giveIds,
  moveTask,
  type TaskDraft,
  tickCriterion,
  tickTask,
  untickTask,
} from '../../src/state/backlog-edits.ts';
import { parseBacklog } from '../../src/state/backlog-file.ts';
import { markdownSoup } from '../kit/markdown-soup.ts';
import { seeded } from '../kit/random.ts';

const T1 = taskId('T1');
const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};
const draft: TaskDraft = {
  section: 'ready',
  title: 'New',
  project: null,
  priority: 'normal',
  tags: [],
  tier: null,
  needs: [],
  body: '',
  criteria: [],
};

describe('in any file', () => {
  const each = (check: (text: string, seed: number) => void): void => {
    for (let seed = 1; seed <= 500; seed += 1) check(markdownSoup(seeded(seed)), seed);
  };

  test('a tick changes one character, and an untick brings it back', () => {
    each((text, seed) => {
      for (const task of parseBacklog(text).tasks) {
        const ticked = value(tickTask(parseBacklog(text), task.id));
        const changed = [...ticked].filter((character, index) => character !== [...text][index]);
        const { checkbox } = parseBacklog(text).entries.find(({ fields }) => fields.id === task.id) ?? {};
        expect(changed.length, `seed ${seed}`).toBe(checkbox?.checked ? 0 : 1);
        if (checkbox?.checked === false && text[checkbox.offset] === ' ') {
          expect(value(untickTask(parseBacklog(ticked), task.id)), `seed ${seed}`).toBe(text);
        }
      }
    });
  });

  test('ids are given without touching anything else, and every open entry has one after', () => {
    each((text, seed) => {
      const named = giveIds(parseBacklog(text));
      const given = named.length - text.length;
      expect(given === 0 ? named : withoutNew(text, named), `seed ${seed}`).toBe(text);
      const open = parseBacklog(named).entries.filter(({ checkbox }) => !checkbox.checked);
      expect(
        open.every(({ fields }) => fields.id !== null),
        `seed ${seed}`,
      ).toBe(true);
    });
  });

  test('a moved task takes its lines along and no other line is lost', () => {
    each((text, seed) => {
      if (!parseBacklog(text).sections.some(({ section }) => section === 'done')) return;
      for (const task of parseBacklog(text).tasks) {
        const moved = value(moveTask(parseBacklog(text), task.id, 'done'));
        expect(linesOf(moved), `seed ${seed}`).toEqual(linesOf(text));
      }
    });
  });

  test('an added task is found again under its id, and all lines are still there', () => {
    each((text, seed) => {
      // Behind a fence or comment that is never closed nothing is read, so nothing that is added there is either.
      if (parseBacklog(text).problems.some(({ message }) => /never closed|unresolved merge/.test(message))) return;
      const added = value(addTask(parseBacklog(text), { ...draft, criteria: ['it works'] }));
      const task = parseBacklog(added.text).tasks.find(({ id }) => id === added.id);
      expect(task, `seed ${seed}: ${JSON.stringify(text)}`).toMatchObject({ title: 'New', section: 'ready' });
      const before = linesOf(text);
      const after = linesOf(added.text);
      expect(
        before.filter((line) => !after.includes(line)),
        `seed ${seed}`,
      ).toEqual([]);
    });
  });
});

/** Non-blank lines in an order that moving does not change. */
const linesOf = (text: string): readonly string[] =>
  text
    .replace('\uFEFF', '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .toSorted();

/** Takes out of `after` what it has more than `before`. */
const withoutNew = (before: string, after: string): string => {
  let at = 0;
  return [...after]
    .filter((character) => {
      if (character !== before[at] && character !== String.fromCodePoint(before.codePointAt(at) ?? 0)) return false;
      at += character.length;
      return true;
    })
    .join('');
};

describe('a file laid out by a person', () => {
  const text =
    '# Queue\r\n\r\n## Ready\r\n\r\n- [ ] T1 One\r\n  body\r\n\r\n- [ ] T2 Two\r\n\r\n## Ideas\r\n\r\n## Done\r\n\r\n- [x] T0 Zero';

  test('keeps its line endings when a finished task moves to the top of Done', () => {
    expect(value(moveTask(parseBacklog(text), T1, 'done'))).toBe(
      '# Queue\r\n\r\n## Ready\r\n\r\n\r\n- [ ] T2 Two\r\n\r\n## Ideas\r\n\r\n## Done\r\n\r\n- [ ] T1 One\r\n  body\r\n- [x] T0 Zero',
    );
  });

  test('gets a new task at the bottom of its section, with every field', () => {
    const added = value(
      addTask(parseBacklog(text), {
        ...draft,
        title: 'Add\ndark mode',
        project: projectId('apps/alpha'),
        priority: 'high',
        tags: ['ui'],
        needs: [T1],
        body: 'Why.\n\n## Not a heading',
        criteria: ['it is dark'],
      }),
    );
    expect(added.id).toBe('T3');
    expect(added.text).toContain(
      '- [ ] T2 Two\r\n- [ ] T3 Add dark mode @apps/alpha !high #ui needs:T1\r\n  Why.\r\n\r\n  \\## Not a heading\r\n  - [ ] ISC: it is dark\r\n\r\n## Ideas',
    );
  });

  test('gets its first entry below the heading, and a section that it lacks at its end', () => {
    expect(value(addTask(parseBacklog(text), { ...draft, section: 'ideas' })).text).toContain(
      '## Ideas\r\n\r\n- [ ] T3 New\r\n\r\n## Done',
    );
    expect(value(addTask(parseBacklog('# Queue\n'), draft)).text).toBe('# Queue\n\n## Ready\n\n- [ ] T1 New\n');
    expect(value(addTask(parseBacklog(''), draft)).text).toBe('## Ready\n\n- [ ] T1 New\n');
  });

  test('never gives an id again that is still spoken of', () => {
    expect(value(addTask(parseBacklog('## Ready\n- [ ] T1 x needs:T41\n'), draft)).id).toBe('T42');
    expect(value(addTask(parseBacklog('```\n- [ ] T41 example\n```\n## Ready\n'), draft)).id).toBe('T1');
  });
});

test('a task that is not there and a title that says nothing are refused', () => {
  expect(tickTask(parseBacklog(''), T1)).toMatchObject({ ok: false, problem: { kind: 'missing' } });
  expect(moveTask(parseBacklog(''), T1, 'done')).toMatchObject({ ok: false, problem: { kind: 'missing' } });
  expect(addTask(parseBacklog(''), { ...draft, title: ' \n ' })).toMatchObject({
    ok: false,
    problem: { kind: 'parse' },
  });
});

describe('a criterion', () => {
  const text = '## Ready\r\n\r\n- [ ] T1 Dark mode\r\n  - [ ] ISC: it is dark\r\n  - ISC: it follows the system\r\n';
  const ticked = (before: string, criterion: string) => tickCriterion(parseBacklog(before), T1, criterion);

  test('is ticked where it stands, and nothing else changes', () => {
    expect(value(ticked(text, 'it is dark'))).toBe(text.replace('- [ ] ISC', '- [x] ISC'));
  });

  test('without a checkbox gets one', () => {
    const after = value(ticked(text, 'it follows the system'));
    expect(after).toBe(text.replace('- ISC: it follows', '- [x] ISC: it follows'));
    expect(parseBacklog(after).tasks[0]?.criteria).toMatchObject([{ met: false }, { met: true }]);
  });

  test('that is ticked stays as it is, and one that is gone is a problem', () => {
    const after = value(ticked(text, 'it is dark'));
    expect(value(ticked(after, 'it is dark'))).toBe(after);
    expect(ticked(text, 'it is light')).toMatchObject({ ok: false, problem: { kind: 'missing' } });
  });
});
