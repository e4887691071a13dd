/**
 * Recall by meaning, through an Ollama that may be there or not: fused with the search by words when both answer in time,
 * and exactly the search by words otherwise. Off, it opens no connection and no table.
 */
import type { EmbeddingServer } from '../domain/memory/config.ts';
import { beginning } from '../domain/memory/meaning.ts';
import { secretIn } from '../domain/memory/secrets.ts';
import type { Problem } from '../domain/problem.ts';
import type { Embed, Embedded } from '../jobs/ollama-embed.ts';
import { createSlices } from '../state/in-slices.ts';
import { createFusedSearch, FUSED_PLACES } from '../state/memory-fused.ts';
import type { MemoryIndex } from '../state/memory-index.ts';
import type { MemoryHit, MemoryQuery, MemorySearch } from '../state/memory-search.ts';
import { type MeantText, openMemoryVectors } from '../state/memory-vectors.ts';

export interface MemoryMeaning {
  readonly recall: (query: MemoryQuery) => Promise<readonly MemoryHit[]>;
  /** The notes changed: those without a vector get one, in the background. */
  readonly catchUp: () => void;
  readonly close: () => Promise<void>;
}

export interface MeaningParts {
  readonly index: MemoryIndex;
  readonly search: MemorySearch['search'];
  /** Null when it is off. */
  readonly server: EmbeddingServer | null;
  readonly embed: Embed;
  /** So long a question waits for its vector. */
  readonly deadlineMs: number;
  /** Changes of the index, one after the other; null for who only asks. */
  readonly inTurn: (<Value>(work: () => Promise<Value>) => Promise<Value>) | null;
  readonly say: (problem: Problem) => void;
}

/** Texts of one request: the answer, of long vectors, is still parsed within a slice. */
const BATCH = 8;
/** A server that failed is left alone, longer each time; only a note or a question asks it again, never a timer. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 600_000;

export const openMeaning = (parts: MeaningParts): MemoryMeaning => {
  const { index, search, server, embed, deadlineMs, inTurn, say } = parts;
  if (server === null)
    return { recall: async (query) => search(query), catchUp: () => undefined, close: async () => undefined };

  const vectors = openMemoryVectors(index.database, server.model);
  const fused = createFusedSearch(index, { search });
  const closing = new AbortController();
  let [failures, notBefore, overdue] = [0, 0, 0];
  const isResting = (): boolean => performance.now() < notBefore;

  const failed = (because: string): void => {
    if (closing.signal.aborted) return;
    const next = 'Until it answers, notes are found by their words.';
    if (failures === 0) say({ kind: 'missing', message: because, next });
    notBefore = performance.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    failures += 1;
  };
  const asked = async (texts: readonly string[]): Promise<Embedded> => {
    const answer = await embed(server, texts, closing.signal);
    if (answer.ok) [failures, notBefore] = [0, 0];
    return answer;
  };

  /** The request goes on behind the deadline: it may be loading the model, for which the next question is glad. */
  const vectorOf = async (text: string): Promise<Float32Array | null> => {
    if (isResting() || overdue > 0 || text.trim() === '' || secretIn(text) !== null || !vectors.any()) return null;
    let isLate = false;
    const answer = asked([beginning(text)]).then((embedded) => {
      if (isLate) overdue -= 1;
      if (!embedded.ok) failed(embedded.because);
      return embedded.ok ? (embedded.vectors[0] ?? null) : null;
    });
    const { promise, resolve } = Promise.withResolvers<null>();
    const deadline = setTimeout(() => {
      isLate = true;
      overdue += 1;
      resolve(null);
    }, deadlineMs);
    return Promise.race([answer, promise]).finally(() => clearTimeout(deadline));
  };

  const recallNow = async (query: MemoryQuery): Promise<readonly MemoryHit[]> => {
    const vector = await vectorOf(query.text);
    const near = vector === null ? [] : await vectors.nearest(vector, FUSED_PLACES, createSlices(), closing.signal);
    return near.length === 0 ? search(query) : fused(query, near);
  };

  let running: Promise<void> | null = null;
  /** There may be notes without a vector. */
  let isBehind = false;
  const catchUp = (): void => {
    isBehind = true;
    if (inTurn === null || running !== null || isResting() || closing.signal.aborted) return;
    isBehind = false;
    running = embedNotes(inTurn)
      .then((isDone) => {
        isBehind ||= !isDone;
      })
      // The index is a view, and may be held or broken by another process.
      .catch((error: unknown) => failed(`memory.db takes no embeddings: ${String(error)}`))
      .finally(() => {
        running = null;
        if (isBehind) catchUp();
      });
  };

  /** False when it was cut short. */
  const embedNotes = async (turn: NonNullable<typeof inTurn>): Promise<boolean> => {
    const rest = createSlices();
    await turn(() => vectors.clear('others', rest));
    for (let after: number | null = vectors.isWhole() ? null : 0; after !== null; ) {
      const from: number = after;
      const { last, missing } = await turn(async () => vectors.link(from));
      for (let at = 0; at < missing.length; at += BATCH) {
        const found = await embedBatch(missing.slice(at, at + BATCH));
        if (found === null || closing.signal.aborted) return false;
        if (await turn(async () => vectors.put(found))) continue;
        // The same name, another model: all are made anew.
        failed(`${server.model} at ${server.url} gives embeddings of another length than before`);
        await turn(() => vectors.clear('all', rest));
        return false;
      }
      if (missing.length > 0) await turn(async () => vectors.link(from));
      after = last;
      await rest();
      if (closing.signal.aborted) return false;
    }
    await turn(() => vectors.prune(rest));
    return true;
  };

  /** Null when the server gives none. A secret that a person wrote into a note stays where it is. */
  const embedBatch = async (batch: readonly MeantText[]) => {
    const found: (readonly [string, Float32Array | null])[] = [];
    const open = batch.filter(({ hash, text }) => {
      const isSecret = secretIn(text) !== null;
      if (isSecret) found.push([hash, null]);
      return !isSecret;
    });
    if (open.length === 0) return found;
    const answer = await asked(open.map(({ text }) => text));
    if (answer.ok) return [...found, ...open.map(({ hash }, at) => [hash, answer.vectors[at] ?? null] as const)];
    if (answer.isText && open.length > 1) {
      const singles = await oneByOne(open);
      if (singles !== null) return [...found, ...singles];
    }
    failed(answer.because);
    return null;
  };

  /** One text that the server stumbles over does not keep the others from being found; when it stumbles over all, it is the server. */
  const oneByOne = async (batch: readonly MeantText[]) => {
    const found: (readonly [string, Float32Array | null])[] = [];
    for (const { hash, text } of batch) {
      const answer = await asked([text]);
      if (!answer.ok && !answer.isText) return null;
      found.push([hash, answer.ok ? (answer.vectors[0] ?? null) : null]);
    }
    return found.some(([, vector]) => vector !== null) ? found : null;
  };

  const open = new Set<Promise<unknown>>();
  return {
    recall: async (query) => {
      if (isBehind) catchUp();
      const recalled = recallNow(query);
      open.add(recalled);
      return recalled.finally(() => open.delete(recalled));
    },
    catchUp,
    close: async () => {
      closing.abort();
      await Promise.allSettled([...open, running]);
    },
  };
};
