/**
 * Bytes on their way to a program that may not read them. Node's own stream for a pseudo-terminal spins the whole process
 * on EAGAIN until the program reads, so bytes are written straight to the descriptor here, and what the kernel does not
 * take waits in a bounded queue.
 */
import type { Clock } from './clock.ts';

export interface InputQueue {
  /** Takes the bytes unless more than `limit` wait already; says whether it did. */
  readonly write: (bytes: string, limit: number) => boolean;
  /** The program did something, so it may have read: try again. */
  readonly nudge: () => void;
  readonly stop: () => void;
}

/** Writes what it can of the bytes and returns how many that were; 0 when the kernel takes none now, null when closed. */
export type WriteSome = (bytes: Uint8Array) => number | null;

export const createInputQueue = (clock: Clock, writeSome: WriteSome): InputQueue => {
  let waiting: Buffer = Buffer.alloc(0);
  let cancelRetry: (() => void) | null = null;
  let retryMs = FIRST_RETRY_MS;

  const stop = (): void => {
    cancelRetry?.();
    cancelRetry = null;
    waiting = Buffer.alloc(0);
  };

  const flush = (): void => {
    cancelRetry?.();
    cancelRetry = null;
    while (waiting.length > 0) {
      const written = writeSome(waiting);
      if (written === null) {
        stop();
        return;
      }
      if (written === 0) {
        cancelRetry = clock.after(retryMs, flush);
        retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
        return;
      }
      waiting = waiting.subarray(written);
      retryMs = FIRST_RETRY_MS;
    }
  };

  return {
    write: (bytes, limit) => {
      if (waiting.length > limit) return false;
      waiting = waiting.length === 0 ? Buffer.from(bytes) : Buffer.concat([waiting, Buffer.from(bytes)]);
      if (cancelRetry === null) flush();
      return true;
    },
    nudge: () => {
      if (cancelRetry !== null) flush();
    },
    stop,
  };
};

/** No event tells that a program has read its terminal. A reader needs a moment, a program that never reads costs nothing. */
const FIRST_RETRY_MS = 2;
const LAST_RETRY_MS = 200;
