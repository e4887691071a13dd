import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProjects } from '../../src/state/projects.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const workspaceWith = async (...directories: readonly string[]): Promise<string> => {
  const root = await temporaryDirectory();
  for (const directory of directories) await mkdir(join(root, directory), { recursive: true });
  return root;
};

test('projects are the directories that match, sorted', async () => {
  const root = await workspaceWith(
    'libs/core',
    'apps/beta/src',
    'apps/alpha',
    'apps/.hidden',
    'other/x',
    'apps/my app',
    'apps/[odd]',
  );
  await writeFile(join(root, 'apps/file.txt'), '');
  expect(await findProjects(root, ['apps/*', './libs/*/'])).toEqual({
    projects: ['apps/[odd]', 'apps/alpha', 'apps/beta', 'apps/my app', 'libs/core'],
    problems: [],
  });
});

test('projects do not nest, and dependencies are not searched', async () => {
  const root = await workspaceWith('a/web/packages/web', 'b/node_modules/x/web', 'web', 'c/d/e/f/g/web');
  expect((await findProjects(root, ['**/web'])).projects).toEqual(['a/web', 'web']);
});

test('a link is no project, wherever it leads', async () => {
  const outside = await workspaceWith();
  const root = await workspaceWith('apps/alpha');
  await symlink(outside, join(root, 'apps/out'));
  await symlink('alpha', join(root, 'apps/also-alpha'));
  await symlink(outside, join(root, 'libs'));
  const { projects, problems } = await findProjects(root, ['apps/*', 'libs/*']);
  expect(projects).toEqual(['apps/alpha']);
  expect(problems.map(({ where }) => where?.file).toSorted()).toEqual(['apps/also-alpha', 'apps/out']);
});

test.each(['..', '../*', '/etc/*', 'apps/../../*', '.', '', './', '**'])('the glob %j is refused', async (glob) => {
  const root = await workspaceWith('apps/alpha');
  expect(await findProjects(root, [glob])).toMatchObject({ projects: [], problems: [{ kind: 'config', found: glob }] });
});

test('a workspace without such directories has no projects', async () => {
  expect(await findProjects(await workspaceWith(), ['apps/*'])).toEqual({ projects: [], problems: [] });
});
