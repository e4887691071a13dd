import { describe, expect, it } from 'vitest';
import { taskId } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/problem.ts';
import { type Backlog, parseBacklog } from '../../src/state/backlog-file.ts';
import { shiftTask, splitTask } from '../../src/state/backlog-order.ts';
import { markdownSoup } from '../kit/markdown-soup.ts';
import { seeded } from '../kit/random.ts';

const FILE = `# Backlog

## Ready

- [ ] T1 One @apps/alpha
  its body

  - [ ] ISC: it holds

A word between.

* [ ] **T2** Two !high needs:T1
1. [x] T3 Three

## Ideas
- [ ] T4 Four`;

const after = (result: Result<string>): Backlog => {
  if (!result.ok) throw new Error(result.problem.message);
  return parseBacklog(result.value);
};

const ids = ({ tasks }: Backlog): string => tasks.map(({ id }) => id).join(' ');

describe('an entry among its neighbours', () => {
  it.each([
    ['T2', 'up', 'T2 T1 T3 T4'],
    ['T1', 'down', 'T2 T1 T3 T4'],
    ['T3', 'first', 'T3 T1 T2 T4'],
    ['T1', 'last', 'T2 T3 T1 T4'],
    ['T1', 'up', 'T1 T2 T3 T4'],
    ['T3', 'down', 'T1 T2 T3 T4'],
    ['T4', 'up', 'T1 T2 T3 T4'],
  ] as const)('%s moves %s with its body, in LF and CRLF', (id, by, order) => {
    for (const text of [FILE, FILE.replaceAll('\n', '\r\n')]) {
      const backlog = parseBacklog(text);
      const moved = after(shiftTask(backlog, taskId(id), by));
      expect(ids(moved)).toBe(order);
      expect(moved.tasks.find((task) => task.id === 'T1')).toMatchObject({
        body: 'its body',
        criteria: [{ text: 'it holds' }],
      });
      expect(moved.text).toContain('A word between.');
      expect(moved.text.endsWith('T4 Four')).toBe(true);
      expect([...moved.text].toSorted().join('')).toBe([...text].toSorted().join(''));
    }
  });

  it('loses no byte of any file, however it is written', () => {
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = seeded(seed);
      const backlog = parseBacklog(markdownSoup(random));
      const [first, ...others] = backlog.tasks;
      if (first === undefined) continue;
      const task = random.pick([first, ...others]);
      const moved = shiftTask(backlog, task.id, random.pick(['up', 'down', 'first', 'last'] as const));
      // A last line without its break may swap it with another; no other byte comes or goes.
      const bytes = (text: string): string => [...text.replace(/[\r\n]/g, '')].toSorted().join('');
      expect(moved.ok && bytes(moved.value)).toBe(bytes(backlog.text));
    }
  });
});

describe('a task that is split', () => {
  it('needs its parts, which take over project, priority, tags, tier and needs', () => {
    const split = after(
      splitTask(
        parseBacklog('## Ready\r\n- [ ] T7 All @apps/web !high #ui tier:haiku needs:T2\r\n  body'),
        taskId('T7'),
        ['Draw the switch', ' ', '# Store the choice'],
      ),
    );
    expect(split.text).toBe(
      [
        '## Ready',
        '- [ ] T8 Draw the switch @apps/web !high #ui tier:haiku needs:T2',
        '- [ ] T9 # Store the choice @apps/web !high #ui tier:haiku needs:T2',
        '- [ ] T7 All @apps/web !high #ui tier:haiku needs:T2,T8,T9',
        '  body',
      ].join('\r\n'),
    );
  });

  it('takes two parts or none', () => {
    const backlog = parseBacklog(FILE);
    expect(splitTask(backlog, taskId('T1'), ['only'])).toMatchObject({ ok: false });
    expect(splitTask(backlog, taskId('T99'), ['a', 'b'])).toMatchObject({ ok: false });
  });
});
