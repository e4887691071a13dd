/** What a pseudo-terminal of node-pty has and its type hides, and what its descriptor answers. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { IPty } from 'node-pty';

/** Throws in a version of node-pty that is built otherwise. */
export const fdOf = (pty: IPty): number => {
  const { fd } = pty as IPty & { readonly fd?: unknown };
  if (typeof fd !== 'number') throw new Error('this version of node-pty does not tell its file descriptor');
  return fd;
};

/** The stream that closes the descriptor. */
export const streamOf = (pty: IPty): Socket => {
  const { _socket: socket } = pty as IPty & { readonly _socket?: unknown };
  if (!(socket instanceof Socket)) throw new Error('this version of node-pty does not tell its stream');
  return socket;
};

/** The descriptor does not block: a full kernel buffer is an answer, and any other failure means that it is closed. */
export const writeSome = (fd: number, bytes: Uint8Array): number | null => {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EAGAIN' ? 0 : null;
  }
};
