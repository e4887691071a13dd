import { expect, test } from 'vitest';
import { replay } from '../../../src/domain/evolve.ts';
import { decisionId, projectId } from '../../../src/domain/ids.ts';
import type { Plan, PlannedStep } from '../../../src/domain/pipelines/plan.ts';
import { isEvents, kinds, PureFleet } from '../../kit/pure-fleet.ts';

const command = (id: string, repeatable = false): PlannedStep => ({
  id,
  name: id,
  kind: 'command',
  argv: ['true'],
  cwd: '.',
  env: [],
  set: {},
  timeoutMs: 1000,
  retries: repeatable ? 1 : 0,
  repeatable,
});

const PLAN: Plan = {
  pipeline: 'site',
  kind: 'plain',
  project: projectId('apps/alpha'),
  environment: 'production',
  target: 'site:production',
  stages: [
    { name: 'build', needs: [], sends: false, ships: false, steps: [command('make', true)] },
    {
      name: 'approve',
      needs: [],
      sends: false,
      ships: false,
      steps: [{ id: 'approve', name: 'yes?', kind: 'approval' }],
    },
    { name: 'ship', needs: [], sends: true, ships: true, steps: [command('publish')] },
  ],
  rollback: [command('restore', true)],
  artefacts: [],
  source: 'any',
};

const begin = (change: object = {}) =>
  ({
    kind: 'begin-run',
    plan: PLAN,
    purpose: 'deploy',
    from: null,
    release: 'R1-a',
    commit: 'a',
    commitAt: 1,
    by: 'human',
    ...change,
  }) as const;

const step = (fleet: PureFleet, run: string, id: string, outcome: 'passed' | 'failed' | 'skipped' = 'passed') => {
  fleet.must({ kind: 'begin-step', run, step: id });
  fleet.must({
    kind: 'end-step',
    run,
    step: id,
    outcome,
    because: 'x',
    evidence: [],
    ms: 1,
    reading: null,
    facts: null,
  });
};

const approved = (fleet: PureFleet, run = 'R1') => {
  fleet.must({ kind: 'begin-step', run, step: 'approve' });
  fleet.must({ kind: 'ask-approval', run, step: 'approve', text: 'Deploy?' });
  const decision = decisionId(`D${fleet.world.lastDecision}`);
  fleet.must({ kind: 'settle-decision', decision, answer: 'approve', by: 'cli', reason: null });
  fleet.must({
    kind: 'end-step',
    run,
    step: 'approve',
    outcome: 'passed',
    because: 'yes',
    evidence: [],
    ms: 1,
    reading: null,
    facts: null,
  });
};

const outcome = (fleet: PureFleet, run: string) => {
  const state = fleet.world.runs[run]?.state;
  return state?.kind === 'ended' ? state.outcome : state?.kind;
};

test('a run holds its project: no worker gets the lock, the dispatcher gives no task there, and it goes to the line after', () => {
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.must(begin());
  expect(fleet.world.holds['apps/alpha']).toMatchObject({ run: 'R1', fence: fleet.world.lastFence });
  const claim = { kind: 'claim-project', ...fleet.live(1), project: projectId('apps/alpha'), door: 'mcp' } as const;
  expect(fleet.do(claim)).toMatchObject({
    kind: 'busy',
    message: expect.stringContaining('held by deploy R1 of site'),
  });
  expect(kinds(fleet.do({ ...claim, wait: true }))).toEqual(['lock.queued']);
  step(fleet, 'R1', 'make');
  approved(fleet);
  step(fleet, 'R1', 'publish');
  expect(kinds(fleet.do({ kind: 'end-run', run: 'R1', because: 'done' }))).toContain('lock.granted');
  expect(fleet.world.locks['apps/alpha']).toMatchObject({ holder: 1 });
  expect(outcome(fleet, 'R1')).toBe('shipped');
  expect(replay(fleet.log)).toEqual(fleet.world);
});

test('a project that a worker holds is not deployed', () => {
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.must({ kind: 'claim-project', ...fleet.live(1), project: projectId('apps/alpha'), door: 'mcp' });
  expect(fleet.do(begin())).toMatchObject({ kind: 'busy', message: expect.stringContaining('held by worker 1') });
});

