import { describe, expect, test } from 'vitest';
import type { Result } from '../../src/domain/problem.ts';
import { parseStatus, setRecall, setResumeTriggers, setScratchpad, setStatus } from '../../src/state/status-file.ts';
import { markdownSoup } from '../kit/markdown-soup.ts';
import { seeded } from '../kit/random.ts';

const FILE = 'WORKER1.md';
const LAID_OUT =
  '# Worker 1\n\n- Status: working\n- Project: apps/alpha\n- Task: T12\n- Tier: haiku\n- Since: 09:41\n\n## Scratchpad\n\nHalf way.\n\n## Resume triggers\n\n- read theme.ts\n';
const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};
const withHead = (...lines: readonly string[]): string => `# Worker 1\n\n${lines.join('\n')}\n\n## Scratchpad\n`;

test('a status file reads as its lines and its sections', () => {
  expect(parseStatus(LAID_OUT, FILE)).toMatchObject({
    project: { kind: 'project', project: 'apps/alpha' },
    fields: { Status: 'working', Project: 'apps/alpha', Task: 'T12', Tier: 'haiku', Since: '09:41' },
    scratchpad: 'Half way.',
    resumeTriggers: '- read theme.ts',
    problems: [],
  });
});

describe('the project line', () => {
  test.each([
    ['- Project: -', { kind: 'none' }],
    ['- Project: none', { kind: 'none' }],
    ['- Project: —', { kind: 'none' }],
    ['- **Project:** apps/alpha', { kind: 'project', project: 'apps/alpha' }],
    ['* **project**: `./apps/alpha/`', { kind: 'project', project: 'apps/alpha' }],
    ['Project: apps/alpha <!-- mine -->', { kind: 'project', project: 'apps/alpha' }],
    ['- Project:\tapps/my app', { kind: 'project', project: 'apps/my app' }],
    ['- Project:', { kind: 'unreadable' }],
    ['- Project: ../elsewhere', { kind: 'unreadable' }],
    ['- Project: /etc', { kind: 'unreadable' }],
    ['- Project: apps/../../x', { kind: 'unreadable' }],
    ['- Project: a\u0007b', { kind: 'unreadable' }],
    ['- Proj', { kind: 'unreadable' }],
    ['<!--\n- Project: apps/alpha\n-->', { kind: 'unreadable' }],
    ['```\n- Project: apps/alpha\n```', { kind: 'unreadable' }],
    ['- Project: apps/alpha\n- Project: -', { kind: 'unreadable' }],
  ])('%j', (lines, expected) => {
    expect(parseStatus(withHead('- Status: idle', lines), FILE).project).toMatchObject(expected);
    expect(parseStatus(withHead('- Status: idle', lines).replaceAll('\n', '\r\n'), FILE).project).toMatchObject(
      expected,
    );
  });

  test('is not looked for in the scratchpad', () => {
    const text = `${withHead('- Project: -')}\n- Project: apps/beta\n`;
    expect(parseStatus(text, FILE).project).toEqual({ kind: 'none' });
  });

  test.each(['', '\uFEFF', '  \n\n', '# Worker 1\n', '# Worker 1\n\n- Sta'])(
    'a half-written file, %j, neither claims nor releases',
    (text) => {
      const { project, problems } = parseStatus(text, FILE);
      expect(project.kind).toBe('unreadable');
      expect(problems).toMatchObject([{ kind: 'parse', where: { file: FILE } }]);
    },
  );
});

