import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openJournal } from '../../src/state/journal.ts';
import { gaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

/** A workspace of these files, and what gaffer says in it; a stack is never an answer. */
const workspaceOf = (files: Readonly<Record<string, string>>) => {
  const home = tempDir();
  mkdirSync(join(home, 'apps/alpha'), { recursive: true });
  for (const [name, text] of Object.entries({ 'gaffer.yaml': 'workers: 1\n', ...files })) {
    mkdirSync(join(home, name, '..'), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  const run = async (line: string, code: number): Promise<string> => {
    const ran = await gaffer(home, line.split(' '));
    expect(ran.stderr).not.toMatch(/\n +at /);
    expect(ran.code).toBe(code);
    return ran.stderr;
  };
  return { home, run };
};

it.each(['status', 'tasks', 'cost', 'events', 'policy simulate'])(
  '%s says what stands where .gaffer should be',
  async (line) => {
    const { run } = workspaceOf({ '.gaffer': '' });
    expect(await run(line, 1)).toMatch(
      /\.gaffer: gaffer cannot make its own directory here \(found a file of this name\)/,
    );
  },
);

it.each(['events', 'why 1', 'replay --until 1', 'failures', 'deploy', 'tasks story T1'])(
  '%s says that the journal does not read',
  async (line) => {
    const { run } = workspaceOf({ '.gaffer/journal.db': 'garbage, and more of it', 'BACKLOG.md': '' });
    expect(await run(line, 1)).toMatch(/journal\.db: the journal cannot be opened \(found .*\)\. Move the file aside/);
  },
);

describe('a gaffer.yaml that is no YAML', () => {
  it.each(['policy check ls', 'policy explain ls', 'policy test', 'tasks', 'tasks add x'])(
    '%s names the line',
    async (line) => {
      const { run } = workspaceOf({ 'gaffer.yaml': 'workers: 1\nprojects: [\n', 'POLICIES.md': '', 'BACKLOG.md': '' });
      expect(await run(line, 78)).toMatch(/^gaffer\.yaml:3:1: /);
    },
  );
});

it('a verdict without a POLICIES.md says what decided', async () => {
  const { run, home } = workspaceOf({ 'POLICIES.md': '' });
  expect(await run('policy check ls', 0)).toBe('');
  rmSync(join(home, 'POLICIES.md'));
  expect(await run('policy check ls', 0)).toContain('there is no POLICIES.md, so what is built in decides alone');
});

it('a tier that nobody has is told with the task that names it', async () => {
  const { run } = workspaceOf({ 'BACKLOG.md': '## Ready\n', 'gaffer.yaml': 'tiers: [{name: opus, model: opus}]\n' });
  expect(await run('tasks add Fix it tier:ops', 0)).toMatch(/T1 is in the backlog\nT1 names tier:ops, .* \(opus\)\./);
  expect(await run('tasks add Fix it tier:opus', 0)).toBe('T2 is in the backlog\n');
});

it('an empty list says so, and an event that is not there is no other event', async () => {
  const { run, home } = workspaceOf({ 'BACKLOG.md': '' });
  expect(await run('tasks', 0)).toBe('no task is open; add one with: gaffer tasks add\n');
  mkdirSync(join(home, '.gaffer'), { recursive: true });
  const journal = openJournal(join(home, '.gaffer/journal.db'));
  if (!journal.ok) throw new Error(journal.problem.message);
  await journal.value.append([{ seq: 1, at: 1, by: 'test', cause: null, event: { kind: 'backlog.read', tasks: [] } }]);
  journal.value.close();
  expect(await run('events --kind lock', 0)).toBe('no event is like that\n');
  expect(await run('replay --until 1', 0)).toBe('');
  expect(await run('replay --until 2', 1)).toContain('there is no event 2 in this journal');
});
