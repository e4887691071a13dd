/** Builders of the domain's records: a valid one each, with what the test is about put over it. */
import type { CheckState } from '../../src/domain/checks/health.ts';
import {
  decisionId,
  type ProjectId,
  projectId,
  sessionId,
  taskId,
  tierName,
  workerNumber,
} from '../../src/domain/ids.ts';
import type { Lock } from '../../src/domain/locks/lock.ts';
import type { Plan } from '../../src/domain/pipelines/plan.ts';
import type { Decision } from '../../src/domain/policies/decision.ts';
import type { Task } from '../../src/domain/tasks/task.ts';
import type { TierUsage } from '../../src/domain/tiers/usage.ts';
import type { Session, Worker } from '../../src/domain/workers/worker.ts';
import { emptyWorld, type World } from '../../src/domain/world.ts';

/** 22 Nov 2026, 11:30 UTC, a Sunday: the moment at which the tests take place. */
export const NOON_MS = Date.UTC(2026, 10, 22, 11, 30);
const MINUTE_MS = 60_000;

/** Lists in place of the World's records: each entry knows its own key. */
export interface WorldParts extends Partial<Omit<World, 'workers' | 'tasks' | 'decisions' | 'locks' | 'usage'>> {
  readonly workers?: readonly Worker[];
  readonly tasks?: readonly Task[];
  readonly decisions?: readonly Decision[];
  readonly locks?: readonly Lock[];
  readonly usage?: readonly TierUsage[];
}

export const aWorld = ({
  workers = [],
  tasks = [],
  decisions = [],
  locks = [],
  usage = [],
  ...rest
}: WorldParts): World => ({
  ...emptyWorld,
  seq: 100,
  fleet: { ...emptyWorld.fleet, workspace: '~/work', state: 'running', startedAt: NOON_MS - 60 * MINUTE_MS },
  workers: keyed(workers, (worker) => `${worker.number}`),
  tasks: keyed(tasks, (task) => task.id),
  decisions: keyed(decisions, (decision) => decision.id),
  locks: keyed(locks, (lock) => lock.project),
  usage: keyed(usage, (tier) => tier.tier),
  ...rest,
});

const keyed = <Item>(items: readonly Item[], key: (item: Item) => string): Readonly<Record<string, Item>> =>
  Object.fromEntries(items.map((item) => [key(item), item]));

export const aWorker = (number: number, over: Partial<Worker> = {}): Worker => ({
  number: workerNumber(number),
  state: { kind: 'working', since: NOON_MS - 5 * MINUTE_MS, evidence: 'hook UserPromptSubmit' },
  step: 'work',
  task: null,
  generation: 1,
  session: aSession(),
  doing: null,
  contextPercent: null,
  costMicroUsd: 0,
  starts: [],
  milestone: null,
  sentBack: 0,
  heardAt: null,
  ...over,
});

export const aSession = (over: Partial<Session> = {}): Session => ({
  id: sessionId('00000000-0000-4000-8000-000000000001'),
  generation: 1,
  pid: 4242,
  cwd: '/home/dev/work/apps/alpha',
  project: null,
  tier: tierName('haiku'),
  model: null,
  startedAt: NOON_MS - 10 * MINUTE_MS,
  guard: { kind: 'proven', at: NOON_MS - 10 * MINUTE_MS, hooks: ['PreToolUse'] },
  prompted: true,
  resumable: true,
  ...over,
});

export const aTask = (id: string, over: Partial<Task> = {}): Task => ({
  id: taskId(id),
  title: `Title of ${id}`,
  section: 'ready',
  done: false,
  project: projectId('apps/alpha'),
  priority: 'normal',
  tags: [],
  tier: null,
  needs: [],
  body: '',
  criteria: [],
  line: Number(id.replace(/\D/g, '')) || 1,
  ...over,
});

export const aDecision = (id: string, over: Partial<Decision> = {}): Decision => ({
  id: decisionId(id),
  worker: workerNumber(3),
  generation: 1,
  project: projectId('apps/gamma'),
  task: null,
  seq: 1,
  askedAt: NOON_MS - 40_000,
  question: aQuestion('Bash', { command: 'git push origin main' }),
  binding: 'b1',
  because: 'no rule allows git push',
  state: { kind: 'waiting' },
  ...over,
});

export const aQuestion = (tool: string, input: unknown): Decision['question'] => ({
  kind: 'blocking',
  call: { tool, input, cwd: '/home/dev/work/apps/gamma', toolUseId: 'toolu_1' },
});

export const aLock = (project: string, holder: number, over: Partial<Lock> = {}): Lock => ({
  project: projectId(project),
  holder: workerNumber(holder),
  generation: 1,
  fence: 7,
  task: null,
  door: 'dispatcher',
  grantedAt: NOON_MS - 12 * MINUTE_MS,
  renewedAt: NOON_MS - 20_000,
  ...over,
});

export const aUsage = (tier: string, over: Partial<TierUsage> = {}): TierUsage => ({
  tier: tierName(tier),
  requests: 10,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicroUsd: 0,
  unpriced: 0,
  counterfactualMicroUsd: 0,
  ...over,
});

export const aCheck = (name: string, over: Partial<CheckState> = {}): CheckState => ({
  name,
  reading: 'pass',
  evidence: 'e',
  fix: null,
  subjects: [],
  at: NOON_MS,
  streak: 1,
  badStreak: 0,
  recent: 'p',
  believed: over.reading ?? 'pass',
  believedSince: NOON_MS,
  believedSubjects: [],
  flapping: false,
  hiddenBy: null,
  ...over,
});

/** One stage that ships with one step, `make`, in an environment of the project's own. */
export const aPlan = (project: ProjectId): Plan => ({
  pipeline: 'site',
  kind: 'plain',
  project,
  environment: 'production',
  target: `${project}:production`,
  stages: [
    {
      name: 'ship',
      needs: [],
      sends: true,
      ships: true,
      steps: [
        {
          id: 'make',
          name: 'make',
          kind: 'command',
          argv: ['true'],
          cwd: '.',
          env: [],
          set: {},
          timeoutMs: 1_000,
          retries: 0,
          repeatable: false,
        },
      ],
    },
  ],
  rollback: [],
  artefacts: [],
  source: 'any',
});