test('a step begins once, in its turn, and only under the fence of its run', () => {
  const fleet = new PureFleet().boot();
  fleet.must(begin());
  fleet.must({ kind: 'begin-step', run: 'R1', step: 'make' });
  expect(fleet.do({ kind: 'begin-step', run: 'R1', step: 'publish' })).toMatchObject({
    message: 'R1 is at another step',
  });
  fleet.must({
    kind: 'end-step',
    run: 'R1',
    step: 'make',
    outcome: 'failed',
    because: 'x',
    evidence: [],
    ms: 1,
    reading: null,
    facts: null,
  });
  // It may be repeated, and has one more try.
  step(fleet, 'R1', 'make', 'failed');
  expect(fleet.do({ kind: 'begin-step', run: 'R1', step: 'make' })).toMatchObject({ kind: 'conflict' });
  step(fleet, 'R1', 'publish', 'failed');
  expect(fleet.do({ kind: 'begin-step', run: 'R1', step: 'publish' })).toMatchObject({
    message: expect.stringContaining('runs once'),
  });
  expect(fleet.do({ kind: 'begin-step', run: 'R1', step: 'restore' })).toMatchObject({ kind: 'conflict' });
  fleet.must({ kind: 'turn-back', run: 'R1', because: 'publish failed' });
  step(fleet, 'R1', 'restore');
  fleet.must({ kind: 'end-run', run: 'R1', because: 'turned back' });
  expect(outcome(fleet, 'R1')).toBe('rolled-back');
  expect(fleet.do({ kind: 'begin-step', run: 'R1', step: 'make' })).toMatchObject({
    message: 'R1 has ended: rolled-back',
  });
});

test('one run of a target at a time', () => {
  const fleet = new PureFleet().boot();
  fleet.must(begin());
  const other = { ...PLAN, pipeline: 'other', project: projectId('apps/beta') };
  expect(fleet.do(begin({ plan: other }))).toMatchObject({
    kind: 'busy',
    message: 'R1 of site runs at site:production already',
  });
});

test('the human denies: nothing is shipped, and the run is held with the reason', () => {
  const fleet = new PureFleet().boot();
  fleet.must(begin());
  step(fleet, 'R1', 'make');
  fleet.must({ kind: 'begin-step', run: 'R1', step: 'approve' });
  fleet.must({ kind: 'ask-approval', run: 'R1', step: 'approve', text: 'Deploy?' });
  expect(fleet.do({ kind: 'begin-step', run: 'R1', step: 'publish' })).toMatchObject({
    message: 'R1 waits for approval',
  });
  fleet.must({
    kind: 'settle-decision',
    decision: decisionId('D1'),
    answer: 'deny',
    by: 'dashboard',
    reason: 'not on a Friday',
  });
  expect(fleet.world.runs.R1?.state).toMatchObject({
    outcome: 'held',
    because: 'denied by human (dashboard): not on a Friday',
  });
  expect(fleet.world.runs.R1?.steps.filter(({ state }) => state.kind === 'running')).toEqual([]);
  expect(fleet.world.holds).toEqual({});
  expect(fleet.world.decisions.D1?.state.kind).toBe('settled');
});

test('a runner that is lost leaves a step that may not run twice unknown, and no fresh run until a person has said', () => {
  const fleet = new PureFleet().boot();
  fleet.must(begin());
  step(fleet, 'R1', 'make');
  approved(fleet);
  fleet.must({ kind: 'begin-step', run: 'R1', step: 'publish' });
  fleet.must({ kind: 'recover-runs', evidence: { R1: 'process 7 was ended' } });
  expect(fleet.world.runs.R1?.state).toMatchObject({
    outcome: 'unknown',
    because: 'its supervisor ended in publish; process 7 was ended',
  });
  expect(fleet.do(begin({ release: 'R2-a' }))).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('nobody knows what R1 left'),
  });
  expect(fleet.do(begin({ from: 'ship' }))).toMatchObject({ message: expect.stringContaining('must not run twice') });
  fleet.must({ kind: 'resolve-run', run: 'R1', shipped: true });
  expect(fleet.world.targets['site:production']).toMatchObject({ live: { run: 'R1' }, unknown: null });
  expect(isEvents(fleet.do(begin({ release: 'R2-a' })))).toBe(true);
});

