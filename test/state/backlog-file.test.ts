import { describe, expect, test } from 'vitest';
import { projectId } from '../../src/domain/ids.ts';
import { parseBacklog } from '../../src/state/backlog-file.ts';

const ready = (...lines: readonly string[]): string => `# Backlog\n\n## Ready\n\n${lines.join('\n')}\n`;
const only = (text: string) => {
  const { tasks } = parseBacklog(text);
  expect(tasks).toHaveLength(1);
  return tasks[0];
};

describe('an entry', () => {
  test('reads as a task with all its fields', () => {
    expect(only(ready('- [ ] T12 Add dark mode @apps/alpha !high #ui tier:haiku needs:T3,T4'))).toEqual({
      id: 'T12',
      title: 'Add dark mode',
      section: 'ready',
      done: false,
      project: 'apps/alpha',
      priority: 'high',
      tags: ['ui'],
      tier: 'haiku',
      needs: ['T3', 'T4'],
      body: '',
      criteria: [],
      line: 5,
    });
  });

  test('keeps words in its title that only look like fields', () => {
    expect(only(ready('- [ ] T1 Upgrade @types/node to fix #123 in `tier:x` code @libs/core'))).toMatchObject({
      title: 'Upgrade @types/node to fix #123 in `tier:x` code',
      project: 'libs/core',
      tags: [],
      tier: null,
    });
    expect(only(ready('- [ ] T1 Upgrade @types/node @libs/core'))).toMatchObject({
      title: 'Upgrade @types/node',
      project: 'libs/core',
    });
  });

  test.each([
    ['- [ ] **T7** Bold', 'Bold'],
    ['- [ ] `T7`: Code', 'Code'],
    ['- [ ] T7: Colon', 'Colon'],
    ['*\t[ ]\tT7\tTabs', 'Tabs'],
    ['7. [ ] T7 Number', 'Number'],
    ['- [ ] T7 @apps/alpha !low Fields first', 'Fields first'],
    ['- [ ] T7 In !high the needs:T7 midst', 'In the midst'],
  ])('%s is task T7', (line, title) => {
    expect(only(ready(line))).toMatchObject({ id: 'T7', title });
  });

  test('takes its indented lines as body and its ISC items as criteria', () => {
    const task = only(
      ready(
        '- [ ] T1 Title',
        '  First line of the body.',
        '',
        '  - a point',
        '    - a point of the point',
        '  - [x] ISC: the tests pass',
        '  - [ ] ISC-A1: no other file changes',
        '  - ISC:',
        '    - the toggle is remembered',
        '    - [x] anti: the page flickers',
        '  Last line.',
      ),
    );
    expect(task?.criteria).toEqual([
      { text: 'the tests pass', met: true, anti: false },
      { text: 'no other file changes', met: false, anti: true },
      { text: 'the toggle is remembered', met: false, anti: false },
      { text: 'the page flickers', met: true, anti: true },
    ]);
    expect(task?.body).toBe('First line of the body.\n\n- a point\n  - a point of the point\nLast line.');
  });

  test('is done when ticked, or when it stands under Done', () => {
    const { tasks } = parseBacklog('## Ready\n- [x] T1 a\n- [ ] T2 b\n## Done\n- [ ] T3 c\n');
    expect(tasks.map(({ id, done, section }) => [id, done, section])).toEqual([
      ['T1', true, 'ready'],
      ['T2', false, 'ready'],
      ['T3', true, 'done'],
    ]);
  });
});

describe('what is no entry', () => {
  test.each([
    ['a comment', ['<!--', '- [ ] T1 x', '-->']],
    ['a code block', ['```', '- [ ] T1 x', '```']],
    ['a quotation', ['> - [ ] T1 x']],
    ['an item of another item', ['- plain', '  - [ ] T1 x']],
    ['code by indent', ['', '    - [ ] T1 x']],
    ['an unresolved merge', ['<<<<<<< a', '- [ ] T1 x', '=======', '- [ ] T1 y', '>>>>>>> b']],
  ])('a task in %s is not queued', (_, lines) => {
    expect(parseBacklog(ready(...lines)).tasks).toEqual([]);
  });

  test.each([
    ['', []],
    ['\uFEFF', []],
    ['no headings at all', []],
  ])('%j is an empty backlog without problems', (text, tasks) => {
    expect(parseBacklog(text)).toMatchObject({ tasks, problems: [] });
  });
});

