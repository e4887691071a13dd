/** The section `memory:` of gaffer.yaml. */
import { z } from 'zod';
import { isOllama } from '../tiers/config.ts';

export const MEMORY_DEFAULTS = { hotTokens: 1_500, warmTokens: 2_500 } as const;

export const memorySection = z
  .strictObject({
    /** Tokens of the notes that every session is given. */
    hotTokens: z.int().min(100).max(50_000).default(MEMORY_DEFAULTS.hotTokens),
    /** Tokens of the notes that a session is given of its project. */
    warmTokens: z.int().min(100).max(50_000).default(MEMORY_DEFAULTS.warmTokens),
    /** Recall by meaning beside recall by words. */
    embeddings: z
      .strictObject({
        /** A model for embeddings that the Ollama of the tiers has; null for none, and then nothing is asked. */
        model: z.string().min(1).nullable().default(null),
      })
      .readonly()
      .prefault({}),
  })
  .readonly()
  .prefault({});

export interface EmbeddingServer {
  readonly url: string;
  readonly model: string;
}

interface Settings {
  readonly memory: { readonly embeddings: { readonly model: string | null } };
  readonly tiers: readonly {
    readonly name: string;
    readonly url: string | null;
    readonly server: 'ollama' | 'messages' | null;
  }[];
}

/** The Ollama of the cheapest tier that is one; null when no meaning is wanted, or no tier has one. */
export const embeddingServerOf = ({ memory, tiers }: Settings): EmbeddingServer | null => {
  const url = tiers.find(isOllama)?.url ?? null;
  const { model } = memory.embeddings;
  return url === null || model === null ? null : { url, model };
};
