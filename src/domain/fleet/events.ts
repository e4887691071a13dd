/** What became of the fleet: it booted, it is stopping, what it found in the workspace. */
import type { ProjectId, WorkerNumber } from '../ids.ts';
import type { DispatchMode, FleetMode } from './fleet.ts';

export type FleetEvent =
  | {
      readonly kind: 'fleet.booted';
      readonly workspace: string;
      readonly mode: FleetMode;
      readonly scenario: string | null;
      readonly agent: string;
      readonly hooks: boolean;
      /** Absent before there were walls that follow locks. */
      readonly walled?: boolean;
      readonly workers: readonly WorkerNumber[];
      readonly dispatch: DispatchMode;
    }
  | { readonly kind: 'fleet.stopping' }
  | { readonly kind: 'fleet.stopped' }
  | { readonly kind: 'fleet.warned'; readonly warnings: readonly string[] }
  | { readonly kind: 'dispatch.set'; readonly mode: DispatchMode }
  | { readonly kind: 'projects.read'; readonly projects: readonly ProjectId[] };
