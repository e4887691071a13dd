/**
 * Makes a directory a workspace. It is planned first and shown, then laid; both are idempotent and never overwrite what
 * is there.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { MAX_WORKERS, workerNumber } from '../domain/ids.ts';
import { fail, ok, type Problem, type Result } from '../domain/problem.ts';
import { CONFIG_FILE, parseConfigText } from './config-file.ts';
import { kindOf, realPathOf } from './file-kind.ts';
import { orIoProblem } from './io-problem.ts';
import { lineEndingOf } from './lines.ts';
import { replaceFile } from './replace-file.ts';
import { claudeMd } from './scaffold/claude-md.ts';
import { gafferYaml } from './scaffold/gaffer-yaml.ts';
import { policiesMd } from './scaffold/policies-md.ts';
import { backlogMd, changelogMd, environmentMd, failuresMd, memoryMd, statusMd } from './scaffold/shared-md.ts';
import { objectionTo } from './workspace-objection.ts';

export interface InitOptions {
  readonly directory: string;
  /** Null: as gaffer.yaml says, or the default. */
  readonly workers: number | null;
  /** The person's home directory. */
  readonly home: string;
}

export interface InitPlan {
  readonly root: string;
  readonly steps: readonly InitStep[];
  /** What the person should know besides. */
  readonly notes: readonly string[];
}

/** `path` is relative to the workspace; directories end in a slash. */
export type InitStep =
  | { readonly kind: 'make-directory'; readonly path: string }
  | { readonly kind: 'make-file'; readonly path: string; readonly text: string }
  | { readonly kind: 'append'; readonly path: string; readonly text: string }
  | { readonly kind: 'keep'; readonly path: string };

/** Looks and changes nothing. */
export const planWorkspace = (options: InitOptions): Promise<Result<InitPlan>> =>
  orIoProblem(options.directory, () => planned(options));

/** Carries the plan out; what has appeared since it was made is kept. Resolves to what was really done. */
export const layWorkspace = ({ root, steps }: InitPlan): Promise<Result<readonly InitStep[]>> =>
  orIoProblem(root, async () => {
    const done: InitStep[] = [];
    for (const step of steps) done.push(await layStep(root, step));
    return ok(done);
  });

const planned = async ({ directory, workers, home }: InitOptions): Promise<Result<InitPlan>> => {
  if (workers !== null && !(Number.isInteger(workers) && workers >= 1 && workers <= MAX_WORKERS))
    return fail(badWorkers(workers));
  const root = await realPathOf(resolve(directory));
  const objection = await objectionTo(root, home);
  if (objection !== null) return fail(objection);
  const configured = await configuredWorkers(root);
  if (!configured.ok) return configured;
  const seats = workers ?? configured.value ?? DEFAULT_WORKERS;
  const steps: InitStep[] = (await kindOf(root)) === 'nothing' ? [{ kind: 'make-directory', path: './' }] : [];
  for (const [path, text] of filesFor(seats)) {
    const there = (await kindOf(join(root, path))) !== 'nothing';
    steps.push(
      there
        ? { kind: 'keep', path }
        : text === null
          ? { kind: 'make-directory', path }
          : { kind: 'make-file', path, text },
    );
  }
  steps.push(await ignoreStep(root));
  return ok({ root, steps, notes: notesOn(workers, configured.value) });
};

const DEFAULT_WORKERS = 4;

const layStep = async (root: string, step: InitStep): Promise<InitStep> => {
  const path = join(root, step.path);
  switch (step.kind) {
    case 'make-directory':
      await mkdir(path, { recursive: true });
      return step;
    case 'make-file':
      try {
        await writeFile(path, step.text, { flag: 'wx' });
        return step;
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')
          return { kind: 'keep', path: step.path };
        throw cause;
      }
    case 'append':
      await replaceFile(path, (await textOf(path)) + step.text);
      return step;
    case 'keep':
      return step;
  }
};

/** Null for a directory. */
const filesFor = (seats: number): readonly (readonly [path: string, text: string | null])[] => [
  [CONFIG_FILE, gafferYaml(seats)],
  ['CLAUDE.md', claudeMd],
  ['POLICIES.md', policiesMd],
  ['BACKLOG.md', backlogMd],
  ['ENVIRONMENT.md', environmentMd],
  ['CHANGELOG.md', changelogMd],
  ['FAILURES.md', failuresMd],
  ...Array.from({ length: seats }, (_, index) => [`WORKER${index + 1}.md`, statusMd(workerNumber(index + 1))] as const),
  ['MEMORY/hot/', null],
  ['MEMORY/warm/', null],
  ['MEMORY/cold/', null],
  ['MEMORY/README.md', memoryMd],
];

/** gaffer's own state is not for version control. */
const IGNORED = '.gaffer/';

const ignoreStep = async (root: string): Promise<InitStep> => {
  const path = '.gitignore';
  const kind = await kindOf(join(root, path));
  if (kind === 'nothing') return { kind: 'make-file', path, text: `${IGNORED}\n` };
  // A link may lead anywhere; a person made it and can add the line.
  if (kind !== 'file') return { kind: 'keep', path };
  const text = await textOf(join(root, path));
  if (/^\/?\.gaffer\/?[ \t]*$/m.test(text.replaceAll('\r', ''))) return { kind: 'keep', path };
  const eol = lineEndingOf(text);
  return { kind: 'append', path, text: `${text === '' || text.endsWith('\n') ? '' : eol}${IGNORED}${eol}` };
};

const notesOn = (wanted: number | null, configured: number | null): readonly string[] =>
  wanted !== null && configured !== null && wanted !== configured
    ? [`gaffer.yaml says workers: ${configured} and is kept; change it there to ${wanted}.`]
    : [];

const configuredWorkers = async (root: string): Promise<Result<number | null>> => {
  if ((await kindOf(join(root, CONFIG_FILE))) === 'nothing') return ok(null);
  const { config, problems } = parseConfigText(await textOf(join(root, CONFIG_FILE)));
  const [problem] = problems;
  return problem === undefined ? ok(config?.workers ?? null) : fail(problem);
};

const badWorkers = (workers: number): Problem => ({
  kind: 'config',
  message: 'The number of workers does not fit',
  found: String(workers),
  expected: `a whole number from 1 to ${MAX_WORKERS}`,
});

const textOf = (path: string): Promise<string> => readFile(path, 'utf8');
