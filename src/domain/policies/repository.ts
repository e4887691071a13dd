/**
 * Whether git, run in a directory of a project, works on the project's own repository. Another repository on the way up,
 * or one that is a bare directory of files, could bring a configuration that runs programs.
 */
import type { JudgeContext } from './context.ts';
import { below, lexicalPath } from './paths.ts';

/** Why not, or null when it does as far as can be seen. */
export const foreignRepository = (cwd: string, project: string, { workspace, probe }: JudgeContext): string | null => {
  const root = lexicalPath(`${workspace}/${project}`);
  const inside = below(root, cwd);
  const names = inside === null || inside === '' ? [] : inside.split('/');
  for (let depth = names.length; depth >= 0; depth -= 1) {
    const directory = [root, ...names.slice(0, depth)].join('/');
    const git = probe.lstat(`${directory}/.git`);
    if (git !== null && (depth > 0 || git.kind !== 'directory'))
      return `${directory}/.git is not the project's own repository`;
    if (BARE.every((name) => probe.lstat(`${directory}/${name}`) !== null))
      return `${directory} looks like a bare repository`;
  }
  return null;
};

/** What git takes a directory for a repository by. */
const BARE = ['HEAD', 'objects', 'refs'] as const;
