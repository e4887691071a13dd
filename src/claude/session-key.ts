/** Which session speaks: the worker's seat and the spawn generation. An older generation of a seat is somebody else. */
import type { WorkerNumber } from '../domain/ids.ts';

export interface SessionKey {
  readonly worker: WorkerNumber;
  readonly generation: number;
}

export const isSameSession = (a: SessionKey, b: SessionKey): boolean =>
  a.worker === b.worker && a.generation === b.generation;
