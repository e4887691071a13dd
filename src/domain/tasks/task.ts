/** A task is an entry of BACKLOG.md; the file is the shared queue and this is what it reads as. */
import type { ProjectId, TaskId, TierName, WorkerNumber } from '../ids.ts';

export interface Task {
  readonly id: TaskId;
  readonly title: string;
  readonly section: TaskSection;
  readonly done: boolean;
  readonly project: ProjectId | null;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly tier: TierName | null;
  readonly needs: readonly TaskId[];
  /** The indented text below the entry, without the criteria. */
  readonly body: string;
  readonly criteria: readonly Criterion[];
  /** Line in BACKLOG.md, from 1. */
  readonly line: number;
}

/** An acceptance criterion (ISC): a short state that can be tested. */
export interface Criterion {
  readonly text: string;
  readonly met: boolean;
  /** A state that must not come about. */
  readonly anti: boolean;
}

export type TaskSection = 'ready' | 'ideas' | 'done';
export type Priority = 'high' | 'normal' | 'low';

/** What became of a task in this fleet; kept apart from the file, which people edit. */
export interface TaskRecord {
  readonly id: TaskId;
  readonly status: TaskStatus;
  readonly worker: WorkerNumber | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly costMicroUsd: number;
  /** Whether a CHANGELOG entry was logged for it. */
  readonly logged: boolean;
  /** What was shown for each criterion, by the criterion's words. */
  readonly evidence: Readonly<Record<string, string>>;
}

export type TaskStatus = 'assigned' | 'done' | 'failed';
