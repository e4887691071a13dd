/**
 * The embedded Messages API on loopback: real Claude Code sessions talk to it and notice no difference but the words.
 * A session is known by its credential `rehearsal-w<N>`; what it is answered comes from the scenario and its own request.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { text as readText } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isWorkerNumber } from '../domain/ids.ts';
import { type Answer, answerTo } from './answer.ts';
import { type MessagesRequest, messagesRequest } from './conversation.ts';
import type { StepError } from './program.ts';
import { openRequestLog, type ServedRequest } from './request-log.ts';
import type { RehearsalTier, Scenario } from './scenario.ts';
import { frames, type Message, wholeMessage } from './sse.ts';
import { costMicroUsd, estimateTokens, noTokens, promptCache, type Tokens, withOverrides } from './tokens.ts';

export interface RehearsalOptions {
  readonly scenario: Scenario;
  /** JSON lines, created with mode 0600. */
  readonly logFile: string;
  readonly pace: Pace;
  readonly now?: () => number;
}

/** How fast the model seems to think and write. */
export interface Pace {
  readonly firstDeltaMs: number;
  readonly betweenDeltasMs: number;
  readonly deltaChars: number;
}

export const PACES = {
  /** For tests: several deltas, no waiting. */
  fast: { firstDeltaMs: 0, betweenDeltasMs: 0, deltaChars: 40 },
  /** For a person who watches: about the speed of the real thing. */
  demo: { firstDeltaMs: 700, betweenDeltasMs: 45, deltaChars: 10 },
} as const satisfies Record<string, Pace>;

export interface Rehearsal {
  /** ANTHROPIC_BASE_URL for every tier that has no port of its own. */
  readonly url: string;
  /** By tier name. */
  readonly urls: Readonly<Record<string, string>>;
  readonly requests: () => readonly ServedRequest[];
  /** Cuts what is under way and resolves when the log is on disk. */
  readonly close: () => Promise<void>;
}

/** What a session of this worker gives as ANTHROPIC_AUTH_TOKEN. No secret: the server listens on loopback only. */
export const rehearsalToken = (worker: number): string => `rehearsal-w${worker}`;

export const startRehearsal = async (options: RehearsalOptions): Promise<Rehearsal> => {
  const log = openRequestLog(options.logFile);
  const service = createService(options, log.append);
  const shared = await listen(service);
  const own = await Promise.all(
    options.scenario.tiers
      .filter(({ ownPort }) => ownPort)
      .map(async ({ name }) => ({ name, ...(await listen(service)) })),
  );
  const urls = options.scenario.tiers.map(({ name }) => [name, own.find((it) => it.name === name)?.url ?? shared.url]);
  return {
    url: shared.url,
    urls: Object.fromEntries(urls),
    requests: log.entries,
    close: async () => {
      await Promise.all([shared, ...own].map(({ close }) => close()));
      await service.settled();
      await log.close();
    },
  };
};

interface Service {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Resolves when no request is being answered. */
  readonly settled: () => Promise<void>;
}

