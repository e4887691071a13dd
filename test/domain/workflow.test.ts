import { describe, expect, it } from 'vitest';
import { projectId, sessionId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { readiness } from '../../src/domain/tasks/readiness.ts';
import type { Signal } from '../../src/domain/workers/signal.ts';
import { needsHuman } from '../../src/state/selectors-workers.ts';
import { aTask, kinds, PureFleet } from '../kit/pure-fleet.ts';

const alpha = projectId('apps/alpha');

const OPENED = {
  session: sessionId('s'),
  pid: 1,
  model: null,
  cwd: '/ws',
  project: null,
  tier: null,
  hooks: true,
} as const;

const working = (): PureFleet => {
  const fleet = new PureFleet().boot({ tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/alpha')] });
  fleet.must({ kind: 'start-fleet' });
  for (const number of [1, 2, 3, 4]) fleet.seat(number);
  fleet.must({ kind: 'report-typed', ...fleet.live(1), text: '', outcome: 'submitted', because: null });
  fleet.must({
    kind: 'report-signal',
    ...fleet.live(1),
    signal: { kind: 'prompted' },
    evidence: 'hook UserPromptSubmit',
  });
  return fleet;
};

describe('starting a fleet', () => {
  it('gives every seat a session, and work to as many as there are free projects', () => {
    const fleet = new PureFleet().boot({
      tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/alpha'), aTask('T3', 'apps/beta')],
    });
    fleet.must({ kind: 'start-fleet' });
    expect(Object.values(fleet.world.workers).map((worker) => [worker.task, worker.state.kind])).toEqual([
      ['T1', 'starting'],
      ['T3', 'starting'],
      [null, 'starting'],
      [null, 'starting'],
    ]);
    expect(fleet.world.locks).toMatchObject({
      'apps/alpha': { holder: 1, fence: 1 },
      'apps/beta': { holder: 2, fence: 2 },
    });
  });

  it('prefers the most urgent task, then the order of the file', () => {
    const fleet = new PureFleet().boot({
      workers: 1,
      tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/beta', { priority: 'high' })],
    });
    fleet.must({ kind: 'start-fleet' });
    expect(fleet.world.workers[1]?.task).toBe('T2');
  });

  it('gives no prompt before the guard is proven', () => {
    const fleet = new PureFleet().boot({ workers: 1, tasks: [aTask('T1', 'apps/alpha')] });
    const start = fleet.must({ kind: 'start-fleet' });
    const opened = fleet.must({ kind: 'report-opened', ...fleet.live(1), ...OPENED, project: alpha });
    expect([...kinds(start), ...kinds(opened)]).not.toContain('prompt.wanted');
    expect(kinds(fleet.must({ kind: 'report-guard-proven', ...fleet.live(1), hooks: ['PreToolUse'] }))).toEqual([
      'guard.proven',
      'prompt.wanted',
    ]);
  });

  it('takes a worker for idle only once its guard is proven', () => {
    const fleet = new PureFleet().boot({ workers: 1 });
    fleet.must({ kind: 'start-fleet' });
    fleet.must({ kind: 'report-opened', ...fleet.live(1), ...OPENED });
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'questioning' }, evidence: 'screen' });
    fleet.must({ kind: 'report-signal', ...fleet.live(1), signal: { kind: 'idle' }, evidence: 'screen' });
    expect(fleet.world.workers[1]?.state.kind).toBe('starting');
    fleet.must({ kind: 'report-guard-proven', ...fleet.live(1), hooks: ['PreToolUse'] });
    expect(fleet.world.workers[1]?.state.kind).toBe('idle');
  });

  it('closes a session whose guard is absent, and holds the worker', () => {
    const fleet = new PureFleet().boot({ workers: 1 });
    fleet.must({ kind: 'start-fleet' });
    fleet.must({ kind: 'report-opened', ...fleet.live(1), ...OPENED });
    fleet.must({ kind: 'report-guard-absent', ...fleet.live(1), because: 'PreToolUse was not registered' });
    expect(fleet.world.workers[1]?.state.kind).toBe('unguarded');
    fleet.must({ kind: 'report-exited', ...fleet.live(1), code: 0, signal: null });
    expect(fleet.world.workers[1]?.state).toMatchObject({
      kind: 'failed',
      because: 'unguarded: PreToolUse was not registered',
    });
  });
});

