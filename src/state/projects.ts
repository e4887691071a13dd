/**
 * Finds the projects of a workspace: real directories that match the globs of gaffer.yaml. Links are not followed and
 * projects do not nest, so each directory belongs to one lock at most.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { type ProjectId, projectId } from '../domain/ids.ts';
import type { Problem } from '../domain/problem.ts';
import { CONFIG_FILE } from './config-file.ts';

export interface FoundProjects {
  /** Sorted by path. */
  readonly projects: readonly ProjectId[];
  readonly problems: readonly Problem[];
}

export const findProjects = async (root: string, globs: readonly string[]): Promise<FoundProjects> => {
  const problems = globs.flatMap(globProblem);
  const usable = globs.filter((glob) => globProblem(glob).length === 0).map(plain);
  if (usable.length === 0) return { projects: [], problems };
  const walk: Walk = {
    root,
    isProject: picomatch([...usable], { dot: false, strictSlashes: true }),
    depth: Math.max(...usable.map(depthOf)),
    projects: [],
    problems: [],
  };
  await walkInto(walk, '', 0);
  return { projects: walk.projects.toSorted(), problems: [...problems, ...walk.problems] };
};

interface Walk {
  readonly root: string;
  readonly isProject: (path: string) => boolean;
  readonly depth: number;
  readonly projects: ProjectId[];
  readonly problems: Problem[];
}

/** `**` looks this deep and no deeper: below it lie the insides of projects, which may be huge. */
const MAX_DEPTH = 5;
/** Never projects and never on the way to one. Hidden directories are passed over as well. */
const PASSED_OVER = new Set(['node_modules', 'MEMORY']);

const walkInto = async (walk: Walk, path: string, depth: number): Promise<void> => {
  for (const entry of await entriesOf(walk, path)) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (entry.name.startsWith('.') || PASSED_OVER.has(entry.name)) continue;
    const matches = walk.isProject(below);
    if (entry.isSymbolicLink() && matches) walk.problems.push(linked(below));
    if (!entry.isDirectory()) continue;
    if (matches && /\p{Cc}/u.test(below)) walk.problems.push(unnameable(below));
    else if (matches) walk.projects.push(projectId(below));
    else if (depth + 1 < walk.depth) await walkInto(walk, below, depth + 1);
  }
};

const entriesOf = async (walk: Walk, path: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(join(walk.root, path), { withFileTypes: true });
  } catch (cause) {
    const message = `This directory could not be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    walk.problems.push({ kind: 'io', message, where: { file: path === '' ? '.' : path } });
    return [];
  }
};

// People write `./apps/x` and `apps/x/` where they mean `apps/x`.
const plain = (glob: string): string => glob.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');

const depthOf = (glob: string): number =>
  glob.includes('**') ? MAX_DEPTH : Math.min(glob.split('/').length, MAX_DEPTH);

const globProblem = (glob: string): readonly Problem[] => {
  const path = plain(glob);
  const leaves = path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.split('/').includes('..');
  if (!leaves && path !== '' && path !== '.' && path !== '**') return [];
  return [
    {
      kind: 'config',
      message: leaves
        ? 'A project lies inside of the workspace'
        : 'The workspace itself is no project, because its shared files need no lock',
      where: { file: CONFIG_FILE },
      found: glob,
      expected: 'globs such as apps/*',
      next: 'Correct projects: in gaffer.yaml.',
    },
  ];
};

const linked = (path: string): Problem => ({
  kind: 'refused',
  message: `${path} is a link, so it is no project: one directory under two names would have two locks.`,
  where: { file: path },
  next: 'Move the directory there, or name it by its own path.',
});

const unnameable = (path: string): Problem => ({
  kind: 'refused',
  message: 'A directory with control characters in its name is no project.',
  where: { file: JSON.stringify(path) },
  next: 'Rename it.',
});