const listen = async (service: Service) => {
  const server = createServer(service.handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const createService = (options: RehearsalOptions, record: (served: ServedRequest) => void): Service => {
  const { scenario, pace } = options;
  const now = options.now ?? Date.now;
  const cache = promptCache();
  const attempts = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const dearest = scenario.tiers.at(-1);

  const route = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0];
    if (request.method === 'POST' && path === '/v1/messages') return messages(request, response);
    if (request.method === 'POST' && path === '/v1/messages/count_tokens') {
      const body = await readText(request);
      return sendJson(response, 200, { input_tokens: estimateTokens(body.length) });
    }
    request.resume();
    if (path === '/') return sendJson(response, 200, { rehearsal: scenario.name });
    if (path === '/v1/models') {
      return sendJson(response, 200, { data: scenario.tiers.map(({ model }) => ({ type: 'model', id: model })) });
    }
    // What a local model server is asked to see whether it is up.
    if (path === '/api/version') return sendJson(response, 200, { version: '0.14.0' });
    if (path === '/api/tags') {
      return sendJson(response, 200, {
        models: scenario.tiers.filter((it) => it.ownPort).map((it) => ({ name: it.model })),
      });
    }
    return sendError(response, 404, `there is nothing at ${path}`);
  };

  const messages = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const started = performance.now();
    const body = await readText(request);
    const worker = workerOf(request);
    if (worker === null) return sendError(response, 401, 'the credential is not rehearsal-w1 to rehearsal-w64');
    const parsed = messagesRequest.safeParse(fromJson(body));
    if (!parsed.success) {
      return sendError(response, 400, `the body is not a Messages API request: ${z.prettifyError(parsed.error)}`);
    }
    const asked = parsed.data;
    const tier = tierOf(scenario.tiers, asked.model);
    if (tier === null) return sendError(response, 404, `model: ${asked.model} is in no tier of this scenario`);

    const session = String(request.headers['x-claude-code-session-id'] ?? `worker-${worker}`);
    const answer = answerTo(asked, scenario, { worker, session });
    const attempt = countAttempt(attempts, `${session} ${answer.task?.id} ${answer.place} ${asked.messages.length}`);
    const error = answer.error !== null && attempt <= answer.error.times ? answer.error : null;
    const given = error === null || error.kind === 'drop' ? chargeFor(asked, answer, session, body.length) : noTokens;
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const outcome = await give({ request: asked, answer, tokens: given, error, response, gone: gone.signal });
    record({
      at: now(),
      durationMs: Math.round(performance.now() - started),
      worker,
      session,
      model: asked.model,
      tier: tier.name,
      purpose: answer.purpose,
      task: answer.task?.id ?? null,
      turn: answer.place,
      attempt,
      outcome,
      status: typeof error?.kind === 'number' ? error.kind : 200,
      calls: answer.blocks.flatMap((block) => (block.kind === 'call' ? [block.tool] : [])),
      tokens: given,
      costMicroUsd: costMicroUsd(given, tier.price),
      counterfactualMicroUsd: costMicroUsd(given, (dearest ?? tier).price),
      unmet: answer.unmet,
    });
  };

  const chargeFor = (asked: MessagesRequest, answer: Answer, session: string, length: number): Tokens => {
    const prefix = JSON.stringify([asked.system, asked.tools]);
    return withOverrides(cache.charge({ model: asked.model, session, prefix, length }, answer.blocks), answer.usage);
  };

  const give = async (giving: Giving): Promise<ServedRequest['outcome']> => {
    const { request, answer, tokens, error, response, gone } = giving;
    if (typeof error?.kind === 'number') {
      sendError(response, error.kind, error.message ?? undefined, error.headers);
      return 'error';
    }
    if (error?.kind === 'hang') {
      await closeOf(gone);
      return 'left';
    }
    const message: Message = { id: messageId(now(), underWay.size), model: request.model, answer, tokens };
    if (request.stream !== true && error === null) {
      sendJson(response, 200, wholeMessage(message));
      return 'answered';
    }
    const all = frames(message, pace.deltaChars);
    const sent = error === null ? all : all.slice(0, Math.ceil(all.length / 2));
    const whole = await stream(
      response,
      sent,
      { ...pace, betweenDeltasMs: answer.slowMs ?? pace.betweenDeltasMs },
      gone,
    );
    if (error !== null) {
      response.destroy();
      return 'dropped';
    }
    response.end();
    return whole ? 'answered' : 'left';
  };

  return {
    handle: (request, response) => {
      const work = route(request, response).catch((cause: unknown) => {
        // The asker hung up in the middle of its request, or there is a bug: either way this one answer is lost.
        if (!response.headersSent) sendError(response, 500, String(cause));
        response.destroy();
      });
      underWay.add(work);
      work.finally(() => underWay.delete(work));
    },
    settled: async () => {
      await Promise.all(underWay);
    },
  };
};

interface Giving {
  readonly request: MessagesRequest;
  readonly answer: Answer;
  readonly tokens: Tokens;
  readonly error: StepError | null;
  readonly response: ServerResponse;
  readonly gone: AbortSignal;
}

/** False when the asker left before the end. */
const stream = async (
  response: ServerResponse,
  all: readonly string[],
  pace: Pace,
  gone: AbortSignal,
): Promise<boolean> => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
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

const closeOf = (gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener('abort', () => resolve(), { once: true });
  });

const workerOf = (request: IncomingMessage): number | null => {
  const credential = request.headers.authorization ?? String(request.headers['x-api-key'] ?? '');
  const number = Number(/^(?:Bearer )?rehearsal-w(\d{1,2})$/.exec(credential)?.[1] ?? Number.NaN);
  return isWorkerNumber(number) ? number : null;
};

const tierOf = (tiers: readonly RehearsalTier[], model: string): RehearsalTier | null =>
  tiers.find((tier) => model.toLowerCase().includes(tier.model.toLowerCase())) ?? null;

const countAttempt = (attempts: Map<string, number>, key: string): number => {
  const attempt = (attempts.get(key) ?? 0) + 1;
  attempts.set(key, attempt);
  return attempt;
};

const messageId = (at: number, index: number): string => `msg_rehearsal_${at.toString(36)}_${index}`;

const ERROR_TYPES: Readonly<Record<number, readonly [type: string, message: string]>> = {
  400: ['invalid_request_error', 'The request is not valid.'],
  401: ['authentication_error', 'invalid bearer token'],
  403: ['permission_error', 'Your account does not have permission for this.'],
  404: ['not_found_error', 'Not found.'],
  413: ['request_too_large', 'The request is larger than the maximum.'],
  429: ['rate_limit_error', 'This request would exceed your rate limit.'],
  500: ['api_error', 'Internal server error'],
  529: ['overloaded_error', 'Overloaded'],
};

const sendError = (
  response: ServerResponse,
  status: number,
  message?: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const [type, usual] = ERROR_TYPES[status] ?? ['api_error', 'Error'];
  sendJson(response, status, { type: 'error', error: { type, message: message ?? usual } }, headers);
};

const sendJson = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

const fromJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    // The schema refuses null, which is what the asker hears.
    return null;
  }
};
