/** `gaffer deploy`: ships one pipeline with one command, shows what would be done, goes on, goes back, and settles. */
import { type Command, Option } from 'commander';
import type { DeployHumanCommand } from '../domain/pipelines/commands.ts';
import type { RunId } from '../domain/pipelines/run.ts';
import { fail, type Result } from '../domain/problem.ts';
import type { Places } from '../state/places.ts';
import { type OpenDeployClient, openDeployClient } from './deploy-client.ts';
import { dryRun, showPlan } from './deploy-look.ts';
import { showLog, showRuns } from './deploy-show.ts';
import { exitOfRun, followRun } from './deploy-watch.ts';
import { EXIT, endWith } from './exit.ts';
import { misuse } from './misuse.ts';
import { printJson, say } from './output.ts';
import { WORKSPACE_OPTION, type WorkspaceOption, workspacePlaces } from './workspace.ts';

export interface DeployOptions extends WorkspaceOption {
  readonly to?: string;
  readonly plan?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly from?: string;
  readonly rollback?: boolean;
  readonly runs?: boolean;
  readonly log?: string;
  readonly stop?: string;
  readonly resolve?: string;
  readonly as?: 'shipped' | 'not-shipped';
  readonly json?: boolean;
}

export const register = (program: Command): void => {
  program
    .command('deploy')
    .argument('[pipeline]', 'a name under pipelines: in gaffer.yaml; without one, what serves where')
    .argument('[step]', 'with --log: the step')
    .option('--to <environment>', 'which environment, where there are several')
    .addOption(alone('--plan', 'show the stages and steps, and do nothing', STEERING_PLANS))
    .addOption(alone('--dry-run', 'build and look at every gate, and ship nothing', STEERING_PLANS))
    .option('--yes', 'say yes beforehand to what the plan asks')
    .option('--from <stage>', 'go on at a stage where the last run of the same commit stopped')
    .option('--rollback', 'bring back what served before')
    .addOption(alone('--runs', 'the last runs'))
    .addOption(alone('--log <run>', 'what the steps of a run printed'))
    .addOption(alone('--stop <run>', 'stop a run; what served before serves again'))
    .addOption(alone('--resolve <run>', 'settle a run whose end nobody saw, with --as'))
    .addOption(
      new Option('--as <what>', 'with --resolve: what you saw at the target').choices(['shipped', 'not-shipped']),
    )
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description('ship a pipeline of gaffer.yaml: gates, approval, steps, and a way back')
    .action(
      async (pipeline: string | undefined, step: string | undefined, options: DeployOptions, command: Command) => {
        refuseHalves(pipeline, step, options, command);
        const places = workspacePlaces(options);
        if (!places.ok) return endWith(places.problem, options);
        const problem = await act(places.value, pipeline ?? null, step ?? null, options);
        if (!problem.ok) endWith(problem.problem, options);
      },
    );
};

/** What is done in place of a deploy. With each other, or with what steers a deploy, all but one would go unheard. */
const LOOKS = ['plan', 'dryRun', 'runs', 'log', 'stop', 'resolve'] as const;
const STEERING = ['to', 'rollback', 'from', 'yes'] as const;
/** A plan is that of a deploy or a rollback to one environment, whoever says yes to it. */
const STEERING_PLANS: readonly string[] = ['to', 'rollback', 'yes'];

const alone = (flags: string, description: string, heard: readonly string[] = []): Option => {
  const option = new Option(flags, description);
  return option.conflicts(
    [...LOOKS, ...STEERING].filter((name) => name !== option.attributeName() && !heard.includes(name)),
  );
};

