/** The section `memory:` of gaffer.yaml. */
import { z } from 'zod';

export const memorySection = z
  .strictObject({
    /** Tokens of the notes that every session is given. */
    hotTokens: z.int().min(100).max(50_000).default(1_500),
    /** Tokens of the notes that a session is given of its project. */
    warmTokens: z.int().min(100).max(50_000).default(2_500),
    /** A local Ollama that may help to find notes by meaning; without one nothing is missing. */
    embeddings: z
      .strictObject({
        model: z.string().min(1),
        url: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:11434'),
      })
      .readonly()
      .nullable()
      .default(null),
  })
  .readonly()
  .prefault({});
