/**
 * Resume triggers: what a worker has asked to be woken for, in its own status file. `when task T3 is done: go on with
 * the import`. The same words are the same trigger: it fires once, and again only after its line was gone or changed.
 */
import type { DecisionId, TaskId, WorkerNumber } from '../ids.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';

export interface Trigger {
  /** Its line without the list marker. */
  readonly words: string;
  readonly on: TriggerCondition;
  /** What the worker is told. */
  readonly text: string;
  /** Line in WORKERn.md, from 1. */
  readonly line: number;
}

export type TriggerCondition =
  | { readonly kind: 'task'; readonly task: TaskId; readonly is: 'done' | 'failed' | 'ended' }
  | { readonly kind: 'decision'; readonly decision: DecisionId }
  /** Ms since the epoch. */
  | { readonly kind: 'time'; readonly at: number }
  | {
      readonly kind: 'file';
      /** Path in the workspace. */
      readonly file: string;
      readonly is: 'changed' | 'there' | 'gone';
      /** How the file looked when the trigger was first read: so a change while nobody watched is seen as well. */
      readonly mark: string | null;
    };

/** A trigger as the World keeps it. */
export interface ArmedTrigger extends Trigger {
  readonly fired: boolean;
}

export interface DueTrigger {
  readonly worker: WorkerNumber;
  readonly trigger: ArmedTrigger;
  /** What came about. */
  readonly because: string;
}

/** Triggers whose condition holds now and is known to the World: what files do is reported from outside. */
export const dueTriggers = (world: World, now: number): readonly DueTrigger[] =>
  Object.values(world.workers).flatMap(({ number }) =>
    (world.triggers[number] ?? []).flatMap((trigger) => {
      const because = trigger.fired ? null : holds(world, trigger.on, now);
      return because === null ? [] : [{ worker: number, trigger, because }];
    }),
  );

const holds = (world: World, on: TriggerCondition, now: number): string | null => {
  switch (on.kind) {
    case 'task': {
      const ended = endOf(world, on.task);
      return ended !== null && (on.is === 'ended' || on.is === ended) ? `${on.task} is ${ended}` : null;
    }
    case 'decision': {
      const state = world.decisions[on.decision]?.state;
      if (state === undefined || state.kind === 'waiting') return null;
      if (state.kind === 'void') return `${on.decision} is void`;
      const said = state.reason === null ? '' : `, with the words “${state.reason}”`;
      return `${on.decision} was ${state.answer === 'approve' ? 'approved' : 'denied'}${said}`;
    }
    case 'time':
      return now >= on.at ? 'its time has come' : null;
    case 'file':
      return null;
    default:
      return unreachable(on);
  }
};

const endOf = (world: World, task: TaskId): 'done' | 'failed' | null => {
  const status = world.records[task]?.status;
  if (world.tasks[task]?.done === true || status === 'done') return 'done';
  return status === 'failed' ? 'failed' : null;
};
