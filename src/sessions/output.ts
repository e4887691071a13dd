/**
 * What a program prints, from the pseudo-terminal to text. The kernel holds little more than ten kilobytes of it, so the
 * descriptor is read while the output before is being taken in, too: the program prints on meanwhile.
 */
import { isAscii } from 'node:buffer';
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

export interface Output {
  /** What has come since the last text; '' when there is none, or the stream must be asked first. */
  readonly more: () => string;
  /** Tells `onText` of what has come; the number of bytes, or null when only the stream knows more. */
  readonly take: () => number | null;
  /** Whether the stream reads by itself; false when that cannot be had. What it was not told of is read before it closes. */
  readonly listen: (isListening: boolean) => boolean;
}

/** Tells `onText` of each piece that the stream brings. `mayRead` is false once the descriptor may be another's. */
export const readOutput = (
  { socket, fd, mayRead }: { readonly socket: Socket; readonly fd: number; readonly mayRead: () => boolean },
  onText: (text: string) => void,
): Output => {
  const decode = createDecoder();
  const handle = handleOf(socket);
  // Bytes, one a character: what stands behind a character that is cut in two may have been read past the stream.
  socket.setEncoding('latin1');
  const hand = (bytes: Buffer): void => {
    const text = decode(bytes);
    if (text !== '') onText(text);
  };
  socket.on('data', (bytes: string) => hand(Buffer.from(bytes, 'latin1')));
  let isListening = true;
  const destroy = socket._destroy;
  // Behind a program's end the library waits a little for its last words, and closes.
  socket._destroy = (error, done) => {
    let length = isListening || socket.readableLength > 0 ? 0 : (readSome(fd) ?? 0);
    for (let reads = 1; length > 0; reads += 1) {
      hand(Buffer.from(room.subarray(0, length)));
      // More than the kernel holds is written by somebody who lives on.
      length = reads < LAST_READS ? (readSome(fd) ?? 0) : 0;
    }
    destroy.call(socket, error, done);
  };
  /** What the stream holds came before. */
  const read = (): number | null =>
    !mayRead() || socket.isPaused() || socket.readableLength > 0 ? null : readSome(fd);
  return {
    more: () => {
      const length = read() ?? 0;
      return length === 0 ? '' : decode(room.subarray(0, length));
    },
    take: () => {
      const length = read();
      // Copied, since a listener may read on.
      if (length !== null && length > 0) hand(Buffer.from(room.subarray(0, length)));
      return length;
    },
    listen: (wanted) => {
      if (handle === null || !mayRead()) return false;
      isListening = wanted;
      if (wanted) handle.readStart();
      else handle.readStop();
      return true;
    },
  };
};

/**
 * What one read brings; null when that is nothing and the stream is the one to hear why. A dry terminal makes its reader
 * wait for the kernel's own worker to look whether more has come, and behind a full read it is dry for some microseconds:
 * so there is one read at a time, and work between them.
 */
const readSome = (fd: number): number | null => {
  try {
    const count = readSync(fd, room);
    return count === 0 ? null : count;
  } catch (error) {
    // The descriptor does not block: dry is an answer.
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : null;
  }
};

/** As much as a terminal gives in one read (N_TTY_BUF_SIZE of Linux, n_tty(4)). */
const ROOM_BYTES = 4096;
/** The kernel holds less than three reads' worth. */
const LAST_READS = 8;
/** Read anew each time and copied at once, so that all terminals share it. */
const room = Buffer.allocUnsafe(ROOM_BYTES);

/**
 * Private to Node: the stream's own pause is no use, since it reads on behind that until its buffer is full. A version that
 * is built otherwise has none, and every write is read as it comes.
 */
interface ReadHandle {
  readonly readStart: () => unknown;
  readonly readStop: () => unknown;
}

const handleOf = (socket: Socket): ReadHandle | null => {
  const { _handle: handle } = socket as { readonly _handle?: Partial<ReadHandle> | null };
  const isOne = typeof handle?.readStart === 'function' && typeof handle.readStop === 'function';
  return isOne ? (handle as ReadHandle) : null;
};

/** UTF-8 in pieces, cut anywhere. */
const createDecoder = (): ((bytes: Buffer) => string) => {
  // Four times as fast as Buffer's own where there is more than ASCII.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let isMidway = false;
  return (bytes) => {
    if (!isMidway && isAscii(bytes)) return bytes.toString('latin1');
    isMidway = (bytes.at(-1) ?? 0) >= FIRST_NOT_ASCII;
    return decoder.decode(bytes, { stream: true });
  };
};

const FIRST_NOT_ASCII = 0x80;
