/** One ordinary morning: four workers, one of them asking, one posted question, a backlog with locks and needs. */
import { decisionId, projectId, taskId, tierName, workerNumber } from '../../src/domain/ids.ts';
import type { World } from '../../src/domain/world.ts';
import { aDecision, aLock, aSession, aTask, aUsage, aWorker, aWorld, NOON_MS } from './world.ts';

const MINUTE_MS = 60_000;

export const exampleWorld = (over: Partial<World> = {}): World => ({
  ...aWorld({
    projects: ['apps/alpha', 'apps/beta', 'apps/gamma', 'web'].map(projectId),
    workers: [
      aWorker(1, {
        task: taskId('T12'),
        doing: 'Edit src/theme.ts',
        contextPercent: 38,
        costMicroUsd: 110_000,
      }),
      aWorker(2, {
        task: taskId('T09'),
        doing: 'Bash npm test',
        contextPercent: 12,
        session: aSession({ tier: tierName('ollama') }),
      }),
      aWorker(3, {
        state: { kind: 'asking', decision: decisionId('D7'), since: NOON_MS - 40_000, evidence: 'hook PreToolUse' },
        task: taskId('T15'),
        contextPercent: 61,
        costMicroUsd: 320_000,
      }),
      aWorker(4, {
        state: { kind: 'idle', since: NOON_MS - 3 * MINUTE_MS, evidence: 'hook Stop' },
        session: aSession({ tier: null }),
      }),
    ],
    tasks: [
      aTask('T09', { title: 'Fix export', project: projectId('apps/beta') }),
      aTask('T12', { title: 'Add dark mode' }),
      aTask('T15', { title: 'Release notes', project: projectId('apps/gamma') }),
      aTask('T16', {
        title: 'Sign the APK',
        project: projectId('apps/gamma'),
        priority: 'high',
        needs: [taskId('T15')],
      }),
      aTask('T17', { title: 'Dark mode docs' }),
      aTask('T18', { title: 'Cache headers', project: projectId('web') }),
      aTask('T30', { title: 'A new icon set', section: 'ideas' }),
    ],
    records: {
      T09: assigned('T09', 2),
      T12: assigned('T12', 1),
      T15: assigned('T15', 3),
    },
    locks: [
      aLock('apps/alpha', 1, { task: taskId('T12'), fence: 7 }),
      aLock('apps/beta', 2, { task: taskId('T09'), fence: 8 }),
      aLock('apps/gamma', 3, { task: taskId('T15'), fence: 9 }),
    ],
    decisions: [
      aDecision('D7'),
      aDecision('D6', {
        worker: workerNumber(1),
        project: projectId('apps/alpha'),
        askedAt: NOON_MS - 6 * MINUTE_MS,
        question: { kind: 'posted', text: 'Keep the old icon set for one release?' },
        because: 'asked by worker 1',
      }),
    ],
    usage: [
      aUsage('ollama', { inputTokens: 1_200_000, counterfactualMicroUsd: 1_600_000 }),
      aUsage('haiku', { inputTokens: 340_000, costMicroUsd: 430_000, counterfactualMicroUsd: 1_900_000 }),
      aUsage('opus', { inputTokens: 12_000, costMicroUsd: 1_410_000, counterfactualMicroUsd: 1_410_000 }),
    ],
    notices: [
      {
        seq: 98,
        at: NOON_MS - 2 * MINUTE_MS,
        level: 'warn',
        text: 'gate denied worker 4: Edit apps/alpha (held by 1)',
      },
      { seq: 99, at: NOON_MS - MINUTE_MS, level: 'info', text: 'worker 2 released apps/kappa (T08)' },
    ],
  }),
  ...over,
});

/** The same with nothing to decide: what calm looks like. */
export const calmWorld = (): World => {
  const world = exampleWorld({ decisions: {} });
  return { ...world, workers: { ...world.workers, '3': aWorker(3, { task: taskId('T15'), doing: 'Write NOTES.md' }) } };
};

const assigned = (id: string, worker: number) => ({
  id: taskId(id),
  status: 'assigned' as const,
  worker: workerNumber(worker),
  startedAt: NOON_MS - 5 * MINUTE_MS,
  endedAt: null,
  costMicroUsd: 0,
  logged: false,
  evidence: {},
});
