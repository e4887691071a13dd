/** Durations and sizes as people write them in gaffer.yaml. */
import { z } from 'zod';

const MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `30s`, `10m`, `2h`: milliseconds. */
export const duration = z
  .string()
  .regex(/^\d{1,6}(?:s|m|h)$/, { error: 'a duration such as 30s or 10m' })
  .transform((text): number => Number(text.slice(0, -1)) * (MS[text.slice(-1)] ?? 0));

const BYTES: Readonly<Record<string, number>> = { B: 1, KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 };

/** `500KB`, `20MB`: bytes. */
export const size = z
  .string()
  .regex(/^\d{1,9}(?:B|KB|MB|GB)$/, { error: 'a size such as 500KB or 20MB' })
  .transform((text): number => Number.parseInt(text, 10) * (BYTES[text.replace(/^\d+/, '')] ?? 0));

/** `1.3 MB`: one figure that a person takes in at a glance. */
export const sizeText = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(1)} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
};