test('a run that was lost between steps may be gone on with, at the same commit and past no gate', () => {
  const fleet = new PureFleet().boot();
  fleet.must(begin());
  step(fleet, 'R1', 'make');
  fleet.must({ kind: 'recover-runs', evidence: {} });
  expect(outcome(fleet, 'R1')).toBe('interrupted');
  expect(fleet.do(begin({ from: 'ship' }))).toMatchObject({ message: expect.stringContaining('did not pass yes?') });
  expect(fleet.do(begin({ from: 'approve', commit: 'b' }))).toMatchObject({
    message: expect.stringContaining('another commit'),
  });
  fleet.must(begin({ from: 'approve', release: 'R2-a' }));
  expect(fleet.world.runs.R2).toMatchObject({
    release: 'R1-a',
    steps: [{ state: { outcome: 'skipped' } }, {}, {}, {}],
  });
});

test('a worker asks, once; approval waits for the project to be free', () => {
  const fleet = new PureFleet().boot();
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  const project = projectId('apps/alpha');
  fleet.must({ kind: 'claim-project', ...fleet.live(1), project, door: 'mcp' });
  const ask = {
    kind: 'request-deploy',
    ...fleet.live(1),
    pipeline: 'site',
    environment: 'production',
    project,
    text: 'Please',
  } as const;
  fleet.must(ask);
  expect(fleet.do(ask)).toMatchObject({ kind: 'conflict' });
  const approve = {
    kind: 'settle-decision',
    decision: decisionId('D1'),
    answer: 'approve',
    by: 'cli',
    reason: null,
  } as const;
  expect(fleet.do(approve)).toMatchObject({ kind: 'busy', message: 'apps/alpha is held by worker 1' });
  expect(fleet.world.decisions.D1?.state.kind).toBe('waiting');
  fleet.must({ kind: 'force-release', project });
  expect(kinds(fleet.do(approve))).toContain('decision.settled');
});

const shipped = (fleet: PureFleet, run: string, release: string) => {
  fleet.must(begin({ release }));
  step(fleet, run, 'make');
  approved(fleet, run);
  step(fleet, run, 'publish');
  fleet.must({ kind: 'end-run', run, because: 'every step passed' });
};

const lost = (fleet: PureFleet, run: string) => {
  fleet.must({ kind: 'recover-runs', evidence: {} });
  expect(outcome(fleet, run)).toBe('unknown');
};

/** R1 and R2 shipped, and nobody saw the end of R3. */
const overUnknown = (): PureFleet => {
  const fleet = new PureFleet().boot();
  shipped(fleet, 'R1', 'one');
  shipped(fleet, 'R2', 'two');
  fleet.must(begin({ release: 'three' }));
  step(fleet, 'R3', 'make');
  approved(fleet, 'R3');
  fleet.must({ kind: 'begin-step', run: 'R3', step: 'publish' });
  lost(fleet, 'R3');
  fleet.must(begin({ purpose: 'rollback', release: 'three', restores: 'two' }));
  return fleet;
};

test('a way back over a state that nobody knew brings back what served, and the record says that it serves', () => {
  const fleet = overUnknown();
  step(fleet, 'R4', 'restore');
  fleet.must({ kind: 'end-run', run: 'R4', because: 'every step passed' });
  expect(fleet.world.targets['site:production']).toMatchObject({
    live: { release: 'two' },
    previous: { release: 'one' },
    unknown: null,
  });
  fleet.must(begin({ purpose: 'rollback', release: 'two', restores: 'one' }));
  step(fleet, 'R5', 'restore');
  fleet.must({ kind: 'end-run', run: 'R5', because: 'every step passed' });
  expect(fleet.world.targets['site:production']).toMatchObject({ live: { release: 'one' }, previous: null });
});

test('a way back whose end nobody saw is settled as the release that it brings back, never as the one that it undoes', () => {
  const fleet = overUnknown();
  fleet.must({ kind: 'begin-step', run: 'R4', step: 'restore' });
  lost(fleet, 'R4');
  fleet.must({ kind: 'resolve-run', run: 'R4', shipped: true });
  expect(fleet.world.targets['site:production']).toMatchObject({ live: { release: 'two' }, unknown: null });
});
