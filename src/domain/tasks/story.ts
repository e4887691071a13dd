/**
 * A task's whole story, told from the journal: who had it, when, at which tier, for what money, what was decided, shown,
 * refused and changed. Commits are added by who can read the project.
 */
import type { Event, Logged } from '../event.ts';
import type { TaskId, WorkerNumber } from '../ids.ts';
import { describeTierEvent } from '../tiers/describe.ts';
import type { World } from '../world.ts';
import { describeReadiness, readiness } from './readiness.ts';

export interface TaskStory {
  readonly task: TaskId;
  readonly title: string;
  readonly project: string | null;
  /** `ready`, `needs T3`, `worker 2 has it`, `done`. */
  readonly state: string;
  /** Why it is where it is, each need with what it is at itself. */
  readonly needs: readonly string[];
  readonly workers: readonly WorkerNumber[];
  readonly tiers: readonly string[];
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly costMicroUsd: number;
  readonly criteria: readonly { readonly text: string; readonly met: boolean; readonly evidence: string | null }[];
  /** Oldest first. */
  readonly chapters: readonly Chapter[];
  readonly commits: readonly Commit[];
}

export interface Chapter {
  readonly seq: number;
  readonly at: number;
  /** Holds words of workers and people. */
  readonly text: string;
}

export interface Commit {
  readonly hash: string;
  readonly at: number;
  readonly author: string;
  readonly subject: string;
}

/** What a story is made of: the rest of the journal need not be read for it. */
export const STORY_KINDS = [
  'task',
  'criterion',
  'change',
  'checks',
  'decision',
  'session.opened',
  'worker.sent-back',
] as const;

export const storyOf = (world: World, id: TaskId, events: readonly Logged[], commits: readonly Commit[]): TaskStory => {
  const task = world.tasks[id];
  const record = world.records[id];
  const told = chaptersOf(id, events);
  return {
    task: id,
    title: task?.title ?? 'no longer in the backlog',
    project: task?.project ?? null,
    state:
      task === undefined ? (record?.status ?? 'not in the backlog') : describeReadiness(task, readiness(world, task)),
    needs: (task?.needs ?? []).map((need) => {
      const needed = world.tasks[need];
      return `${need} ${needed === undefined ? 'is not in the backlog' : describeReadiness(needed, readiness(world, needed))}`;
    }),
    workers: told.workers,
    tiers: told.tiers,
    startedAt: told.startedAt ?? record?.startedAt ?? null,
    endedAt: record?.endedAt ?? null,
    costMicroUsd: record?.costMicroUsd ?? 0,
    criteria: (task?.criteria ?? []).map(({ text, met }) => {
      const evidence = record?.evidence[text] ?? null;
      return { text, met: met || evidence !== null, evidence };
    }),
    chapters: told.chapters,
    commits,
  };
};

interface Told {
  readonly workers: readonly WorkerNumber[];
  readonly tiers: readonly string[];
  readonly startedAt: number | null;
  readonly chapters: readonly Chapter[];
}

/** A session tells of the task while its worker has it; a decision by the task that it was asked for. */
const chaptersOf = (id: TaskId, events: readonly Logged[]): Told => {
  const workers = new Set<WorkerNumber>();
  const tiers = new Set<string>();
  const decisions = new Set<string>();
  const chapters: Chapter[] = [];
  let holder: WorkerNumber | null = null;
  let startedAt: number | null = null;
  for (const { seq, at, event } of events) {
    if (event.kind === 'task.assigned' && event.task === id) {
      holder = event.worker;
      startedAt ??= at;
      workers.add(event.worker);
    } else if (event.kind === 'task.assigned' && event.worker === holder) holder = null;
    if (event.kind === 'session.opened' && event.worker === holder && event.tier !== null) tiers.add(event.tier);
    if (event.kind === 'decision.asked' && event.task === id) decisions.add(event.decision);
    const text = isOf(event, id, holder, decisions) ? tell(event) : null;
    if (text !== null) chapters.push({ seq, at, text });
    if (event.kind === 'task.ended' && event.task === id) holder = null;
  }
  return { workers: [...workers], tiers: [...tiers], startedAt, chapters };
};

const isOf = (event: Event, id: TaskId, holder: WorkerNumber | null, decisions: ReadonlySet<string>): boolean => {
  if ('task' in event) return event.task === id;
  if ('decision' in event) return event.decision !== null && decisions.has(event.decision);
  return event.kind === 'session.opened' && event.worker === holder;
};

const tell = (event: Event): string | null => {
  switch (event.kind) {
    case 'task.assigned':
      return `given to worker ${event.worker}: ${event.because}`;
    case 'task.ended':
      return `${event.outcome} by worker ${event.worker}: ${event.because}`;
    case 'session.opened':
      return `session of worker ${event.worker} opened${event.tier === null ? '' : ` at tier ${event.tier}`}${event.model === null ? '' : ` (${event.model})`}`;
    case 'criterion.met':
      return `shown that ${event.criterion}: ${event.evidence}`;
    case 'change.logged':
      return `change logged: ${event.text}`;
    case 'checks.ran':
      return `end checks: ${event.checks.map(({ command, ok, because }) => `${command} ${ok ? 'passes' : `fails (${because})`}`).join(', ')}`;
    case 'worker.sent-back':
      return `worker ${event.worker} stopped early and was sent back (${event.times}): ${event.missing.map(({ what }) => what).join('; ')}`;
    case 'decision.asked':
      return `${event.decision} asked: ${event.question.kind === 'posted' ? event.question.text : event.because}`;
    case 'decision.settled':
      return `${event.decision} ${event.answer === 'approve' ? 'approved' : 'denied'} by ${event.by}${event.reason === null ? '' : `: ${event.reason}`}`;
    case 'decision.voided':
      return `${event.decision} became void: ${event.because}`;
    case 'worker.paused':
      return `worker ${event.worker} was paused: ${event.because}`;
    case 'context.overflowed':
      return `the session of worker ${event.worker} outgrew the window of its model: ${event.because}`;
    case 'task.routed':
    case 'task.climbed':
    case 'task.stuck':
    case 'task.held':
      return describeTierEvent(event);
    default:
      return null;
  }
};