describe('the five steps', () => {
  it('release before the change is logged is refused with what to do', () => {
    const fleet = working();
    expect(kinds(fleet.do({ kind: 'release-project', ...fleet.live(1), door: 'mcp' }))).toEqual([
      'problem: T1 has no CHANGELOG entry yet',
    ]);
  });

  it('release after the log ends the task and frees the project for the next one', () => {
    const fleet = working();
    fleet.must({ kind: 'claim-project', ...fleet.live(1), project: alpha, door: 'mcp' });
    expect(fleet.world.workers[1]?.step).toBe('work');
    fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'Added dark mode.' });
    fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
    expect(fleet.world.locks).toEqual({});
    expect(fleet.world.records.T1).toMatchObject({ status: 'done', logged: true, worker: 1 });
    fleet.must({ kind: 'dispatch' });
    expect(fleet.world.records.T2).toMatchObject({ status: 'assigned' });
  });

  it('a claim of a held project names the holder, the task and what is free', () => {
    const fleet = working();
    const refused = fleet.do({ kind: 'claim-project', ...fleet.live(2), project: alpha, door: 'mcp' });
    expect(refused).toMatchObject({ kind: 'busy', message: expect.stringMatching(/held by worker 1 for T1 since/) });
  });

  it('an older session of the same seat speaks for nobody', () => {
    const fleet = working();
    const old = fleet.live(1);
    fleet.must({ kind: 'restart-worker', worker: workerNumber(1) });
    expect(fleet.do({ kind: 'log-change', ...old, text: 'late' })).toMatchObject({ kind: 'refused' });
    expect(fleet.do({ kind: 'report-signal', ...old, signal: { kind: 'idle' }, evidence: 'hook Stop' })).toEqual([]);
  });
});

describe('a model service that is asked again', () => {
  it('is told once for as long as it lasts, with its words, and needs no human', () => {
    const fleet = working();
    const report = (signal: Signal) =>
      fleet.must({ kind: 'report-signal', ...fleet.live(1), signal, evidence: 'screen' });
    report({ kind: 'retrying', because: '429 too fast' });
    const worker = fleet.world.workers[1];
    expect(worker).toMatchObject({ state: { kind: 'retrying', evidence: 'screen' }, doing: '429 too fast' });
    expect(worker !== undefined && needsHuman(worker.state)).toBe(false);
    expect(report({ kind: 'retrying', because: '429 too fast' })).toEqual([]);
    report({ kind: 'busy', doing: null });
    expect(fleet.world.workers[1]).toMatchObject({ state: { kind: 'working' }, doing: null });
  });
});

