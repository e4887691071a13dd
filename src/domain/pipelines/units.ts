/** Sizes as people write them in gaffer.yaml, and as they are shown. */
import { z } from 'zod';

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 };

const EXPECTED = 'a size such as 500KB or 20MB';

/** `500KB`, `20MB`: bytes. */
export const size = z
  .string({ error: EXPECTED })
  .regex(/^\d{1,9}(?:B|KB|MB|GB)$/, { error: EXPECTED })
  .transform((text): number => Number.parseInt(text, 10) * (BYTES[text.replace(/^\d+/, '')] ?? 0));

/** `1.3 MB`: one figure that a person takes in at a glance. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
};
