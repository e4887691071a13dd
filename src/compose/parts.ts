/** What the composed parts of one supervisor share. Everything here is made once, in wire-supervisor.ts, and given to those who need it. */

import type { Command } from '../domain/command.ts';
import type { Config } from '../domain/config.ts';
import type { Logged } from '../domain/event.ts';
import type { FleetMode } from '../domain/fleet/fleet.ts';
import type { Result } from '../domain/problem.ts';
import type { World } from '../domain/world.ts';
import type { Origin } from '../state/loop.ts';
import type { Places } from '../state/places.ts';

export interface Fleet {
  readonly places: Places;
  readonly config: Config;
  readonly mode: FleetMode;
  readonly world: () => World;
  readonly subscribe: (listener: () => void) => () => void;
  readonly submit: (command: Command, origin: Origin) => Promise<Result<readonly Logged[]>>;
  /** One line for the supervisor's log: what a person may need to know later. Never a secret. */
  readonly log: (line: string) => void;
}

/** The model service that sessions talk to, where it is not the agent's own default. */
export interface ModelService {
  /** Environment of a worker's session: base URL and credential. */
  readonly environmentOf: (worker: number, tier: string | null) => Readonly<Record<string, string>>;
  /** Where a tier with a server of its own answers; null for the others. */
  readonly urlOf: (tier: string) => string | null;
}
