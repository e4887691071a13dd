/** What a verdict needs from the disk when no fleet runs: POLICIES.md, the project globs, and a probe of the file system. */
import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { type ProjectId, projectId } from '../domain/ids.ts';
import type { JudgeContext } from '../domain/policies/context.ts';
import type { Policy } from '../domain/policies/policy.ts';
import { DEFAULT_PROJECT_GLOBS, projectFinder } from '../domain/policies/projects.ts';
import type { Problem } from '../domain/problem.ts';
import { diskProbe } from '../state/disk-probe.ts';
import { parsePolicies } from '../state/policies-file.ts';

export interface Bench {
  readonly workspace: string;
  readonly policy: Policy;
  readonly problems: readonly Problem[];
  readonly projectOf: (relativePath: string) => ProjectId | null;
}

export const openBench = (directory: string): Bench => {
  const workspace = resolve(directory);
  const { policy, problems } = parsePolicies(textOf(`${workspace}/POLICIES.md`));
  return { workspace, policy, problems, projectOf: projectFinder(projectGlobs(textOf(`${workspace}/gaffer.yaml`))) };
};

export const toContext = (bench: Bench, lockedProject: string | null): JudgeContext => ({
  workspace: bench.workspace,
  home: process.env.HOME ?? homedir(),
  user: process.env.USER ?? loginName(),
  policy: bench.policy,
  worker: null,
  lockedProject: lockedProject === null ? null : lockOf(lockedProject, bench.workspace),
  projectOf: bench.projectOf,
  tier: null,
  probe: diskProbe,
});

/** A lock that is no plain relative path is no lock. */
const lockOf = (text: string, workspace: string): ProjectId | null => {
  const relative = text.startsWith(`${workspace}/`) ? text.slice(workspace.length + 1) : text;
  const plain = relative.replace(/^\.\//, '').replace(/\/+$/, '');
  return plain === '' || plain.startsWith('/') || plain.split('/').includes('..') ? null : projectId(plain);
};

/** A file that is not there reads as an empty one: the built-in layer decides alone. */
const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const projectGlobs = (yaml: string): readonly string[] => {
  const config: unknown = yaml === '' ? null : parse(yaml);
  const globs = typeof config === 'object' && config !== null && 'projects' in config ? config.projects : null;
  const texts = Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : [];
  return texts.length === 0 ? DEFAULT_PROJECT_GLOBS : texts;
};

/** A user without an entry in the password file has none. */
const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
};
