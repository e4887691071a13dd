/**
 * Listens for answers from a phone; off unless gaffer.yaml switches it on. Only a POST with a link of ours does anything:
 * a GET, which previews and scanners make, shows what would happen and a button. It knows nothing but links.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { fail, ok, type Result } from '../../domain/problem.ts';
import type { AnswerLinks, Claim } from './answer-links.ts';

export interface AnswerListener {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export interface ListenerParts {
  readonly host: string;
  readonly port: number;
  readonly links: AnswerLinks;
  /** False when the link was used before; true at most once, and on disk by then. */
  readonly spend: (key: string) => boolean;
  /** What became of the answer, as a sentence. */
  readonly settle: (claim: Claim) => Promise<Result<string>>;
  readonly now: () => number;
}

/** Guesses are hopeless; this keeps them from being expensive too. */
const MOST_BAD_PER_MINUTE = 30;
const REQUEST_MS = 10_000;

export const openAnswerListener = (parts: ListenerParts): Promise<Result<AnswerListener>> => {
  let bad: number[] = [];
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS, maxHeaderSize: 8192 },
    (request, response) => {
      const now = parts.now();
      bad = bad.filter((at) => now - at < 60_000 && at <= now);
      if (bad.length >= MOST_BAD_PER_MINUTE) return reply(response, 429, 'too many requests');
      void answer(request, parts)
        .catch(() => ({ status: 500, text: 'gaffer could not take this answer', form: null }))
        .then(({ status, text, form }) => {
          if (status === 403 || status === 404) bad.push(now);
          reply(response, status, text, form);
        });
    },
  );
  server.maxConnections = 64;
  return listen(server, parts);
};

interface Reply {
  readonly status: number;
  readonly text: string;
  /** The word on the button that does it; null for none. */
  readonly form: string | null;
}

const answer = async (request: IncomingMessage, { links, spend, settle, now }: ListenerParts): Promise<Reply> => {
  request.resume();
  const [, token = ''] = /^\/answer\/([A-Za-z0-9_.-]{20,2000})$/.exec(request.url ?? '') ?? [];
  if (token === '') return { status: 404, text: 'there is nothing here', form: null };
  const claim = links.read(token, now());
  if (!claim.ok) return { status: 403, text: claim.problem.message, form: null };
  const { decision, answer: wanted, key } = claim.value;
  if (request.method === 'GET') return { status: 200, text: `${wanted} ${decision}?`, form: wanted };
  if (request.method !== 'POST') return { status: 405, text: 'this link takes a POST', form: null };
  if (!spend(key)) return { status: 410, text: `this was answered before; see ${decision} in gaffer`, form: null };
  const settled = await settle(claim.value);
  return settled.ok
    ? { status: 200, text: settled.value, form: null }
    : { status: 409, text: settled.problem.message, form: null };
};

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; form-action 'self'; frame-ancestors 'none'",
} as const;

const reply = (response: ServerResponse, status: number, text: string, form: string | null = null): void => {
  const button = form === null ? '' : `<form method="post"><button>${escaped(form)}</button></form>`;
  response.writeHead(status, HEADERS);
  response.end(
    `<!doctype html><meta name="viewport" content="width=device-width"><title>gaffer</title><p>${escaped(text)}</p>${button}\n`,
  );
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const listen = (server: Server, { host, port }: ListenerParts): Promise<Result<AnswerListener>> =>
  new Promise((resolve) => {
    server.once('error', (error) =>
      resolve(
        fail({
          kind: 'config',
          message: `alerts.listener cannot listen on ${host}:${port}`,
          found: error.message,
          next: 'Choose another port, or 0 for any free one.',
        }),
      ),
    );
    server.listen(port, host, () => {
      const address = server.address();
      resolve(
        ok({
          port: typeof address === 'object' && address !== null ? address.port : port,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              server.closeAllConnections();
            }),
        }),
      );
    });
  });
