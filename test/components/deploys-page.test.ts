import { afterEach, describe, expect, it } from 'vitest';
import { projectId } from '../../src/domain/ids.ts';
import { deployFigures } from '../../src/domain/pipelines/figures.ts';
import type { Run, RunStep } from '../../src/domain/pipelines/run.ts';
import { ok } from '../../src/domain/problem.ts';
import type { AskReport } from '../../src/domain/reports.ts';
import type { World } from '../../src/domain/world.ts';
import { type DashboardRobot, openDashboard } from '../kit/dashboard.ts';
import { aDecision, aWorld } from '../kit/world.ts';

let robot: DashboardRobot | undefined;
afterEach(async () => {
  robot?.press('q');
  await robot?.ended;
  robot = undefined;
});

const step = (id: string, stage: string, state: RunStep['state'], more: Partial<RunStep> = {}): RunStep => ({
  id,
  name: id,
  stage,
  work: 'gate',
  ships: stage === 'ship',
  repeatable: true,
  retries: 0,
  rollback: false,
  attempt: 1,
  state,
  ...more,
});

const ended = (outcome: 'passed' | 'failed', because: string): RunStep['state'] => ({
  kind: 'ended',
  outcome,
  reading: null,
  because,
  at: 2_000,
  ms: 1_200,
});

const RUN: Run = {
  id: 'R3',
  pipeline: 'site',
  kind: 'website',
  project: projectId('apps/alpha'),
  environment: 'production',
  target: 'site:production',
  purpose: 'deploy',
  release: 'R3-abc',
  commit: 'abcdef0123456789',
  commitAt: 0,
  fence: 4,
  startedAt: 1_000,
  by: 'human',
  steps: [
    step('links', 'check', ended('failed', '1 of 9 links lead nowhere\u001b[2J')),
    step('switch', 'ship', { kind: 'waiting' }),
    step('back-switch', 'rollback', { kind: 'waiting' }, { rollback: true }),
  ],
  state: { kind: 'ended', outcome: 'held', because: 'links: 1 of 9 links lead nowhere', at: 3_000 },
  digest: null,
  approval: { decision: null, answer: 'approve', by: 'human (cli)' },
  facts: {},
};

const world = (): World => {
  const base = aWorld({});
  return { ...base, fleet: { ...base.fleet, state: 'running' }, runs: { R3: RUN }, lastRun: 3 };
};

describe('the deploys page', () => {
  it.each([
    [120, 40],
    [80, 24],
  ])('shows a run with its steps, what stopped it and who approved it, at %i x %i', async (cols, rows) => {
    robot = openDashboard({ world: world(), cols, rows });
    robot.press('D');
    await robot.shows('R3 site', 'held: links', 'links', '1.2s', '1 of 9 links lead nowhere\\x1b[2J', 'by human (cli)');
    robot.lacks('back-switch');
  });

  it('says to the last word what to do where no pipeline is configured, and offers no deploy', async () => {
    const report = (async () => ok({ problem: null, pipelines: [], figures: {}, log: null })) as AskReport;
    robot = openDashboard({ world: aWorld({}), report, cols: 80, rows: 24 });
    robot.press('D');
    await robot.shows('No pipeline is configured.', 'docs/deploy.md shows', 'each kind.');
    await robot.lacks('D deploy ');
    robot.press('D');
    await robot.shows('NAV');
    expect(robot.client.commands).toEqual([]);
  });

  it('asks before it deploys, and says what it asks', async () => {
    robot = openDashboard({ world: world(), cols: 120, rows: 40 });
    robot.press('D');
    await robot.shows('R3 site');
    robot.press('D');
    await robot.shows('Deploy site to production?', 'Are you sure?');
    expect(robot.client.commands).toEqual([]);
    robot.press('y');
    await robot.shows('site is being deployed to production.');
    expect(robot.client.commands).toMatchObject([
      { kind: 'deploy', pipeline: 'site', environment: 'production', approved: false },
    ]);
  });
});

it('shows the end of a long log on the smallest terminal', async () => {
  const lines = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`);
  const log = { run: 'R3', step: 'links', lines };
  const many = Array.from({ length: 9 }, (_, index) => step(`gate-${index}`, 'check', ended('passed', 'good')));
  const run = { ...RUN, steps: [...many, ...RUN.steps] };
  // The only report that this page asks for.
  const report = (async () => ok({ problem: null, pipelines: [], figures: {}, log })) as AskReport;
  robot = openDashboard({ world: { ...world(), runs: { R3: run } }, report, cols: 80, rows: 24 });
  robot.press('D');
  await robot.shows('log of links', 'line 12');
});

describe('the question of a run', () => {
  it('is answered by yes, once it was shown in full', async () => {
    const text = 'Deploy site to production?\nThere is no way back.';
    const asking = aDecision('D7', { worker: null, question: { kind: 'posted', text }, binding: 'deploy-run R3' });
    robot = openDashboard({ world: { ...world(), decisions: { D7: asking } }, cols: 80, rows: 24 });
    robot.press('D');
    await robot.shows('R3 site');
    robot.press('y');
    await robot.shows('There is no way back.', 'D7 was not shown in full');
    expect(robot.client.commands).toEqual([]);
    robot.press('y');
    await robot.shows('D7 approved.');
    expect(robot.client.commands).toMatchObject([{ kind: 'settle-decision', decision: 'D7', answer: 'approve' }]);
  });
});

describe('the figures', () => {
  const started = (run: string, at: number, commitAt = 0) =>
    ({
      seq: at,
      at,
      by: 'human',
      cause: null,
      event: { ...RUN, kind: 'run.started', run, pipelineKind: 'website', commitAt, from: null, digest: null },
    }) as const;
  const end = (run: string, at: number, outcome: 'shipped' | 'rolled-back' | 'held' | 'unknown') =>
    ({ seq: at, at, by: 'human', cause: null, event: { kind: 'run.ended', run, outcome, because: '' } }) as const;
  const ships = (run: string, at: number) =>
    ({
      seq: at,
      at,
      by: 'human',
      cause: null,
      event: { kind: 'run.step-started', run, step: 'switch', attempt: 1 },
    }) as const;

  it('count what changed the target, and from when to when', () => {
    const log = [
      ...[started('R1', 100, 50), ships('R1', 110), end('R1', 150, 'shipped')],
      ...[started('R2', 200), end('R2', 210, 'held')],
      ...[started('R3', 300), ships('R3', 310), end('R3', 340, 'rolled-back')],
      ...[started('R4', 400), ships('R4', 410), end('R4', 420, 'unknown')],
      ...[started('R5', 500, 400), ships('R5', 510), end('R5', 550, 'shipped')],
    ];
    expect(deployFigures(log, 1_000)).toEqual({
      'site:production': { shipped: 2, leadTimeMs: 150, failureRate: 0.5, restoreMs: 150, runMs: 50 },
    });
  });
});
