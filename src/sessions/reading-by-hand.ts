/**
 * Reading by hand what a pseudo-terminal's stream would read by itself, and then hand on, decoded, in the same way. The
 * stream's own pause is no use for it: the library reads on behind that until its buffer is full.
 */
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { DozeParts } from './dozing.ts';

export interface ReadByHandParts {
  readonly socket: Socket | undefined;
  readonly fd: number;
  /** False once the descriptor may be another's. */
  readonly isOpen: () => boolean;
}

export const readByHand = ({ socket, fd, isOpen }: ReadByHandParts): Pick<DozeParts, 'listen' | 'take'> => {
  const handle = handleOf(socket);
  return {
    listen: (isListening) => {
      if (handle === undefined || !isOpen()) return false;
      if (isListening) handle.readStart();
      else handle.readStop();
      return true;
    },
    take: () => {
      // What the stream holds came before.
      if (socket === undefined || !isOpen() || socket.isPaused() || socket.readableLength > 0) return null;
      const count = readSome(fd);
      if (count !== null && count > 0) socket.push(Buffer.from(room.subarray(0, count)));
      return count;
    },
  };
};

/** Larger than what the kernel gives at a time. Copied at once, so that all terminals share it. */
const room = Buffer.allocUnsafe(8192);

/** The descriptor does not block: dry is an answer, and at its end the stream is the one to hear of it. */
const readSome = (fd: number): number | null => {
  try {
    const count = readSync(fd, room, 0, room.length, null);
    return count === 0 ? null : count;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : null;
  }
};

/** Private to Node: a version of it that is built otherwise has none, and every write is read as it comes. */
interface ReadHandle {
  readonly readStart: () => unknown;
  readonly readStop: () => unknown;
}

const handleOf = (socket: Socket | undefined): ReadHandle | undefined => {
  const { _handle: handle } = (socket ?? {}) as { readonly _handle?: Partial<ReadHandle> | null };
  const isOne = typeof handle?.readStart === 'function' && typeof handle.readStop === 'function';
  return isOne ? (handle as ReadHandle) : undefined;
};
