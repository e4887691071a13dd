/** An Ollama server, asked whether it is there and which models it has, and for small texts. It is never waited for long. */
import { connect } from 'node:net';
import { z } from 'zod';

export type OllamaReading =
  | { readonly up: true; readonly model: string }
  | { readonly up: false; readonly because: string };

/** A server of this machine answers in milliseconds; one that takes longer is no use to a session either. */
const PROBE_MS = 1_500;
const TEXT_MS = 20_000;

const tags = z.object({ models: z.array(z.object({ name: z.string() })) });

/** `model` as in gaffer.yaml; `auto` takes the first coder model that is there. */
export const probeOllama = async (url: string, model: string): Promise<OllamaReading> => {
  const absent = await whyAbsent(new URL(url));
  if (absent !== null) return { up: false, because: `no Ollama answers at ${url} (${absent})` };
  let body: unknown;
  try {
    const response = await fetch(new URL('/api/tags', url), { signal: AbortSignal.timeout(PROBE_MS) });
    if (!response.ok) return { up: false, because: `${url} answers ${response.status}` };
    body = await response.json();
  } catch (error) {
    return { up: false, because: `no Ollama answers at ${url} (${reasonOf(error, PROBE_MS)})` };
  }
  const read = tags.safeParse(body);
  if (!read.success) return { up: false, because: `what answers at ${url} is no Ollama` };
  const names = read.data.models.map(({ name }) => name);
  const found = names.find((name) => isModel(name, model));
  if (found !== undefined) return { up: true, model: found };
  const has = names.length === 0 ? 'no model' : `only ${names.slice(0, SHOWN_MODELS).join(', ')}`;
  return { up: false, because: `the Ollama at ${url} has ${has}, not ${model === 'auto' ? 'a coder model' : model}` };
};

/**
 * Why nobody listens at a port of this machine; null when somebody does. Most machines have no Ollama, and every start
 * asks: so they need not load Node's web client for it, which takes longer than all the rest of the question.
 */
const whyAbsent = ({ protocol, hostname, port }: URL): Promise<string | null> =>
  new Promise((resolve) => {
    if (!THIS_MACHINE.includes(hostname)) {
      resolve(null);
      return;
    }
    const socket = connect(Number(port) || (protocol === 'https:' ? 443 : 80), hostname.replace(/^\[|\]$/g, ''));
    const end = (because: string | null): void => {
      socket.destroy();
      resolve(because);
    };
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.setTimeout(PROBE_MS, () => end(`no answer within ${PROBE_MS} ms`));
  });

const THIS_MACHINE: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** A short text by the local model; null when there is none in time. */
export const writeWithOllama = async (url: string, model: string, prompt: string): Promise<string | null> => {
  try {
    const response = await fetch(new URL('/api/generate', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, prompt, stream: false }),
      signal: AbortSignal.timeout(TEXT_MS),
    });
    const read = z.object({ response: z.string() }).safeParse(response.ok ? await response.json() : null);
    const text = read.success ? read.data.response.trim() : '';
    return text === '' ? null : text;
  } catch {
    // Down, slow or strange: whoever asked has a way without it.
    return null;
  }
};

const SHOWN_MODELS = 4;

/** Ollama takes a name without a tag for its `latest`. */
const isModel = (name: string, wanted: string): boolean =>
  wanted === 'auto' ? /coder/i.test(name) : name === wanted || name === `${wanted}:latest`;

/** Why a request failed, in a word or two; `ms` is the time that it was given. */
export const reasonOf = (error: unknown, ms: number): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${ms} ms`;
  const { cause } = error;
  const code: unknown = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  return typeof code === 'string' ? code : error.message;
};
