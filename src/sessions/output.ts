/**
 * What a program prints, from the pseudo-terminal to text. The kernel holds little more than ten kilobytes of it, so
 * between two waits the descriptor is read until it is dry: the program prints on while its output is being parsed.
 */
import { isAscii } from 'node:buffer';
import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

export interface Output {
  /** What has come since the last text; '' when there is none, or the stream must be asked first. */
  readonly more: () => string;
}

/** Tells `onText` of each piece that the stream brings. `mayRead` is false once the descriptor may be another's. */
export const readOutput = (
  { socket, fd, mayRead }: { readonly socket: Socket; readonly fd: number; readonly mayRead: () => boolean },
  onText: (text: string) => void,
): Output => {
  const decode = createDecoder();
  // Bytes, one a character: what stands behind a character that is cut in two may have been read past the stream.
  socket.setEncoding('latin1');
  socket.on('data', (bytes: string) => {
    const text = decode(Buffer.from(bytes, 'latin1'));
    if (text !== '') onText(text);
  });
  return {
    more: () => {
      // What the stream holds came before.
      if (!mayRead() || socket.isPaused() || socket.readableLength > 0) return '';
      const length = readSome(fd);
      return length === 0 ? '' : decode(room.subarray(0, length));
    },
  };
};

/** All that is there now, up to the room. */
const readSome = (fd: number): number => {
  let length = 0;
  try {
    while (length < ROOM_BYTES) {
      const count = readSync(fd, room, length, ROOM_BYTES - length, null);
      length += count;
      if (count < SHORT_BYTES) break;
    }
  } catch {
    // Dry, or at its end: the stream will say which.
  }
  return length;
};

/** More than the kernel holds, so that a fast program is read on while it prints. */
const ROOM_BYTES = 32_768;
/** Read anew each time and copied at once, so that all terminals share it. */
const room = Buffer.allocUnsafe(ROOM_BYTES);
/** After so little there is hardly more: an error that says so costs more than it is worth. */
const SHORT_BYTES = 1024;

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