const refuseHalves = (
  pipeline: string | undefined,
  step: string | undefined,
  options: DeployOptions,
  command: Command,
): void => {
  const { log, resolve, as, runs, stop } = options;
  if (resolve !== undefined && as === undefined)
    misuse(command, '--resolve needs --as shipped or --as not-shipped: what you saw at the target');
  if (as !== undefined && resolve === undefined) misuse(command, '--as goes with --resolve');
  if (step !== undefined && log === undefined) misuse(command, `a step goes with --log (found ${step})`);
  const isOfRun = log !== undefined || resolve !== undefined || stop !== undefined || runs === true;
  const without = (['plan', 'dryRun', 'rollback', 'yes', 'from', 'to'] as const).find(
    (name) => options[name] !== undefined,
  );
  if (pipeline === undefined && !isOfRun && without !== undefined)
    misuse(command, `which pipeline? --${FLAGS[without] ?? without} goes with its name; gaffer deploy lists them`);
};

/** Where an option is not called as its value is. */
const FLAGS: Readonly<Record<string, string>> = { dryRun: 'dry-run' };

const act = async (
  places: Places,
  pipeline: string | null,
  step: string | null,
  options: DeployOptions,
): Promise<Result<void>> => {
  if (options.log !== undefined) return showLog(places, options.log, step ?? pipeline);
  if (options.resolve !== undefined) return resolveRun(places, options.resolve, options);
  if (options.stop !== undefined) return stopRun(places, options.stop, options);
  if (pipeline === null || options.runs === true) return showRuns(places, pipeline, options);
  if (options.plan === true) return showPlan(places, pipeline, options);
  if (options.dryRun === true) return dryRun(places, pipeline, options);
  return deploy(places, pipeline, options);
};

const withClient = async (
  places: Places,
  use: (client: OpenDeployClient) => Promise<Result<void>>,
): Promise<Result<void>> => {
  const client = await openDeployClient(places);
  if (!client.ok) return client;
  try {
    return await use(client.value);
  } finally {
    await client.value.close();
  }
};

const deploy = (places: Places, pipeline: string, options: DeployOptions): Promise<Result<void>> =>
  withClient(places, async (client) => {
    const command: DeployHumanCommand = {
      kind: 'deploy',
      pipeline,
      environment: options.to ?? null,
      purpose: options.rollback === true ? 'rollback' : 'deploy',
      from: options.from ?? null,
      approved: options.yes === true,
    };
    const started = await client.command(command);
    if (!started.ok) return started;
    const event = started.value.map((logged) => logged.event).find(({ kind }) => kind === 'run.started');
    if (event?.kind !== 'run.started') throw new Error('a run was started without saying so');
    const stopWatching = stopOnSignal(client, event.run);
    const run = await followRun(client, event.run, { quiet: options.json === true });
    stopWatching();
    if (options.json === true) printJson({ ok: exitOfRun(run.run) === EXIT.ok, run: run.run });
    process.exitCode = exitOfRun(run.run);
    return { ok: true, value: undefined };
  });

/** Alone, the run ends with this process: so it is told to turn back first. With a supervisor it goes on without us. */
const stopOnSignal = (client: OpenDeployClient, run: RunId): (() => void) => {
  if (!client.isAlone) return () => undefined;
  const stop = (): void => void client.command({ kind: 'stop-run', run });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
};

const resolveRun = (places: Places, run: RunId, { as, json }: DeployOptions): Promise<Result<void>> =>
  withClient(places, async (client) => {
    const done = await client.command({ kind: 'resolve-run', run, shipped: as === 'shipped' });
    if (!done.ok) return done;
    if (json === true) printJson({ ok: true, run, as });
    else say(`${run} is settled: ${as}`);
    return { ok: true, value: undefined };
  });

const stopRun = (places: Places, run: RunId, { json }: DeployOptions): Promise<Result<void>> =>
  withClient(places, async (client) => {
    if (client.isAlone) return fail({ kind: 'missing', message: `${run} does not run` });
    const done = await client.command({ kind: 'stop-run', run });
    if (!done.ok) return done;
    if (json === true) printJson({ ok: true, run });
    else say(`${run} is being stopped`);
    return { ok: true, value: undefined };
  });