describe('sessions that end by themselves', () => {
  it('resume the same session with a new generation, and the lock passes on with a new fence', () => {
    const fleet = working();
    const before = fleet.world.locks['apps/alpha'];
    const events = fleet.must({ kind: 'report-exited', ...fleet.live(1), code: 1, signal: null });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'session.wanted', resume: 's-1-1', generation: 2 }));
    expect(fleet.world.locks['apps/alpha']).toMatchObject({ holder: 1, generation: 2 });
    expect(fleet.world.locks['apps/alpha']?.fence).toBeGreaterThan(before?.fence ?? Infinity);
  });

  it('begin anew when there is no conversation to take up again', () => {
    const fleet = working();
    fleet.must({ kind: 'report-exited', ...fleet.live(1), code: null, signal: 'SIGKILL' });
    fleet.seat(1);
    expect(fleet.world.workers[1]?.session?.id).toBe('s-1-1');
    const events = fleet.must({ kind: 'report-exited', ...fleet.live(1), code: 1, signal: null });
    expect(events).toContainEqual(expect.objectContaining({ kind: 'session.wanted', resume: null, generation: 3 }));
    expect(fleet.world.workers[1]?.task).toBe('T1');
  });

  it('are given up after five starts in a minute, and the worker says so', () => {
    const fleet = new PureFleet().boot({ workers: 1 });
    fleet.must({ kind: 'start-fleet' });
    for (let round = 0; round < 5; round += 1) {
      fleet.seat(1);
      fleet.must({ kind: 'report-exited', ...fleet.live(1), code: 1, signal: null });
    }
    expect(fleet.world.workers[1]?.state).toMatchObject({ kind: 'failed', because: 'stopped 5 times in 60 s' });
  });

  it('void the decisions that waited for them', () => {
    const fleet = working();
    fleet.must({
      kind: 'ask-decision',
      ...fleet.live(1),
      call: { tool: 'Bash', input: { command: 'x' }, cwd: '/ws', toolUseId: null },
      because: 'no rule',
      binding: 'b',
    });
    fleet.must({ kind: 'report-exited', ...fleet.live(1), code: 1, signal: null });
    expect(fleet.world.decisions.D1?.state.kind).toBe('void');
  });
});

describe('decisions', () => {
  const asked = () => {
    const fleet = working();
    fleet.must({
      kind: 'ask-decision',
      ...fleet.live(1),
      call: { tool: 'Bash', input: { command: 'git push' }, cwd: '/ws', toolUseId: 't' },
      because: 'no rule',
      binding: 'b',
    });
    return fleet;
  };
  const settle = (fleet: PureFleet, answer: 'approve' | 'deny', by: 'dashboard' | 'pane') =>
    fleet.do({ kind: 'settle-decision', decision: 'D1' as never, answer, by, reason: null });

  it('are settled by the first answer; whoever comes later is told who was first', () => {
    const fleet = asked();
    expect(fleet.world.workers[1]?.state).toMatchObject({ kind: 'asking', decision: 'D1' });
    expect(kinds(settle(fleet, 'approve', 'pane'))).toEqual(['decision.settled', 'worker.changed']);
    expect(settle(fleet, 'deny', 'dashboard')).toMatchObject({
      kind: 'conflict',
      message: 'D1 was already approved by pane',
    });
    expect(fleet.world.workers[1]?.state.kind).toBe('working');
  });
});

describe('stopping and starting again', () => {
  it('stop closes every session and ends when the last is gone; boot goes on with the unfinished task', () => {
    const fleet = working();
    fleet.must({ kind: 'stop-fleet' });
    for (const number of [1, 2, 3, 4])
      fleet.must({ kind: 'report-exited', ...fleet.live(number), code: 129, signal: null });
    expect(fleet.world.fleet.state).toBe('stopped');
    fleet.boot({ tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/alpha')] });
    const events = fleet.must({ kind: 'start-fleet' });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'session.wanted', worker: 1, resume: 's-1-1', project: 'apps/alpha' }),
    );
    expect(fleet.world.records.T1).toMatchObject({ status: 'assigned', worker: 1 });
  });

  it('boot marks sessions that went down with the supervisor as lost', () => {
    const fleet = working();
    fleet.boot();
    expect(fleet.log.filter(({ event }) => event.kind === 'session.lost')).toHaveLength(4);
  });
});

describe('readiness', () => {
  it('says why a task is not ready', () => {
    const fleet = new PureFleet().boot({
      tasks: [
        aTask('T1', 'apps/alpha'),
        aTask('T2', 'apps/beta', { needs: [taskId('T1')] }),
        aTask('T3', 'apps/nowhere'),
        aTask('T4', 'apps/gamma', { section: 'ideas' }),
      ],
    });
    expect(Object.values(fleet.world.tasks).map((task) => readiness(fleet.world, task))).toEqual([
      { kind: 'ready' },
      { kind: 'waits', needs: ['T1'] },
      { kind: 'no-project', project: 'apps/nowhere' },
      { kind: 'idea' },
    ]);
  });
});
