/**
 * A double of an Ollama's /api/embed on loopback, and named as one: it speaks the protocol of the real server, and its
 * "model" knows only the few meanings that a test gives it.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface OllamaDouble {
  readonly url: string;
  /** The texts of each request, in order. */
  readonly requests: readonly (readonly string[])[];
  readonly connections: () => number;
  /** What it does instead of answering as it should; null for that. */
  readonly mood: { now: 'slow' | 'broken' | 'garbage' | 'short' | 'few' | 'moved' | null };
  /** Texts with this word make it answer 500. */
  readonly stumbles: { over: string | null };
  /** Answers what it held back while it was slow. */
  readonly answerAll: () => void;
  readonly stop: () => Promise<void>;
}

/** Each meaning is a list of words that mean the same; a text's vector says how many of each it has. */
export const ollamaDouble = async (
  meanings: readonly (readonly string[])[],
  models: readonly string[] = ['nomic-embed-text'],
): Promise<OllamaDouble> => {
  const requests: (readonly string[])[] = [];
  const held: (() => void)[] = [];
  const mood: OllamaDouble['mood'] = { now: null };
  const stumbles: OllamaDouble['stumbles'] = { over: null };
  let connections = 0;
  const vectorOf = (text: string): readonly number[] => {
    const words = text.toLowerCase().split(/[^a-z]+/);
    return [...meanings.map((same) => words.filter((word) => same.includes(word)).length), 0.1];
  };
  const answer = (response: ServerResponse, status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
  };
  /** What the real server says instead of vectors. */
  const refusal = (model: string | undefined, texts: readonly string[]): readonly [number, string] | null => {
    if (mood.now === 'broken') return [500, 'llama runner process has terminated'];
    if (model === undefined || !models.includes(model))
      return [404, `model "${model}" not found, try pulling it first`];
    const isStumbling = texts.some((text) => stumbles.over !== null && text.includes(stumbles.over));
    return isStumbling ? [500, 'the input length exceeds the context length'] : null;
  };
  const embeddingsOf = (texts: readonly string[]): readonly (readonly number[])[] => {
    const whole = texts.map(vectorOf);
    if (mood.now === 'short') return whole.map((vector) => vector.slice(1));
    return mood.now === 'few' ? whole.slice(1) : whole;
  };
  const serve = (response: ServerResponse, body: string): void => {
    const { model, input } = JSON.parse(body) as { readonly model?: string; readonly input?: string | string[] };
    const texts = typeof input === 'string' ? [input] : (input ?? []);
    requests.push(texts);
    const refused = refusal(model, texts);
    const times = { total_duration: 14_143_917, load_duration: 1_019_500, prompt_eval_count: 8 };
    const send = (): void => answer(response, 200, { model, embeddings: embeddingsOf(texts), ...times });
    if (mood.now === 'moved') response.writeHead(307, { location: 'http://127.0.0.1:9/api/embed' }).end();
    else if (mood.now === 'garbage') response.writeHead(200).end('{"embeddings": [["x"');
    else if (refused !== null) answer(response, refused[0], { error: refused[1] });
    else if (mood.now === 'slow') held.push(send);
    else send();
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      if (request.method === 'POST' && request.url === '/api/embed') serve(response, body);
      else response.writeHead(404).end('404 page not found');
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(stop);
  return {
    url: `http://127.0.0.1:${port}`,
    ...{ requests, mood, stumbles, stop },
    connections: () => connections,
    answerAll: () => {
      for (const send of held.splice(0)) send();
    },
  };
};
