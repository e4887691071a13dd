/**
 * Secrets by reference: a variable of the environment or a file. What was resolved is known here, so that it can be taken
 * out of every text that goes on: evidence, error messages, the log.
 */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { MaybeSecret, SecretRef } from '../domain/checks/spec-values.ts';
import { fail, ok, type Result } from '../domain/problem.ts';

export interface Secrets {
  readonly read: (ref: SecretRef) => Promise<Result<string>>;
  readonly text: (value: MaybeSecret) => Promise<Result<string>>;
  /** `text` with every secret that was ever read replaced. */
  readonly redact: (text: string) => string;
}

/** Shorter ones would hide half of every sentence, and are no secrets. */
const SHORTEST = 4;
/** A key file is small; anything else is a mistake. */
const MOST_BYTES = 64 * 1024;

export const openSecrets = (environment: Readonly<Record<string, string | undefined>>, root: string): Secrets => {
  const known = new Set<string>();
  const keep = (value: string): Result<string> => {
    for (const form of [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)])
      if (form.length >= SHORTEST) known.add(form);
    return ok(value);
  };
  const read = async (ref: SecretRef): Promise<Result<string>> => {
    if ('env' in ref) {
      const value = environment[ref.env];
      return value === undefined || value === ''
        ? missing(`the variable ${ref.env} is not set`, `Set ${ref.env} before the fleet is started.`)
        : keep(value);
    }
    const file = resolve(root, ref.file);
    try {
      if ((await stat(file)).size > MOST_BYTES)
        return missing(`${ref.file} is too large for a secret`, 'Name another file.');
      const value = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
      return value === '' ? missing(`${ref.file} is empty`, 'Write the secret into it.') : keep(value);
    } catch {
      return missing(`${ref.file} cannot be read`, 'Write the secret into it, readable for you alone.');
    }
  };
  return {
    read,
    text: async (value) => (typeof value === 'string' ? ok(value) : read(value)),
    redact: (text) => {
      let safe = text;
      for (const value of known) safe = safe.replaceAll(value, '‹secret›');
      return safe;
    },
  };
};

const missing = (message: string, next: string): Result<never> => fail({ kind: 'missing', message, next });
