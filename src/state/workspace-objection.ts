/** Directories that must not become a workspace, because workers read everything in one and gaffer writes into it. */
import { readdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Problem } from '../domain/problem.ts';
import { CONFIG_FILE } from './config-file.ts';
import { kindOf, realPathOf } from './file-kind.ts';
import { findWorkspace } from './workspace.ts';

/** Why this directory must not become a workspace; null when nothing speaks against it. */
export const objectionTo = async (root: string, home: string): Promise<Problem | null> => {
  const kind = await kindOf(root);
  if (kind !== 'directory' && kind !== 'nothing') return refusal(root, 'is not a directory');
  if (root === (await realPathOf(resolve(home))))
    return refusal(root, 'is your home directory, and workers read everything in a workspace');
  if (isSystem(root)) return refusal(root, 'belongs to the system');
  if ((await kindOf(join(root, CONFIG_FILE))) === 'file') return null;
  const above = await findWorkspace(dirname(root));
  if (above.ok) return refusal(root, `lies inside of the workspace ${above.value}`);
  const manifest = kind === 'directory' ? await manifestIn(root) : null;
  return manifest === null ? null : refusal(root, `is a project itself (it has ${manifest})`);
};

const SYSTEM = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/proc',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/System',
  '/Library',
  '/private/etc',
];
/** Their subdirectories may well be workspaces. */
const SYSTEM_ITSELF = [
  '/',
  '/home',
  '/Users',
  '/opt',
  '/srv',
  '/tmp',
  '/var',
  '/mnt',
  '/media',
  '/root',
  '/Applications',
  '/Volumes',
  '/private',
  '/private/tmp',
  '/private/var',
];

const isSystem = (path: string): boolean =>
  SYSTEM_ITSELF.includes(path) ||
  SYSTEM.some((directory) => path === directory || path.startsWith(`${directory}${sep}`));

const MANIFESTS = new Set([
  'package.json',
  'Cargo.toml',
  'go.mod',
  'pyproject.toml',
  'setup.py',
  'build.gradle',
  'build.gradle.kts',
  'settings.gradle',
  'settings.gradle.kts',
  'pom.xml',
  'Gemfile',
  'composer.json',
  'CMakeLists.txt',
  'mix.exs',
  'Package.swift',
  'pubspec.yaml',
]);

const manifestIn = async (root: string): Promise<string | null> => {
  const names = await readdir(root);
  return names.find((name) => MANIFESTS.has(name)) ?? null;
};

const refusal = (root: string, because: string): Problem => ({
  kind: 'refused',
  message: `${root} cannot become a workspace: it ${because}.`,
  next: 'Name a directory of its own, whose subdirectories apps/* and libs/* are the projects: gaffer init DIR.',
});
