/** The section `memory:` of gaffer.yaml. */
import { z } from 'zod';

export const MEMORY_DEFAULTS = { hotTokens: 1_500, warmTokens: 2_500 } as const;

export const memorySection = z
  .strictObject({
    /** Tokens of the notes that every session is given. */
    hotTokens: z.int().min(100).max(50_000).default(MEMORY_DEFAULTS.hotTokens),
    /** Tokens of the notes that a session is given of its project. */
    warmTokens: z.int().min(100).max(50_000).default(MEMORY_DEFAULTS.warmTokens),
  })
  .readonly()
  .prefault({});
