/** Worlds with a worker 2 at work and decisions that wait. */
import { decisionId, projectId, sessionId, taskId, tierName, workerNumber } from '../../../src/domain/ids.ts';
import type { Decision } from '../../../src/domain/policies/decision.ts';
import type { Task } from '../../../src/domain/tasks/task.ts';
import type { Worker } from '../../../src/domain/workers/worker.ts';
import { emptyWorld, type World } from '../../../src/domain/world.ts';

export const worldWith = (...decisions: readonly Decision[]): World => ({
  ...emptyWorld,
  workers: { 2: worker(2), 3: worker(3) },
  tasks: { T9: task },
  decisions: Object.fromEntries(decisions.map((waiting) => [waiting.id, waiting])),
});

export const decision = (
  id: string,
  command: string,
  askedAt = 1,
  more: Readonly<Record<string, unknown>> = {},
): Decision => ({
  id: decisionId(id),
  worker: workerNumber(3),
  generation: 1,
  project: null,
  task: null,
  seq: 1,
  askedAt,
  question: { kind: 'blocking', call: { tool: 'Bash', input: { command, ...more }, cwd: '/ws', toolUseId: null } },
  binding: '',
  because: 'no rule',
  state: { kind: 'waiting' },
});

const worker = (number: number): Worker => ({
  number: workerNumber(number),
  state: { kind: 'working', since: 0, evidence: 'test' },
  step: 'work',
  task: taskId('T9'),
  generation: 1,
  session: {
    id: sessionId('s'),
    generation: 1,
    pid: 1,
    cwd: '/ws/apps/beta',
    project: projectId('apps/beta'),
    tier: tierName('ollama'),
    model: null,
    startedAt: 0,
    guard: { kind: 'none' },
    prompted: false,
    resumable: false,
  },
  doing: null,
  contextPercent: 12,
  costMicroUsd: 0,
  starts: [],
  milestone: null,
  sentBack: 0,
  heardAt: null,
});

const task: Task = {
  id: taskId('T9'),
  title: 'Fix export',
  section: 'ready',
  done: false,
  project: null,
  priority: 'normal',
  tags: [],
  tier: null,
  needs: [],
  body: '',
  criteria: [],
  line: 1,
};
