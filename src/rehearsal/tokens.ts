/**
 * Token figures that look like the real service's: text is about four characters a token, a conversation's beginning is
 * read from the cache and its new end written to it. The cache is kept per model and session, as the service keeps it.
 */
import { createHash } from 'node:crypto';
import type { Block } from './answer.ts';
import type { Price } from './scenario-schema.ts';
import type { UsageSpec } from './turn-schema.ts';

export interface Tokens {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheCreation: number;
}

export interface PromptCache {
  /** Figures for one request; remembers it for the next one of the session. */
  readonly charge: (request: CachedRequest, answer: readonly Block[]) => Tokens;
}

export interface CachedRequest {
  readonly model: string;
  readonly session: string;
  /** What all sessions of a project share: system text and tools, as sent. */
  readonly prefix: string;
  /** Length of the whole request, as sent. */
  readonly length: number;
}

export const noTokens: Tokens = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };

export const estimateTokens = (length: number): number => Math.ceil(length / CHARACTERS_PER_TOKEN);

/** English text and code; what Claude's tokenizer makes of both lies between 3 and 4.5. */
const CHARACTERS_PER_TOKEN = 4;
/** The service caches nothing shorter. */
const LEAST_CACHED = 1024;
/** The end of a request that stands after its last cache mark. */
const UNCACHED_TAIL = 4;
/** Message frame and stop mark of an answer. */
const ANSWER_FRAME = 8;

export const promptCache = (): PromptCache => {
  const sessions = new Map<string, number>();
  const prefixes = new Set<string>();
  return {
    charge: ({ model, session, prefix, length }, answer) => {
      const total = estimateTokens(length);
      const output = ANSWER_FRAME + answer.reduce((sum, block) => sum + estimateTokens(textOf(block).length), 0);
      if (total < LEAST_CACHED) return { input: total, output, cacheRead: 0, cacheCreation: 0 };

      const sessionKey = `${model} ${session}`;
      const prefixKey = createHash('sha256').update(`${model} ${prefix}`).digest('base64');
      const shared = prefixes.has(prefixKey) ? Math.min(estimateTokens(prefix.length), total - UNCACHED_TAIL) : 0;
      const earlier = sessions.get(sessionKey) ?? 0;
      // A shorter request than before was compacted: only the prefix is still the same.
      const cacheRead = earlier < total ? Math.max(earlier, shared) : shared;
      sessions.set(sessionKey, total - UNCACHED_TAIL);
      prefixes.add(prefixKey);
      return { input: UNCACHED_TAIL, output, cacheRead, cacheCreation: total - UNCACHED_TAIL - cacheRead };
    },
  };
};

export const withOverrides = (tokens: Tokens, given: UsageSpec | null): Tokens => ({
  input: given?.input ?? tokens.input,
  output: given?.output ?? tokens.output,
  cacheRead: given?.cacheRead ?? tokens.cacheRead,
  cacheCreation: given?.cacheCreation ?? tokens.cacheCreation,
});

/** USD per million tokens is micro-dollars per token, so the sum is rounded once. */
export const costMicroUsd = (tokens: Tokens, price: Price): number =>
  Math.round(
    Number(
      (
        tokens.input * price.input +
        tokens.output * price.output +
        tokens.cacheRead * price.cacheRead +
        tokens.cacheCreation * price.cacheWrite
      ).toFixed(DIGITS),
    ),
  );

/** Below a micro-dollar: takes away what floating point adds to a half, so that it rounds as on paper. */
const DIGITS = 6;

const textOf = (block: Block): string => (block.kind === 'call' ? block.tool + block.json : block.text);
