/** Listens to the terminal: raw bytes in, events out. Nothing is read before it starts or after it stops. */
import { StringDecoder } from 'node:string_decoder';
import { decodeInput, flushInput, type InputEvent } from './input.ts';
import type { Schedule } from './ticker.ts';

/** The part of a terminal's stdin that is used. */
export interface TerminalInput {
  readonly on: (event: 'data', listener: (chunk: Buffer | string) => void) => unknown;
  readonly off: (event: 'data', listener: (chunk: Buffer | string) => void) => unknown;
  readonly setRawMode?: (isRaw: boolean) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
}

/** A lone Esc is the key when nothing follows it; a sequence over a slow line takes less than this. */
const ESC_WAIT_MS = 30;

export const listen = (stdin: TerminalInput, schedule: Schedule, handle: (event: InputEvent) => void): (() => void) => {
  const utf8 = new StringDecoder('utf8');
  let rest = '';
  let isStopped = false;
  let cancel = (): void => {};

  const deliver = (events: readonly InputEvent[]): void => {
    for (const event of events) if (!isStopped) handle(event);
  };
  const onData = (chunk: Buffer | string): void => {
    cancel();
    const decoded = decodeInput(rest + (typeof chunk === 'string' ? chunk : utf8.write(chunk)));
    rest = decoded.rest;
    deliver(decoded.events);
    if (rest !== '' && !isPaste(rest)) cancel = schedule(flush, ESC_WAIT_MS);
  };
  const flush = (): void => {
    const events = flushInput(rest);
    rest = '';
    deliver(events);
  };

  stdin.setRawMode?.(true);
  stdin.on('data', onData);
  stdin.resume();
  return () => {
    isStopped = true;
    cancel();
    stdin.off('data', onData);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
};

/** A long paste comes in many chunks, with any pause between them. */
const isPaste = (rest: string): boolean => rest.startsWith('\x1b[200~');
