/** `gaffer status`: who does what, what waits, what it costs, in one look or as JSON. */
import type { Command } from 'commander';
import { lockOf } from '../domain/locks/held.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import { describeCall } from '../domain/policies/describe-call.ts';
import { readyTasks } from '../domain/tasks/readiness.ts';
import { visible } from '../domain/visible.ts';
import type { World } from '../domain/world.ts';
import { moneyText, plural } from '../state/selectors-figures.ts';
import { age, printJson, tableText } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  program
    .command('status')
    .description('who does what, what waits for you, what it costs')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .action((options: FleetOptions) =>
      withFleet(options, async (client) => {
        const world = client.snapshot();
        if (options.json === true) printJson(statusOf(world, Date.now()));
        else process.stdout.write(statusText(world, Date.now()));
      }),
    );
};

/** The status as data: stable names that other programs may lean on. */
export const statusOf = (world: World, now: number) => ({
  workspace: world.fleet.workspace,
  mode: world.fleet.mode,
  scenario: world.fleet.scenario,
  state: world.fleet.state,
  dispatch: world.fleet.dispatch,
  agent: world.fleet.agent,
  warnings: world.fleet.warnings,
  workers: Object.values(world.workers).map((worker) => ({
    worker: worker.number,
    state: worker.state.kind,
    evidence: worker.state.evidence,
    seconds: Math.round((now - worker.state.since) / 1000),
    guard: worker.session?.guard.kind ?? null,
    project: lockOf(world, worker.number)?.project ?? null,
    task: worker.task,
    step: worker.step,
    tier: worker.session?.tier ?? null,
    doing: worker.doing,
    /** Why it stands still, where its state has a reason. */
    because: 'because' in worker.state ? worker.state.because : null,
    contextPercent: worker.contextPercent,
    costUsd: worker.costMicroUsd / 1_000_000,
    session: worker.session?.id ?? null,
    pid: worker.session?.pid ?? null,
  })),
  decisions: waitingDecisions(world).map((decision) => ({
    id: decision.id,
    worker: decision.worker,
    project: decision.project,
    seconds: Math.round((now - decision.askedAt) / 1000),
    question: decision.question.kind === 'blocking' ? describeCall(decision.question.call) : decision.question.text,
    because: decision.because,
  })),
  locks: Object.values(world.locks).map(({ project, holder, fence, task }) => ({ project, holder, fence, task })),
  tasks: {
    total: Object.keys(world.tasks).length,
    ready: readyTasks(world).length,
    done: Object.values(world.records).filter((record) => record.status === 'done').length,
  },
  verdicts: world.verdicts,
  usage: Object.values(world.usage).map((usage) => ({ ...usage, costUsd: usage.costMicroUsd / 1_000_000 })),
});

/** The same for people, as lines of text. */
export const statusText = (world: World, now: number): string => {
  const { fleet } = world;
  const status = statusOf(world, now);
  const banner = fleet.mode === 'rehearsal' ? `  REHEARSAL ${fleet.scenario ?? ''}` : '';
  const { total, ready, done } = status.tasks;
  return [
    `${fleet.workspace}  ${fleet.state}  dispatch ${fleet.dispatch}${banner}`,
    workersText(status.workers),
    `${plural(total, 'task')}, ${ready} ready, ${done} done by this fleet`,
    ...status.decisions.map(({ id, worker, question, because }) =>
      visible(`decision ${id}: ${worker === null ? 'a deploy' : `worker ${worker}`} asks: ${question} (${because})`),
    ),
    ...fleet.warnings.map((warning) => visible(`warning: ${warning}`)),
    '',
  ].join('\n');
};

export const workersText = (workers: ReturnType<typeof statusOf>['workers']): string =>
  tableText(
    ['#', 'state', 'for', 'project', 'task', 'tier', 'cost', 'doing'],
    workers.map((worker) => [
      String(worker.worker),
      worker.state,
      age(worker.seconds * 1000),
      worker.project ?? '-',
      worker.task ?? '-',
      worker.tier ?? '-',
      moneyText(worker.costUsd * 1_000_000),
      worker.because ?? worker.doing ?? '',
    ]),
  );
