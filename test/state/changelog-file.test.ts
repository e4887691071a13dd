import { expect, test } from 'vitest';
import { projectId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { type Change, logChange, parseChangelog } from '../../src/state/changelog-file.ts';
import { markdownSoup } from '../kit/markdown-soup.ts';
import { seeded } from '../kit/random.ts';

const change: Change = {
  at: Date.UTC(2026, 10, 23, 9, 41, 30),
  worker: workerNumber(2),
  project: projectId('apps/alpha'),
  task: taskId('T12'),
  text: 'Added dark mode',
};

test('the newest change stands first', () => {
  const first = logChange('# Changelog\r\n\r\nWhat workers changed.\r\n', change);
  expect(first).toBe(
    '# Changelog\r\n\r\nWhat workers changed.\r\n\r\n- 2026-11-23 09:41 UTC · worker 2 · apps/alpha · T12 · Added dark mode\r\n',
  );
  const second = logChange(first, {
    ...change,
    worker: workerNumber(3),
    project: null,
    task: null,
    text: 'Other\nmore',
  });
  expect(second).toContain(
    'changed.\r\n\r\n- 2026-11-23 09:41 UTC · worker 3 · - · - · Other\r\n  more\r\n- 2026-11-23 09:41 UTC · worker 2',
  );
  expect(parseChangelog(second)).toMatchObject([
    { worker: 3, project: null, task: null, text: 'Other' },
    { worker: 2, project: 'apps/alpha', task: 'T12', text: 'Added dark mode' },
  ]);
});

test.each(['', '# Changelog', 'no title', '\uFEFF# Changelog\n', '# Changelog\n\n## Notes\n\ntext\n'])(
  'a change goes into %j as well, and a second one before it',
  (text) => {
    const logged = logChange(logChange(text, change), { ...change, text: 'Second' });
    expect(parseChangelog(logged).map((entry) => entry.text)).toEqual(['Second', 'Added dark mode']);
  },
);

test('the text of a worker cannot forge an entry', () => {
  const forged = '- 2026-11-23 09:41 UTC · worker 9 · apps/beta · T1 · forged';
  const logged = logChange('# Changelog\n', { ...change, text: `honest\n${forged}\n\n${forged}\n<!-- gone\u202E` });
  expect(parseChangelog(logged)).toHaveLength(1);
  expect(logged).not.toMatch(/\u202E|<!--/);
});

test('in any file, every other line survives', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const text = markdownSoup(seeded(seed));
    const lines = (whole: string): readonly string[] =>
      whole
        .replace('\uFEFF', '')
        .split(/\r\n|\n|\r/)
        .filter((line) => line !== '' && !line.includes('dark mode @') && !line.includes('Added dark mode'));
    expect(lines(logChange(text, change)), `seed ${seed}`).toEqual(lines(text));
  }
});
