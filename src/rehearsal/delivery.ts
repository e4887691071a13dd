/**
 * Brings one answer to the session that asked, or the failure that the scenario wants in its place: an error status, a
 * connection that drops in the middle, silence.
 */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { sendError, sendJson } from './loopback-http.ts';
import type { Pace } from './pace.ts';
import type { StepError } from './program.ts';
import type { ServedRequest } from './request-log.ts';
import { frames, type Message, wholeMessage } from './sse.ts';

export interface Delivery {
  readonly message: Message;
  readonly streamed: boolean;
  readonly error: StepError | null;
  readonly pace: Pace;
  readonly response: ServerResponse;
  /** Aborted when the session hangs up. */
  readonly gone: AbortSignal;
}

export const deliver = async (delivery: Delivery): Promise<ServedRequest['outcome']> => {
  const { message, streamed, error, response, gone } = delivery;
  const status = statusOf(error);
  if (error !== null && status !== 200) {
    sendError(response, status, error.message ?? (error.kind === 'overflow' ? TOO_LONG : undefined), error.headers);
    return 'error';
  }
  if (error?.kind === 'hang') {
    // A stream that opens and then says nothing: the worst kind, because the session sees no failure.
    openStream(response);
    await aborted(gone);
    return 'left';
  }
  const pace = { ...delivery.pace, betweenDeltasMs: message.answer.slowMs ?? delivery.pace.betweenDeltasMs };
  const all = frames(message, pace.deltaChars);
  if (error?.kind === 'drop') {
    await stream(response, all.slice(0, Math.ceil(all.length / 2)), pace, gone);
    response.destroy();
    return 'dropped';
  }
  if (!streamed) {
    sendJson(response, 200, wholeMessage(message));
    return 'answered';
  }
  const whole = await stream(response, all, pace, gone);
  response.end();
  return whole ? 'answered' : 'left';
};

/** As the service words it. */
const TOO_LONG = 'prompt is too long: 201337 tokens > 200000 maximum';

/** 200 for what fails in another way than by its status. */
export const statusOf = (error: StepError | null): number =>
  error?.kind === 'overflow' ? 400 : typeof error?.kind === 'number' ? error.kind : 200;

/** False when the asker left before the end. */
const stream = async (
  response: ServerResponse,
  all: readonly string[],
  pace: Pace,
  gone: AbortSignal,
): Promise<boolean> => {
  openStream(response);
  for (const [index, frame] of all.entries()) {
    const waitMs = index === 1 ? pace.firstDeltaMs : pace.betweenDeltasMs;
    if (waitMs > 0) await delay(waitMs, undefined, { signal: gone }).catch(() => undefined);
    if (gone.aborted) return false;
    await new Promise<void>((resolve) => {
      response.write(frame, () => resolve());
    });
  }
  return true;
};

const openStream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  response.flushHeaders();
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
