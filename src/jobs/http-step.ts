/** One HTTP request with an end to its time and to its answer. Redirects are shown, never followed with a token. */
import { fail, ok, type Result } from '../domain/problem.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly token: string | null;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** A front page or an answer of an API; more than this is neither. */
const MAX_BODY_BYTES = 20_000_000;

/** Ok for 2xx alone. */
export const sendRequest = async (request: HttpRequest): Promise<Result<HttpAnswer>> => {
  const answer = await fetchAnswer(request);
  if (!answer.ok || (answer.value.status >= 200 && answer.value.status < 300)) return answer;
  return fail({ kind: 'process', message: `${request.method} ${request.url} answered ${answer.value.status}` });
};

export const fetchAnswer = async (request: HttpRequest): Promise<Result<HttpAnswer>> => {
  const { method, url, token, timeoutMs, signal } = request;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(method === 'POST' ? { 'Content-Type': 'application/json' } : {}),
      },
      ...(method === 'POST' ? { body: '{}' } : {}),
      redirect: token === null ? 'follow' : 'manual',
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    });
    return ok({ status: response.status, body: await boundedBody(response) });
  } catch (error) {
    return fail({ kind: 'process', message: `${method} ${url}: ${reasonOf(error, timeoutMs)}` });
  }
};

const boundedBody = async (response: Response): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) throw new Error(`its answer is larger than ${MAX_BODY_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
};

const reasonOf = (error: unknown, timeoutMs: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  // fetch hides what went wrong one level down.
  return error.cause instanceof Error ? error.cause.message : error.message;
};
