/**
 * Vectors of texts by an Ollama's model for embeddings. Whatever goes wrong is an answer: who asks has a way without them.
 * Texts go to this server and, redirected or not, to no other.
 */
import { z } from 'zod';
import type { EmbeddingServer } from '../domain/memory/config.ts';
import { unitVector } from '../domain/memory/meaning.ts';
import { reasonOf } from './ollama.ts';

export type Embedded =
  | { readonly ok: true; readonly vectors: readonly Float32Array[] }
  /** `isText`: the server is there, and may have stumbled over one of the texts. */
  | { readonly ok: false; readonly because: string; readonly isText: boolean };

export type Embed = (server: EmbeddingServer, texts: readonly string[], signal: AbortSignal) => Promise<Embedded>;

/** A model that is not in memory is loaded first, which takes seconds. */
const EMBED_MS = 30_000;
const NOT_FOUND = 404;

const answer = z.object({ embeddings: z.array(z.array(z.number())) });

/** Unit vectors, one for each text and all of one length. */
export const embedWithOllama: Embed = async ({ url, model }, texts, signal) => {
  try {
    const response = await fetch(new URL('/api/embed', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, input: texts }),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(EMBED_MS)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      return response.status === NOT_FOUND
        ? gone(`the Ollama at ${url} has no model ${model}: ollama pull ${model}`)
        : { ok: false, because: `${url} answers ${response.status}`, isText: true };
    }
    const read = answer.safeParse(await response.json());
    if (!read.success) return gone(`what answers at ${url} gives no embeddings`);
    const vectors = read.data.embeddings.map(unitVector).filter((vector) => vector !== null);
    const [first] = vectors;
    const isWhole = vectors.length === texts.length && vectors.every(({ length }) => length === first?.length);
    return isWhole ? { ok: true, vectors } : gone(`${model} at ${url} gives embeddings that do not fit the texts`);
  } catch (error) {
    return gone(`no embeddings of ${model} come from ${url} (${reasonOf(error, EMBED_MS)})`);
  }
};

const gone = (because: string): Embedded => ({ ok: false, because, isText: false });
