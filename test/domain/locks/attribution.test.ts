import { describe, expect, it } from 'vitest';
import { workerNumber } from '../../../src/domain/ids.ts';
import { type Activity, GRACE_MS, type Hold, isOfHolder, isOfRun } from '../../../src/domain/locks/attribution.ts';

const [one, two] = [workerNumber(1), workerNumber(2)];
const FILE = '/ws/apps/alpha/a.ts';
const held: Hold = { worker: one, from: 1_000, to: null };
const shell: Activity = { worker: one, file: null, from: 5_000, to: 6_000 };
const edit: Activity = { ...shell, file: FILE };

describe('a change in a project', () => {
  it.each<[string, number, readonly Hold[], readonly Activity[], boolean]>([
    ['while a command of the holder runs', 5_500, [held], [shell], true],
    ['by a child of it that lags behind', 6_000 + GRACE_MS, [held], [shell], true],
    ['long after it', 6_001 + GRACE_MS, [held], [shell], false],
    ['before it', 4_900, [held], [shell], false],
    ['by a command that still runs in the background', 60_000, [held], [{ ...shell, to: null }], true],
    ['to the file that the holder edits', 5_500, [held], [edit], true],
    ['to another file while the holder edits one', 5_500, [held], [{ ...edit, file: '/ws/apps/alpha/b.ts' }], false],
    ['while a command of another worker runs', 5_500, [held], [{ ...shell, worker: two }], false],
    ['while nobody holds it', 5_500, [], [shell], false],
    [
      'after the hold ended, while a command of the last holder runs on',
      5_500,
      [{ ...held, to: 5_200 }],
      [shell],
      false,
    ],
    ['at the very end of the hold', 5_210, [{ ...held, to: 5_200 }], [shell], true],
    [
      'by the first of two holders',
      5_100,
      [
        { ...held, to: 5_200 },
        { worker: two, from: 5_200, to: null },
      ],
      [shell],
      true,
    ],
  ])('%s', (_, at, holds, activities, expected) => {
    expect(isOfHolder({ path: FILE, at }, holds, activities)).toBe(expected);
  });

  it('may be made beside the edited file, as editors do', () => {
    expect(isOfHolder({ path: `${FILE}.tmp.123`, at: 5_500 }, [held], [edit])).toBe(true);
  });
});

describe('a change while a deploy has the project', () => {
  it.each<[string, number, boolean]>([
    ['while a step is at work', 5_500, true],
    ['by what a step left behind', 6_000 + GRACE_MS, true],
    ['before the first step', 4_900, false],
    ['while it waits for a person', 6_001 + GRACE_MS, false],
  ])('%s', (_, at, expected) => {
    expect(isOfRun({ path: FILE, at }, [{ from: 5_000, to: 6_000 }])).toBe(expected);
  });
});
