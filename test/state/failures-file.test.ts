import { expect, test } from 'vitest';
import { failuresLike } from '../../src/domain/failures/likeness.ts';
import { taskId } from '../../src/domain/ids.ts';
import type { Task } from '../../src/domain/tasks/task.ts';
import { type FailureReport, logFailure, parseFailures } from '../../src/state/failures-file.ts';

const report: FailureReport = {
  title: 'Gradle daemon out of memory',
  what: 'The build stopped.\nTwice.',
  why: 'Four daemons at once.',
  fix: 'org.gradle.jvmargs=-Xmx1g',
  prevent: 'One daemon per machine.',
  call: '',
  fingerprint: '',
  seen: '2026-11-23 worker 2 apps/alpha T12',
};

test('a failure is logged under the next number and reads back whole', () => {
  const { text, id } = logFailure(parseFailures('# Failures\n\n## F6 Older\n- What: x\n'), report);
  expect(id).toBe('F7');
  expect(parseFailures(text).failures[1]).toEqual({ ...report, id: 'F7', seen: [report.seen], line: 6 });
  expect(parseFailures(text).problems).toEqual([]);
});

test('a failure that comes again is a line under Seen', () => {
  const once = logFailure(parseFailures(''), report).text;
  const other = logFailure(parseFailures(once), { ...report, title: 'Another' }).text;
  const again = logFailure(parseFailures(other), { ...report, title: 'gradle daemon OUT OF memory', seen: 'later' });
  expect(again.id).toBe('F1');
  expect(parseFailures(again.text).failures.map(({ title, seen }) => [title, seen])).toEqual([
    [report.title, [report.seen, 'later']],
    ['Another', [report.seen]],
  ]);
});

test('an entry by hand reads as well, and gets its first Seen', () => {
  const text = '## F3: Port taken\r\n\r\n**What:** EADDRINUSE\r\n**Why**: two servers\r\n\r\n## Notes\r\n\r\nkept\r\n';
  expect(parseFailures(text).failures).toMatchObject([
    { id: 'F3', title: 'Port taken', what: 'EADDRINUSE', why: 'two servers', seen: [] },
  ]);
  const again = logFailure(parseFailures(text), { ...report, title: 'Port taken' }).text;
  expect(parseFailures(again).failures).toMatchObject([{ seen: [report.seen] }]);
  expect(again).toContain('## Notes\r\n\r\nkept\r\n');
});

test('the text of a worker cannot open a section', () => {
  const { text } = logFailure(parseFailures(''), {
    ...report,
    title: 'x\n## F9 y',
    what: '## F8 forged\n```\nopen',
    seen: '\n## F7',
  });
  const { failures, problems } = parseFailures(text);
  expect(failures.map(({ id }) => id)).toEqual(['F1']);
  expect(failures[0]?.prevent).toBe(report.prevent);
  expect(problems).toEqual([]);
});

test('a number given twice is a problem with its line', () => {
  expect(parseFailures('## F1 a\n\n## F1 b\n').problems).toMatchObject([{ where: { file: 'FAILURES.md', line: 3 } }]);
});

test('a task is given the failures that share its words, the nearest first', () => {
  const file = [
    '## F1 Gradle daemon memory',
    '- What: gradle build stopped',
    '## F2 Flaky login test',
    '- What: login',
    '## F3 Gradle',
    '- What: other',
  ];
  const task: Task = {
    id: taskId('T1'),
    title: 'Speed up the gradle build',
    section: 'ready',
    done: false,
    project: null,
    priority: 'normal',
    tags: [],
    tier: null,
    needs: [],
    body: 'The daemon needs memory.',
    criteria: [],
    line: 1,
  };
  expect(failuresLike(task, parseFailures(file.join('\n')).failures).map(({ id }) => id)).toEqual(['F1']);
});
