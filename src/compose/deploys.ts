/**
 * The deploys of one supervisor: makes plans from gaffer.yaml, starts runs, and keeps the journal true while they go. A run
 * outlives every dashboard, and none outlives its supervisor unseen.
 */
import { join } from 'node:path';
import type { Command, StartedAtTheEdge } from '../domain/command.ts';
import type { Logged } from '../domain/event.ts';
import { nextRunId } from '../domain/pipelines/begin.ts';
import type { DeployHumanCommand } from '../domain/pipelines/commands.ts';
import type { Plan } from '../domain/pipelines/plan.ts';
import { isOver, type RunId } from '../domain/pipelines/run.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { runGate } from '../jobs/gates/run-gate.ts';
import { runPlan } from '../jobs/run-plan.ts';
import { changesBetween } from '../jobs/source.ts';
import { createToolBox } from '../jobs/tools.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import { createRunBook } from './deploy-book.ts';
import { deployEnvironment } from './deploy-environment.ts';
import { endLeftovers, noteSpawn } from './deploy-leftovers.ts';
import { type Preparation, prepareRun } from './deploy-plan.ts';
import type { Fleet } from './parts.ts';

export interface Deploys {
  /** What a person asks for; answered when the run is journalled, or refused. */
  readonly command: (command: StartedAtTheEdge) => Promise<Result<readonly Logged[]>>;
  readonly start: (
    wish: Extract<DeployHumanCommand, { kind: 'deploy' }>,
    by: string,
  ) => Promise<Result<readonly Logged[]>>;
  readonly plan: (pipeline: string, environment: string | null) => Promise<Result<Preparation>>;
  /** Ends what an earlier supervisor left running, and says what became of its runs. */
  readonly recover: () => Promise<void>;
  readonly changesSince: (plan: Plan, commit: string | null) => Promise<readonly string[]>;
  /** Stops what runs, with its way back, and waits for its end. */
  readonly close: () => Promise<void>;
}

export const createDeploys = (fleet: Fleet, shared: SharedFiles, ownRoot: string): Deploys => {
  const { places } = fleet;
  const baseEnv = deployEnvironment(fleet, ownRoot);
  const tools = createToolBox(baseEnv);
  const running = new Map<RunId, { readonly stop: AbortController; readonly done: Promise<void> }>();
  const directoryOf = (run: RunId): string => join(places.own, 'runs', run);

  const plan: Deploys['plan'] = (pipeline, environment) =>
    prepareRun(fleet, shared, baseEnv, { pipeline, environment, purpose: 'deploy' });

  const changesSince: Deploys['changesSince'] = async (of, commit) => {
    const live = fleet.world().targets[of.target]?.live ?? null;
    return commit === null || live === null || live.commit === null || live.commit === commit
      ? []
      : changesBetween(join(places.workspace, of.project), baseEnv, live.commit, commit);
  };

  const start: Deploys['start'] = async (wish, by) => {
    const prepared = await prepareRun(fleet, shared, baseEnv, wish);
    if (!prepared.ok) return prepared;
    const { source, planFor } = prepared.value;
    // From here to the submit nothing waits, so that the run's number is the one that it will be given.
    const id = nextRunId(fleet.world());
    const made = planFor(id, directoryOf(id));
    if (!made.ok) return made;
    const { plan: chosen, release, restores } = made.value;
    const begin: Command = {
      kind: 'begin-run',
      plan: chosen,
      purpose: wish.purpose,
      from: wish.from,
      release,
      restores,
      commit: source.commit,
      commitAt: source.commitAt,
      by,
    };
    const begun = await fleet.submit(begin, { by });
    if (!begun.ok) return begun;
    launch(id, chosen, wish.approved);
    return begun;
  };

  const launch = (id: RunId, chosen: Plan, approved: boolean): void => {
    const stop = new AbortController();
    const done = runPlan({
      plan: chosen,
      root: join(places.workspace, chosen.project),
      directory: directoryOf(id),
      book: createRunBook(fleet, id, chosen, changesSince),
      runGate: (spec, context) =>
        runGate(spec, {
          ...context,
          tools,
          shipped: fleet.world().targets[chosen.target]?.live?.facts ?? null,
          secretOf: (name) => process.env[name] ?? null,
          now: Date.now,
        }),
      baseEnv,
      namedEnv: process.env,
      approved,
      signal: stop.signal,
      onSpawn: (step, pid) => noteSpawn(directoryOf(id), step, pid),
    })
      .catch(async (error: unknown) => {
        fleet.log(`${id} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        const run = fleet.world().runs[id];
        if (run !== undefined && !isOver(run))
          await fleet.submit({ kind: 'recover-runs', evidence: { [id]: 'its runner broke' } }, { by: 'deploy' });
      })
      .finally(() => running.delete(id));
    running.set(id, { stop, done });
  };

  return {
    start,
    plan,
    changesSince,
    command: async (command) => {
      if (command.kind === 'deploy') return start(command, 'human');
      const run = running.get(command.run);
      if (run === undefined) return fail({ kind: 'missing', message: `${command.run} does not run` });
      run.stop.abort();
      return ok([]);
    },
    recover: async () => {
      const left = Object.values(fleet.world().runs).filter((run) => !isOver(run));
      if (left.length === 0) return;
      const evidence = await Promise.all(
        left.map(async ({ id }) => [id, await endLeftovers(directoryOf(id))] as const),
      );
      const seen = Object.fromEntries(evidence.filter((each): each is [RunId, string] => each[1] !== null));
      await fleet.submit({ kind: 'recover-runs', evidence: seen }, { by: 'boot' });
    },
    close: async () => {
      for (const { stop } of running.values()) stop.abort();
      await Promise.all([...running.values()].map(({ done }) => done));
    },
  };
};
