/**
 * The embedded Messages API on loopback: real Claude Code sessions talk to it and notice no difference but the words.
 * A session is known by its credential `rehearsal-w<N>`; what it is answered comes from the scenario and its own request.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { isWorkerNumber } from '../domain/ids.ts';
import { parseJson } from '../domain/json.ts';
import { type Answer, answerTo } from './answer.ts';
import { type MessagesRequest, messagesRequest } from './conversation.ts';
import { deliver, statusOf } from './delivery.ts';
import { listenOnLoopback, sendError, sendJson } from './loopback-http.ts';
import { ollamaAnswer } from './ollama.ts';
import type { Pace } from './pace.ts';
import { openRequestLog, type ServedRequest } from './request-log.ts';
import type { RehearsalTier, Scenario } from './scenario.ts';
import { costMicroUsd, estimateTokens, noTokens, promptCache, type Tokens, withOverrides } from './tokens.ts';

export interface RehearsalOptions {
  readonly scenario: Scenario;
  /** JSON lines, created with mode 0600. */
  readonly logFile: string;
  readonly pace: Pace;
  readonly now?: () => number;
}

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
  const log = await openRequestLog(options.logFile);
  const service = createService(options, log.append);
  const together = options.scenario.tiers.filter(({ ownPort }) => !ownPort);
  const shared = await listenOnLoopback(service.serving(together, 'anthropic'));
  const own = await Promise.all(
    options.scenario.tiers
      .filter(({ ownPort }) => ownPort)
      .map(async (tier) => ({ name: tier.name, ...(await listenOnLoopback(service.serving([tier], 'ollama'))) })),
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

/** A local model server caches nothing that it would tell of, and names no request. */
type Server = 'anthropic' | 'ollama';

interface Service {
  /** A listener for these tiers alone: a model of another is not found there. */
  readonly serving: (tiers: readonly RehearsalTier[], server: Server) => RequestListener;
  /** Resolves when no request is being answered. */
  readonly settled: () => Promise<void>;
}

const createService = (options: RehearsalOptions, record: (served: ServedRequest) => void): Service => {
  const { scenario, pace } = options;
  const now = options.now ?? Date.now;
  const cache = promptCache();
  const attempts = new Map<string, number>();
  const underWay = new Set<Promise<void>>();
  const startedAt = now();
  let served = 0;
  const dearest = scenario.tiers.at(-1);

  const views = new Map(scenario.tiers.map((tier) => [tier, asPlayedOn(scenario, tier)]));

  const route = async (
    request: IncomingMessage,
    response: ServerResponse,
    tiers: readonly RehearsalTier[],
    server: Server,
  ): Promise<void> => {
    const path = (request.url ?? '/').split('?')[0];
    if (request.method === 'POST' && path === '/v1/messages') return messages(request, response, tiers, server);
    if (request.method === 'POST' && path === '/v1/messages/count_tokens') {
      const body = await readText(request);
      return sendJson(response, 200, { input_tokens: estimateTokens(body.length) });
    }
    request.resume();
    if (server === 'ollama') {
      const told = ollamaAnswer(path ?? '/', tiers);
      if (told !== null) return sendJson(response, 200, told);
    } else {
      if (path === '/') return sendJson(response, 200, { rehearsal: scenario.name });
      if (path === '/v1/models')
        return sendJson(response, 200, { data: tiers.map(({ model }) => ({ type: 'model', id: model })) });
    }
    return sendError(response, 404, `there is nothing at ${path}`);
  };

  const messages = async (
    request: IncomingMessage,
    response: ServerResponse,
    tiers: readonly RehearsalTier[],
    server: Server,
  ): Promise<void> => {
    const started = performance.now();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const reading = readRequest(request, await readText(request), tiers);
    if ('status' in reading) return sendError(response, reading.status, reading.because);

    const { worker, session, tier, asked, length } = reading;
    served += 1;
    const answer = answerTo(asked, views.get(tier) ?? scenario, { worker, session });
    const attempt = countAttempt(
      attempts,
      `${session} ${tier.name} ${answer.task?.id} ${answer.place} ${asked.messages.length}`,
    );
    const error = answer.error !== null && attempt <= answer.error.times ? answer.error : null;
    const given =
      error === null || error.kind === 'drop' ? chargeFor(asked, answer, session, length, server) : noTokens;
    const id = `msg_rehearsal_${startedAt.toString(36)}_${served}`;
    const message = { id, model: asked.model, answer, tokens: given };
    const streamed = asked.stream === true;
    if (server === 'anthropic') response.setHeader('request-id', `req_rehearsal_${startedAt.toString(36)}_${served}`);
    const outcome = await deliver({ message, streamed, error, pace, response, gone: gone.signal });
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
      status: statusOf(error),
      calls: answer.blocks.flatMap((block) => (block.kind === 'call' ? [block.tool] : [])),
      tokens: given,
      costMicroUsd: costMicroUsd(given, tier.price),
      counterfactualMicroUsd: costMicroUsd(given, (dearest ?? tier).price),
      unmet: answer.unmet,
    });
  };

  const chargeFor = (
    asked: MessagesRequest,
    answer: Answer,
    session: string,
    length: number,
    server: Server,
  ): Tokens => {
    const prefix = JSON.stringify([asked.system, asked.tools]);
    const charged = cache.charge({ model: asked.model, session, prefix, length }, answer.blocks);
    const { input, cacheRead, cacheCreation, output } = charged;
    const told =
      server === 'anthropic'
        ? charged
        : { input: input + cacheRead + cacheCreation, output, cacheRead: 0, cacheCreation: 0 };
    return withOverrides(told, answer.usage);
  };

  return {
    serving: (tiers, server) => (request, response) => {
      const work = route(request, response, tiers, server).catch((cause: unknown) => {
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

/** The scenario as the model of one tier plays it. */
const asPlayedOn = (scenario: Scenario, { name }: RehearsalTier): Scenario => ({
  ...scenario,
  tasks: scenario.tasks.map((task) => ({ ...task, program: task.programs[name] ?? task.program })),
});

interface Asked {
  readonly worker: number;
  readonly session: string;
  readonly tier: RehearsalTier;
  readonly asked: MessagesRequest;
  /** Of the body as it was sent, in characters. */
  readonly length: number;
}

const readRequest = (
  request: IncomingMessage,
  body: string,
  tiers: readonly RehearsalTier[],
): Asked | { readonly status: number; readonly because: string } => {
  const worker = workerOf(request);
  if (worker === null) return { status: 401, because: 'the credential is not rehearsal-w1 to rehearsal-w64' };
  const parsed = messagesRequest.safeParse(parseJson(body));
  if (!parsed.success) {
    return { status: 400, because: `the body is not a Messages API request: ${z.prettifyError(parsed.error)}` };
  }
  const tier = tierOf(tiers, parsed.data.model);
  if (tier === null) return { status: 404, because: `model: ${parsed.data.model} is in no tier of this scenario` };
  const session = String(request.headers['x-claude-code-session-id'] ?? `worker-${worker}`);
  return { worker, session, tier, asked: parsed.data, length: body.length };
};

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
