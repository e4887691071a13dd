import { describe, expect, it } from 'vitest';
import { readTriggers } from '../../src/state/trigger-lines.ts';

const NOW = Date.UTC(2030, 0, 31, 9, 0);

const statusWith = (lines: string, eol = '\n'): string =>
  `# Worker 1\n\n- Project: -\n\n## Scratchpad\n\nwhen task T9 is done: not here\n\n## Resume triggers\n\n${lines}\n\n## Notes\n\n- when task T8 is done: nor here\n`.replaceAll(
    '\n',
    eol,
  );

const read = (lines: string, eol?: string) => readTriggers(statusWith(lines, eol), 'WORKER1.md', NOW);

describe('a resume trigger', () => {
  it.each([
    ['when task T3 is done: go on', { kind: 'task', task: 'T3', is: 'done' }],
    ['When task `T3` → go on', { kind: 'task', task: 'T3', is: 'done' }],
    ['when task T3 fails, go on', { kind: 'task', task: 'T3', is: 'failed' }],
    ['when task T3 ends then go on', { kind: 'task', task: 'T3', is: 'ended' }],
    ['when decision D7 is settled: go on', { kind: 'decision', decision: 'D7' }],
    ['when decision D7: go on', { kind: 'decision', decision: 'D7' }],
    ['when time in 20m: go on', { kind: 'time', at: NOW + 20 * 60_000 }],
    ['when time 09:30: go on', { kind: 'time', at: NOW + 30 * 60_000 }],
    ['when time 08:59: go on', { kind: 'time', at: NOW + (24 * 60 - 1) * 60_000 }],
    ['when time 2030-02-01 10:15: go on', { kind: 'time', at: Date.UTC(2030, 1, 1, 10, 15) }],
    ['when time 2030-02-01T10:15Z -> go on', { kind: 'time', at: Date.UTC(2030, 1, 1, 10, 15) }],
    [
      'when file apps/alpha/out.txt changes: go on',
      { kind: 'file', file: 'apps/alpha/out.txt', is: 'changed', mark: null },
    ],
    ['when file `my notes.md` is there — go on', { kind: 'file', file: 'my notes.md', is: 'there', mark: null }],
    ['when file ./lock is gone: go on', { kind: 'file', file: 'lock', is: 'gone', mark: null }],
  ])('reads: %s', (words, on) => {
    for (const mark of ['- ', '* ', '1. ', '- [ ] ', ''])
      expect(read(mark + words)).toEqual({ triggers: [{ words, on, text: 'go on', line: 11 }], problems: [] });
  });

  it('may stand in a list of a list, behind tabs and with CRLF', () => {
    const { triggers } = read('- later\n\t- when task T3 is done: go on\n\t- when task T4 is done: go on', '\r\n');
    expect(triggers.map(({ words, line }) => [words, line])).toEqual([
      ['when task T3 is done: go on', 12],
      ['when task T4 is done: go on', 13],
    ]);
  });

  it('without anything to do tells its own words', () => {
    expect(read('- when task T3 is done').triggers[0]?.text).toBe('when task T3 is done');
  });

  it('that is ticked, a note of the worker, a comment, a code block or an unresolved merge is none', () => {
    expect(
      read(
        [
          '- [x] when task T3 is done: go on',
          '- look at the build first',
          '<!-- when task T4 is done: go on -->',
          '```',
          'when task T5 is done: go on',
          '```',
        ].join('\n'),
      ),
    ).toEqual({ triggers: [], problems: [] });
  });

  it.each([
    ['when the moon is full: howl', 'names nothing to wait for'],
    ['when task three is done: go on', 'says nothing of a task'],
    ['when task T3 is purple: go on', 'says nothing of a task'],
    ['when decision 7: go on', 'says nothing of a decision'],
    ['when time 25:00: go on', 'says nothing of a time'],
    ['when time 2030-13-45: go on', 'says nothing of a time'],
    ['when file ../../etc/passwd changes: go on', 'says nothing of a file'],
    ['when file /etc/passwd changes: go on', 'says nothing of a file'],
    ['when file .gaffer/journal.db changes: go on', 'says nothing of a file'],
    ['whn task T3 is done: go on', 'names nothing to wait for'],
    [`when task T3 is done: ${'x'.repeat(500)}`, 'longer than 500 characters'],
  ])('that cannot be read is a problem with its line: %s', (words, message) => {
    const { triggers, problems } = read(`- a note\n- ${words}\n- when task T4 is done: go on`);
    expect(problems).toMatchObject([{ where: { file: 'WORKER1.md', line: 12 } }]);
    expect(problems[0]?.message).toContain(message);
    expect(triggers.map(({ words }) => words)).toEqual(['when task T4 is done: go on']);
  });

  it('counts once however often it stands there, and twenty of them are watched', () => {
    expect(read('- when task T3: go on\n- when task T3: go on').triggers).toHaveLength(1);
    const many = read(Array.from({ length: 25 }, (_, index) => `- when task T${index + 1}: go on`).join('\n'));
    expect([many.triggers.length, many.problems.length]).toEqual([20, 5]);
  });
});