describe('a byte order mark, CRLF and other heading styles', () => {
  test.each([
    ['a byte order mark in front of the first heading', '\uFEFF## Ready\n- [ ] T1 x\n'],
    ['CRLF', '## Ready\r\n\r\n- [ ] T1 x\r\n'],
    ['closing hashes and capitals', '# READY #\n- [ ] T1 x'],
    ['an underlined heading', 'Ready\n-----\n- [ ] T1 x'],
    ['a sub-heading inside of the section', '## Ready\n### Theme\n- [ ] T1 x'],
  ])('%s changes nothing', (_, text) => {
    expect(only(text)).toMatchObject({ id: 'T1', title: 'x', section: 'ready' });
  });
});

test('what is no task is none, and no problem: notes, links, and what was done without a box', () => {
  const text = `${ready('- a note', '- [a](https://example.org)', '- [docs]: more')}\n## Done\n- T1 long ago\n`;
  expect(parseBacklog(text)).toMatchObject({ tasks: [], problems: [] });
});

describe('a problem names its line', () => {
  const problems = (text: string) =>
    parseBacklog(text, [projectId('apps/alpha')]).problems.map(({ message, where }) => [where?.line, message]);

  test.each([
    ['a double id', ready('- [ ] T1 a', '- [ ] T1 b'), 6, /^T1 is taken by line 5/],
    ['an entry without id', ready('- [ ] nameless'), 5, /no id/],
    ['a box that none is', ready('- [?] T1 a', '- [ ] T2 b'), 5, /^T1 has no box/],
    ['an empty box', ready('- [ ] T2 b', '- [] T1 a'), 6, /^T1 has no box/],
    ['an id without a box', ready('- T1 a'), 5, /^T1 has no box/],
    ['a box without an id that none is', ready('- [-] a'), 5, /^This entry has no box/],
    ['an unknown need', ready('- [ ] T1 a needs:T9'), 5, /^T1 needs T9, which is not/],
    ['a need of itself', ready('- [ ] T1 a needs:T1'), 5, /^T1 needs T1: none/],
    [
      'a circle',
      ready('- [ ] T1 a needs:T2', '- [ ] T2 b needs:T3', '- [ ] T3 c needs:T1'),
      5,
      /^T1 needs T2 needs T3 needs T1/,
    ],
    ['an unknown project', ready('- [ ] T1 a @apps/beta'), 5, /^T1 is for the project apps\/beta/],
    ['a task under another heading', '## Blocked\n- [ ] T1 a\n', 2, /^T1 stands under no section/],
    ['merge marks', ready('<<<<<<< a', '>>>>>>> b'), 5, /unresolved merge/],
  ])('%s', (_, text, line, message) => {
    expect(problems(text)).toEqual([[line, expect.stringMatching(message)]]);
  });

  test('a double id leaves the first entry queued', () => {
    expect(only(ready('- [ ] T1 a', '- [ ] T1 b'))?.title).toBe('a');
  });
});

test('a chain of 20,000 needs is read without running out of stack', () => {
  const lines = Array.from({ length: 20_000 }, (_, index) => `- [ ] T${index + 1} x needs:T${index + 2}`);
  expect(parseBacklog(ready(...lines, '- [ ] T20001 end')).problems).toEqual([]);
});

test('a line of a megabyte is read in time', () => {
  const started = performance.now();
  parseBacklog(ready(`- [ ] T1 ${'#tag '.repeat(200_000)}`, `## ${' '.repeat(500_000)}x`, '`'.repeat(500_000)));
  expect(performance.now() - started).toBeLessThan(2000);
});

test('5,000 tasks are read at a glance', () => {
  const text = ready(
    ...Array.from({ length: 5000 }, (_, index) => [
      `- [ ] T${index + 1} Do thing ${index} @apps/alpha !high #ui tier:haiku needs:T${index === 0 ? 2 : 1}`,
      '  A line of the body.',
      '  - [ ] ISC: the tests pass',
    ]).flat(),
  );
  // A square over the tasks would take minutes; how long it does take is measured by the workflow bench.
  const started = performance.now();
  expect(parseBacklog(text, [projectId('apps/alpha')]).tasks).toHaveLength(5000);
  expect(performance.now() - started).toBeLessThan(5000);
});
