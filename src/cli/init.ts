/** `gaffer init`: makes a directory a workspace and says what it did. */
import { homedir } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { MAX_WORKERS } from '../domain/ids.ts';
import { describeProblem, ok, type Problem, type ProblemKind } from '../domain/problem.ts';
import { type InitPlan, type InitStep, layWorkspace, planWorkspace } from '../state/init-plan.ts';

export const register = (program: Command): void => {
  program
    .command('init')
    .description('make a directory a workspace: gaffer.yaml and the files that workers and people share')
    .argument('[dir]', 'the directory; it is made when it is missing', '.')
    .option('-n, --workers <count>', `how many workers, 1 to ${MAX_WORKERS}`, wholeNumber)
    .option('--dry-run', 'say what would be done, and change nothing')
    .option('--json', 'print one JSON object')
    .action(init);
};

interface Options {
  readonly workers?: number;
  readonly dryRun?: true;
  readonly json?: true;
}

const init = async (directory: string, { workers, dryRun, json }: Options): Promise<void> => {
  const planned = await planWorkspace({ directory, workers: workers ?? null, home: homedir() });
  if (!planned.ok) return report(planned.problem, json);
  const plan = planned.value;
  const laid = dryRun ? ok(plan.steps) : await layWorkspace(plan);
  if (!laid.ok) return report(laid.problem, json);
  const steps = laid.value;
  if (json) console.log(JSON.stringify(asJson(plan, steps, dryRun === true)));
  else console.log(asText(plan, steps, dryRun === true));
};

const report = (problem: Problem, json: true | undefined): void => {
  if (json) console.log(JSON.stringify({ ok: false, problem }));
  else console.error(`gaffer init: ${describeProblem(problem)}`);
  process.exitCode = EXIT_CODES[problem.kind] ?? FAILED;
};

const FAILED = 1;
const EXIT_CODES: Readonly<Partial<Record<ProblemKind, number>>> = { config: 78 };

const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MAX_WORKERS) {
    throw new InvalidArgumentError(`Give a whole number from 1 to ${MAX_WORKERS}.`);
  }
  return value;
};

const asJson = ({ root, notes }: InitPlan, steps: readonly InitStep[], dryRun: boolean) => ({
  ok: true,
  workspace: root,
  dryRun,
  steps: steps.map(({ kind, path }) => ({ did: kind, path })),
  notes,
});

const WORDS: Readonly<Record<InitStep['kind'], readonly [done: string, planned: string]>> = {
  'make-directory': ['made', 'would make'],
  'make-file': ['made', 'would make'],
  append: ['added to', 'would add to'],
  keep: ['kept', 'would keep'],
};

const asText = ({ root, notes }: InitPlan, steps: readonly InitStep[], dryRun: boolean): string => {
  const lines = steps.map(({ kind, path }) => `  ${WORDS[kind][dryRun ? 1 : 0].padEnd(dryRun ? 12 : 8)} ${path}`);
  const next = steps.some(({ kind }) => kind === 'make-file')
    ? [
        '',
        'Next: put your projects under apps/ or libs/, tasks into BACKLOG.md, read POLICIES.md, then run gaffer doctor.',
      ]
    : [];
  return [`${dryRun ? 'Would make a workspace of' : 'Workspace'} ${root}`, ...lines, ...notes, ...next].join('\n');
};
