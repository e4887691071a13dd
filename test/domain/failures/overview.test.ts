import { describe, expect, it } from 'vitest';
import type { Failure, FailureRecord } from '../../../src/domain/failures/failure.ts';
import { failureKinds, findKind, trendOf } from '../../../src/domain/failures/overview.ts';

const DAY_MS = 24 * 3_600_000;
const NOW = 100 * DAY_MS;

const entry = (over: Partial<Failure> = {}): Failure => ({
  ...{ id: 'F1', title: 'Entry', what: '', why: '', fix: 'Fix.', prevent: '', call: '', fingerprint: 'aaa' },
  ...{ seen: ['one', 'two'], line: 1 },
  ...over,
});
const record = (over: Partial<FailureRecord> = {}): FailureRecord => ({
  ...{ fingerprint: 'aaa', title: 'Record', source: 'call', call: '', lesson: 'Lesson.', count: 5 },
  ...{ firstAt: 1, lastAt: NOW - DAY_MS, times: [NOW - DAY_MS], projects: [], told: 2, stopped: 1, proposal: null },
  ...over,
});

describe('kinds of failure', () => {
  it('joins what the file says and what was counted', () => {
    expect(failureKinds([entry()], { aaa: record() }, NOW)).toMatchObject([
      { key: 'aaa', title: 'Entry', lesson: 'Fix.', count: 5, told: 2, stopped: 1, trend: 'rising' },
    ]);
  });

  it('keeps an entry that was never counted, and a count whose entry is gone', () => {
    const kinds = failureKinds([entry({ id: 'F2', fingerprint: '' })], { bbb: record({ fingerprint: 'bbb' }) }, NOW);
    expect(kinds.map(({ key, count, lastAt }) => [key, count, lastAt])).toEqual([
      ['bbb', 5, NOW - DAY_MS],
      ['F2', 2, null],
    ]);
  });

  it('counts what was told of an entry without a fingerprint under its id', () => {
    const kinds = failureKinds([entry({ fingerprint: '' })], { F1: record({ fingerprint: 'F1' }) }, NOW);
    expect(kinds).toMatchObject([{ key: 'F1', told: 2 }]);
  });

  it.each(['F1', 'f1', 'aaa'])('is found by %s', (wanted) => {
    expect(findKind(failureKinds([entry()], { aaa: record() }, NOW), wanted)?.title).toBe('Entry');
  });

  it.each([
    ['rising', [1, 2]],
    ['steady', [1, 8]],
    ['falling', [8]],
    ['quiet', [30]],
  ])('is %s when it was seen %j days ago', (trend, days) => {
    expect(trendOf({ times: days.map((day) => NOW - day * DAY_MS) }, NOW)).toBe(trend);
  });
});
