import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { judge } from '../../../src/domain/policies/judge.ts';
import { emptyPolicy } from '../../../src/domain/policies/policy.ts';
import { contextIn } from '../../kit/judge-corpus.ts';
import { makePolicyWorkspace } from '../../kit/policy-workspace.ts';

const world = makePolicyWorkspace();
afterAll(() => world.dispose());
const alpha = join(world.workspace, 'apps/alpha');
linkSync(join(world.workspace, 'apps/beta/README.md'), join(alpha, 'other-name.md'));
mkdirSync(join(alpha, 'worktree'));
writeFileSync(join(alpha, 'worktree/.git'), `gitdir: ${world.workspace}/apps/beta/.git/worktrees/worktree\n`);

/** The worker holds apps/alpha and stands in it. */
const verdictOn = (tool: string, input: unknown) =>
  judge({ tool, input, cwd: alpha, toolUseId: null }, contextIn(world, emptyPolicy, 'apps/alpha'));

/** Every way to say apps/beta. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ['its own path', `${world.workspace}/apps/beta`],
  ['..', '../beta'],
  ['.. through what is not there', 'nowhere/../../beta'],
  ['a symlink', 'link-to-beta'],
  ['a symlink to /', `link-to-root${world.workspace}/apps/beta`],
  ['/proc/self/root', `/proc/self/root${world.workspace}/apps/beta`],
  ['/proc/self/cwd', '/proc/self/cwd/../beta'],
  ['another case', `${world.workspace}/apps/BETA`],
  ['doubled slashes and dots', `${world.workspace}//apps/./beta/.`],
];

/** Every door to a write. */
const DOORS: readonly (readonly [string, (path: string) => readonly [string, unknown]])[] = [
  ['Edit', (path) => ['Edit', { file_path: `${path}/README.md`, old_string: 'R', new_string: 'r' }]],
  ['Write', (path) => ['Write', { file_path: `${path}/new.md`, content: 'x' }]],
  [
    'MultiEdit',
    (path) => ['MultiEdit', { file_path: `${path}/README.md`, edits: [{ old_string: 'R', new_string: 'r' }] }],
  ],
  ['NotebookEdit', (path) => ['NotebookEdit', { notebook_path: `${path}/a.ipynb`, new_source: 'x' }]],
  ['a redirect', (path) => ['Bash', { command: `echo x > ${path}/README.md` }]],
  ['an appending redirect', (path) => ['Bash', { command: `echo x >> ${path}/README.md` }]],
  ['sed -i', (path) => ['Bash', { command: `sed -i s/a/b/ ${path}/README.md` }]],
  ['tee', (path) => ['Bash', { command: `echo x | tee ${path}/README.md` }]],
  ['cp', (path) => ['Bash', { command: `cp README.md ${path}/README.md` }]],
  ['mv', (path) => ['Bash', { command: `mv README.md ${path}/README.md` }]],
  ['rm', (path) => ['Bash', { command: `rm ${path}/README.md` }]],
  ['git -C', (path) => ['Bash', { command: `git -C ${path} commit --allow-empty -m x` }]],
  ['cd and git', (path) => ['Bash', { command: `cd ${path} && git commit --allow-empty -m x` }]],
  ['a package manager', (path) => ['Bash', { command: `npm --prefix ${path} install` }]],
];

describe('a write into a project that is not held', () => {
  it.each(DOORS.flatMap(([door, call]) => SPELLINGS.map(([spelling, path]) => [door, spelling, call(path)] as const)))(
    'by %s is not let through when it is named by %s',
    (_door, _spelling, [tool, input]) => {
      const verdict = verdictOn(tool, input);
      expect(verdict.outcome, verdict.because).not.toBe('allow');
    },
  );

  it.each(SPELLINGS)('is denied for the lock, not only asked about, when it is named by %s', (spelling, path) => {
    const edit = verdictOn('Edit', { file_path: `${path}/README.md`, old_string: 'R', new_string: 'r' });
    // Where /proc leads depends on who asks; so it is a question at the least.
    if (spelling === '/proc/self/cwd') expect(edit.outcome).not.toBe('allow');
    else expect(edit).toMatchObject({ outcome: 'deny', rule: 'lock', because: expect.stringMatching(/apps\/beta/i) });
  });

  it.each([
    [
      'the other name of a file (hard link)',
      'Edit',
      { file_path: join(alpha, 'other-name.md'), old_string: 'R', new_string: 'r' },
    ],
    ['a redirect to its other name', 'Bash', { command: 'echo x >> other-name.md' }],
    ['a commit in a worktree of its repository', 'Bash', { command: 'git -C worktree commit --allow-empty -m x' }],
    ['adding a worktree into it', 'Bash', { command: 'git worktree add ../beta/x' }],
  ])('is not let through by %s', (_, tool, input) => {
    const verdict = verdictOn(tool, input);
    expect(verdict.outcome, verdict.because).not.toBe('allow');
  });

  it('is let through where it is the held project’s own, named in any of these ways', () => {
    for (const path of [alpha, '.', '../alpha', 'src/..', `link-to-root${alpha}`]) {
      const verdict = verdictOn('Edit', { file_path: `${path}/README.md`, old_string: 'R', new_string: 'r' });
      expect(verdict.outcome, `${path}: ${verdict.because}`).toBe('allow');
    }
  });
});
