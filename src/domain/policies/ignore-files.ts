/**
 * The files by which a search tool (ripgrep) learns what to leave out: in the directory that is searched and in every one
 * above it, up to the root. Nobody is shown them, but they can be made to bring out secrets: as another name of one, which
 * is quoted in complaints about its lines, and by a line such as `!.env`, which has a hidden file searched after all.
 */
import { pathFrom } from './paths.ts';
import type { Place, Scope } from './places.ts';
import { reachesSecrets } from './secrets.ts';

export const IGNORE_FILES: readonly string[] = ['.gitignore', '.ignore', '.rgignore', '.git/info/exclude'];

export type IgnoreFile =
  /** A link: what it leads to counts. */
  | { readonly kind: 'borrowed'; readonly path: string }
  /** It may bring secrets into the search. */
  | { readonly kind: 'revealing'; readonly because: string };

/** What is noteworthy of those in the workspace, from `place` upwards. Above the workspace they are the person's own. */
export const noteworthyIgnoreFiles = ({ path, relative }: Place, { probe }: Scope): readonly IgnoreFile[] => {
  if (relative === null) return [];
  const names = path.split('/');
  const depth = relative === '' ? 0 : relative.split('/').length;
  const directories = Array.from({ length: depth + 1 }, (_, up) => names.slice(0, names.length - up).join('/'));
  return directories.flatMap((directory) =>
    IGNORE_FILES.flatMap((name): readonly IgnoreFile[] => {
      const file = pathFrom(directory, name);
      const facts = probe.lstat(file);
      if (facts === null || facts.kind === 'directory') return [];
      if (facts.kind === 'symlink' || facts.links > 1) return [{ kind: 'borrowed', path: file }];
      const text = probe.text(file);
      if (text === null) return [{ kind: 'revealing', because: `${file} cannot be looked through` }];
      const line = text.includes('!') ? text.split(/\r\n|\n|\r/).find(bringsSecrets) : undefined;
      return line === undefined
        ? []
        : [{ kind: 'revealing', because: `the line ${line.trim()} of ${file} may have secrets searched` }];
    }),
  );
};

/** `!.env`; not `!*\/`, which speaks of directories. */
const bringsSecrets = (line: string): boolean => {
  const pattern = /^!(.+)$/.exec(line.trim())?.[1];
  return pattern !== undefined && !/\*\/$/.test(pattern) && reachesSecrets(pattern);
};
