/** `gaffer policy simulate`: what the journal's verdicts of the last days would have been under the policy as it is edited. */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { judge } from '../domain/policies/judge.ts';
import { type ChangedGroup, type Simulation, simulate } from '../domain/policies/simulate.ts';
import { describeProblem, fail, ok, type Result } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { emptyWorld } from '../domain/world.ts';
import { parseConfigText } from '../state/config-file.ts';
import { openJournal } from '../state/journal.ts';
import { parsePolicies } from '../state/policies-file.ts';
import { endWith } from './exit.ts';
import { printJson } from './output.ts';
import { openBench, toContext } from './policy-bench.ts';
import { WORKSPACE_OPTION, workspacePlaces } from './workspace.ts';

interface SimulateOptions {
  readonly workspace?: string;
  readonly days: number;
  readonly w?: string;
  readonly policy?: string;
  readonly json?: boolean;
}

const DEFAULT_DAYS = 7;
const DAY_MS = 86_400_000;
/** A hundred years: so far back every date is one. */
const MOST_DAYS = 36_500;

export const registerSimulate = (policy: Command): void => {
  policy
    .command('simulate')
    .description('what the verdicts of the last days would have been under POLICIES.md as it is now')
    .option(...WORKSPACE_OPTION)
    .addOption(new Option('-w <dir>').hideHelp())
    .option('--days <n>', 'how far back', days, DEFAULT_DAYS)
    .option('--policy <file>', 'an edited copy, instead of POLICIES.md of the workspace')
    .option('--json', 'one JSON object')
    .action((options: SimulateOptions) => {
      const simulated = run(options);
      if (!simulated.ok) return endWith(simulated.problem, options);
      if (options.json === true) printJson({ ok: true, days: options.days, ...simulated.value });
      else process.stdout.write(`${describe(simulated.value, options.days)}\n`);
    });
};

const run = (options: SimulateOptions): Result<Simulation> => {
  const places = workspacePlaces({ workspace: options.workspace ?? options.w });
  if (!places.ok) return places;
  const opened = openBench(places.value.workspace);
  if (!opened.ok) return opened;
  const bench = opened.value;
  const edited = options.policy === undefined ? bench : policyIn(options.policy);
  if (edited === null)
    return fail({ kind: 'missing', message: 'there is no such policy', where: { file: options.policy ?? '' } });
  for (const problem of edited.problems) process.stderr.write(`${describeProblem(problem)}\n`);
  const { config } = parseConfigText(textOf(`${bench.workspace}/gaffer.yaml`) ?? '');
  const ladder = (config?.tiers ?? []).map(({ name }) => name);
  const journal = openJournal(places.value.journal, { readOnly: true });
  if (!journal.ok) return journal;
  try {
    const since = Date.now() - options.days * DAY_MS;
    const log = journal.value.read({});
    const first = log.findIndex(({ at }) => at >= since);
    if (first === -1) return ok({ judged: 0, leftOut: 0, changed: 0, groups: [] });
    const before = first === 0 ? emptyWorld : journal.value.load(log[first - 1]?.seq);
    return ok(
      simulate(before, log.slice(first), (call, { worker, lockedProject, tier }) =>
        judge(call, {
          ...toContext({ ...bench, policy: edited.policy }, lockedProject),
          worker: { number: worker, live: true },
          tier: tier === null || ladder.length === 0 ? null : { name: tier, ladder },
        }),
      ),
    );
  } finally {
    journal.value.close();
  }
};

const describe = ({ judged, leftOut, changed, groups }: Simulation, days: number): string =>
  [
    `${judged} verdicts of the last ${days} ${days === 1 ? 'day' : 'days'}: ${changed === 0 ? 'none would be another' : `${changed} would be others`}.`,
    ...(leftOut === 0 ? [] : [`${leftOut} more were no matter of policy, and are left out.`]),
    ...groups.flatMap(describeGroup),
  ].join('\n');

const describeGroup = ({ from, to, rule, at, because, count, calls }: ChangedGroup): readonly string[] => [
  '',
  `${count} × ${from} -> ${to}  ${rule === null ? 'no rule' : `${visible(rule)} (${at ?? 'built-in'})`}: ${visible(because)}`,
  ...calls.map(
    ({ seq, at: time, worker, call }) =>
      `  ${String(seq).padStart(6)}  ${new Date(time).toISOString().slice(0, 16).replace('T', ' ')}  worker ${worker}  ${visible(call)}`,
  ),
  ...(count > calls.length ? [`          and ${count - calls.length} before`] : []),
];

const policyIn = (file: string): ReturnType<typeof parsePolicies> | null => {
  const text = textOf(file);
  return text === null ? null : parsePolicies(text);
};

const textOf = (file: string): string | null => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null; // The caller says what is missing, or does without.
  }
};

const days = (text: string): number => {
  const number = Number(text);
  if (!(number > 0 && number <= MOST_DAYS))
    throw new InvalidArgumentError(`a number of days above 0, and at most ${MOST_DAYS}, was expected.`);
  return number;
};