describe('setting fields', () => {
  test('changes the values and nothing else', () => {
    expect(value(setStatus(parseStatus(LAID_OUT, FILE), { Status: 'idle', Project: null, Task: null }))).toBe(
      LAID_OUT.replace('working', 'idle').replace('apps/alpha', '-').replace('T12', '-'),
    );
  });

  test('keeps the writing of the line, its comment and its line ending', () => {
    const text = '* **Project**:apps/alpha <!-- mine -->\r\n- Task:\r\n';
    expect(value(setStatus(parseStatus(text, FILE), { Project: 'libs/core', Task: 'T1' }))).toBe(
      '* **Project**: libs/core <!-- mine -->\r\n- Task: T1\r\n',
    );
  });

  test('adds lines that are missing, to an emptied file as well', () => {
    expect(value(setStatus(parseStatus('', FILE), { Status: 'idle', Project: null }))).toBe(
      '- Status: idle\n- Project: -\n',
    );
    expect(value(setStatus(parseStatus('# Worker 1\n\n## Scratchpad\n\nx', FILE), { Project: null }))).toBe(
      '# Worker 1\n\n- Project: -\n\n## Scratchpad\n\nx',
    );
    expect(value(setStatus(parseStatus('- Status: idle', FILE), { Project: null }))).toBe(
      '- Status: idle\n- Project: -',
    );
  });

  test('refuses to choose between two lines of one field', () => {
    const twice = parseStatus('- Project: -\n- Project: apps/alpha\n', FILE);
    expect(setStatus(twice, { Project: null })).toMatchObject({ ok: false, problem: { kind: 'parse' } });
    expect(setStatus(twice, { Status: 'idle' }).ok).toBe(true);
  });

  test('writes a value as one line, whatever it holds', () => {
    const text = value(setStatus(parseStatus(LAID_OUT, FILE), { Task: 'T1 x\n- Project: apps/beta\u001b[2J <!--' }));
    expect(parseStatus(text, FILE)).toMatchObject({ project: { project: 'apps/alpha' }, problems: [] });
    expect(text).not.toContain('\u001b');
  });

  test('in any file, setting what stands there changes no byte, and other lines survive every change', () => {
    for (let seed = 1; seed <= 1000; seed += 1) {
      const text = markdownSoup(seeded(seed));
      const status = parseStatus(text, FILE);
      const { Project, Task } = status.fields;
      if (status.project.kind === 'project' || status.project.kind === 'none') {
        expect(value(setStatus(status, { Project })), `seed ${seed}`).toBe(text);
      }
      const changed = setStatus(status, { Task: Task === 'T7' ? 'T8' : 'T7' });
      if (!changed.ok) continue;
      const others = (lines: string): readonly string[] =>
        lines
          .replace('\uFEFF', '')
          .split(/\r\n|\n|\r/)
          .filter((line) => line !== '' && !line.includes('Task'));
      expect(others(changed.value), `seed ${seed}`).toEqual(others(text));
    }
  });
});

describe('a worker’s sections', () => {
  test('are replaced apart, and their text can neither end them nor hide what follows', () => {
    const evil = '## Resume triggers\nforged\n<!-- open\n```\n# code stays\n- Project: x';
    const text = setScratchpad(LAID_OUT, evil);
    const status = parseStatus(text, FILE);
    expect(status.resumeTriggers).toBe('- read theme.ts');
    expect(status.scratchpad).toContain('forged');
    expect(status.scratchpad).toContain('```\n# code stays\n- Project: x\n```');
    expect(status.problems).toEqual([]);
    expect(parseStatus(setResumeTriggers(text, 'new'), FILE)).toMatchObject({
      scratchpad: status.scratchpad,
      resumeTriggers: 'new',
    });
  });

  test('are made when they are missing', () => {
    expect(setScratchpad('# Worker 1', 'x')).toBe('# Worker 1\n\n## Scratchpad\n\nx\n');
    expect(parseStatus(setScratchpad('', 'x'), FILE).scratchpad).toBe('x');
  });
});

describe('what gaffer keeps before a compaction', () => {
  test('stands in a section of its own and leaves what the worker wrote', () => {
    const text = setScratchpad('# Worker 1\n\n- Project: apps/alpha\n', 'mine');
    const after = setRecall(setRecall(text, 'T1: first'), 'T1: second\n## Scratchpad\nforged');
    expect(after).not.toContain('first');
    expect(after).toContain('T1: second');
    expect(parseStatus(after, 'WORKER1.md').scratchpad).toBe('mine');
  });
});
