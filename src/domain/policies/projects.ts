/** Which project a path lies in, by the globs of gaffer.yaml; a project need not exist yet to be one. */
import { type ProjectId, projectId } from '../ids.ts';
import { globTest } from './glob-test.ts';

/** Where projects are looked for when gaffer.yaml does not say. */
export const DEFAULT_PROJECT_GLOBS: readonly string[] = ['apps/*', 'libs/*', 'packages/*', 'projects/*'];

export const projectFinder = (globs: readonly string[]): ((relativePath: string) => ProjectId | null) => {
  const shapes = globs.map((glob) => {
    const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '');
    return { depth: plain.split('/').length, matches: globTest(plain, { nocase: true }) };
  });
  return (relativePath) => {
    const names = relativePath.split('/');
    for (const { depth, matches } of shapes) {
      const candidate = names.slice(0, depth).join('/');
      if (names.length >= depth && matches(candidate)) return projectId(candidate);
    }
    return null;
  };
};
