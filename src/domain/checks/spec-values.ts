/** Values that several checks and alert channels are configured with: sizes, shares, secrets by reference, patterns. */
import { z } from 'zod';

const BYTES: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** `500MB`, `10G`, `4096`, read as bytes. */
export const size = z
  .union([z.int().min(0), z.string().regex(/^\d{1,9}\s?(?:[KMGT]i?B?|B)?$/i, { error: 'a size such as 500MB or 10G' })])
  .transform((value): number => {
    if (typeof value === 'number') return value;
    const [, amount = '0', unit = ''] = /^(\d+)\s?([KMGT]?)/i.exec(value) ?? [];
    return Number(amount) * (BYTES[unit.toLowerCase()] ?? 1);
  });

/** `15%` or a size: how much must be left. */
export const share = z
  .union([
    z.string().regex(/^\d{1,2}(?:\.\d{1,2})?\s?%$/, { error: 'a share such as 15%, or a size such as 10G' }),
    size,
  ])
  .transform((value): Share => (typeof value === 'string' ? { percent: Number.parseFloat(value) } : { bytes: value }));

export type Share = { readonly percent: number } | { readonly bytes: number };

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable' });

/** A secret never stands in gaffer.yaml: it is named by a variable of the supervisor's environment, or by a file. */
export const secret = z.union([
  z.strictObject({ env: environmentName }).readonly(),
  z.strictObject({ file: z.string().min(1) }).readonly(),
]);

export type SecretRef = z.output<typeof secret>;

/** Text that may be public, or a reference where it is not. */
export const maybeSecret = z.union([z.string().min(1), secret]);

export type MaybeSecret = z.output<typeof maybeSecret>;

/** A regular expression, with `i`, `m`, `s` flags in front as `(?i)`. */
export const pattern = z.string().min(1).max(500).refine(isPattern, { error: 'a regular expression' });

function isPattern(text: string): boolean {
  try {
    new RegExp(...patternParts(text));
    return true;
  } catch {
    return false;
  }
}

export const patternParts = (text: string): readonly [string, string] => {
  const [, flags = ''] = /^\(\?([ims]{1,3})\)/.exec(text) ?? [];
  return [flags === '' ? text : text.slice(flags.length + 3), flags];
};

export const environmentNames = z.array(environmentName).readonly().default([]);

/** A directory of the machine, or of the workspace when it is relative. */
export const place = z.string().min(1);
