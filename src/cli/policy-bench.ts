/** What a verdict needs from the disk when no fleet runs: POLICIES.md, the project globs, and a probe of the file system. */
import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { type ProjectId, projectId } from '../domain/ids.ts';
import type { JudgeContext } from '../domain/policies/context.ts';
import type { Policy } from '../domain/policies/policy.ts';
import { DEFAULT_PROJECT_GLOBS, projectFinder } from '../domain/policies/projects.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { parseConfigText } from '../state/config-file.ts';
import { diskProbe } from '../state/disk-probe.ts';
import { parsePolicies } from '../state/policies-file.ts';

export interface Bench {
  readonly workspace: string;
  readonly policy: Policy;
  readonly problems: readonly Problem[];
  readonly projectOf: (relativePath: string) => ProjectId | null;
}

/** A gaffer.yaml that does not read leaves open what a project is: a verdict on top of it would not be that of the gate. */
export const openBench = (directory: string): Result<Bench> => {
  const workspace = resolve(directory);
  const policies = textOf(join(workspace, POLICIES));
  const yaml = textOf(join(workspace, 'gaffer.yaml'));
  if (!policies.ok) return policies;
  if (!yaml.ok) return yaml;
  const { policy, problems } = parsePolicies(policies.value ?? '');
  const globs = projectGlobs(yaml.value ?? '');
  if (!globs.ok) return globs;
  return ok({
    workspace,
    policy,
    problems: policies.value === null ? [withoutPolicies(workspace)] : problems,
    projectOf: projectFinder(globs.value),
  });
};

const POLICIES = 'POLICIES.md';

const withoutPolicies = (workspace: string): Problem => ({
  kind: 'missing',
  message: `there is no ${POLICIES}, so what is built in decides alone`,
  where: { file: workspace },
  next: 'Make one with gaffer init, or name the workspace with -C.',
});

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

/** Null for a file that is not there. */
const textOf = (path: string): Result<string | null> => {
  try {
    return ok(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? ok(null)
      : fail({ kind: 'io', message: 'this file cannot be read', where: { file: path }, found: code });
  }
};

const projectGlobs = (yaml: string): Result<readonly string[]> => {
  const document = parseDocument(yaml);
  const [problem] = document.errors.length === 0 ? [] : parseConfigText(yaml).problems;
  if (problem !== undefined) return fail(problem);
  const config: unknown = document.toJS();
  const globs = typeof config === 'object' && config !== null && 'projects' in config ? config.projects : null;
  const texts = Array.isArray(globs) ? globs.filter((glob) => typeof glob === 'string') : [];
  return ok(texts.length === 0 ? DEFAULT_PROJECT_GLOBS : texts);
};

/** A user without an entry in the password file has none. */
const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
};
