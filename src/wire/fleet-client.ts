/**
 * All that a dashboard or the command line knows of a supervisor. It has two implementations, in-process and over the
 * socket; who uses it never knows which.
 */
import type { HumanCommand } from '../domain/command.ts';
import type { Logged } from '../domain/event.ts';
import type { Problem, Result } from '../domain/problem.ts';
import type { AskReport } from '../domain/reports.ts';
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import type { World } from '../domain/world.ts';

export interface FleetClient {
  /** The World as last heard. */
  readonly snapshot: () => World;
  /** Calls `listener` after each change; returns the way to stop. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly command: (command: HumanCommand) => Promise<Result<readonly Logged[]>>;
  /** Rejects when the supervisor is gone. */
  readonly events: (query: EventQuery) => Promise<readonly Logged[]>;
  /** What does not stand in the World. A supervisor that is gone is a Problem. */
  readonly report: AskReport;
  readonly openScreen: (request: ScreenRequest, listener: ScreenListener) => ScreenView;
  /** Not null while the supervisor is gone and this client waits for the next one; told like a change of the World. */
  readonly gone: () => Gone | null;
  /** Resolves when the supervisor is gone for good: it was stopped, or nobody waits for another one. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

/** A supervisor that ended without having been asked to. The World stands as it was last heard. */
export interface Gone {
  readonly since: number;
  /** Another one is started from here; else it is only waited for. */
  readonly isStarting: boolean;
  /** Why the last attempt failed, or why there is none. */
  readonly problem: Problem | null;
  /** What a person starts it with, in another terminal. */
  readonly command: string;
}

export interface EventQuery {
  readonly after?: number;
  readonly kind?: string;
  readonly limit?: number;
  readonly seq?: number;
}
