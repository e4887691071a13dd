/**
 * All that a dashboard or the command line knows of a supervisor. It has two implementations, in-process and over the
 * socket; who uses it never knows which.
 */
import type { HumanCommand } from '../domain/command.ts';
import type { Logged } from '../domain/event.ts';
import type { Result } from '../domain/problem.ts';
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
  /** Resolves when the supervisor is gone. */
  readonly closed: Promise<void>;
  readonly close: () => void;
}

export interface EventQuery {
  readonly after?: number;
  readonly kind?: string;
  readonly limit?: number;
  readonly seq?: number;
}
