/**
 * Reads a corpus from a file of JSON lines, as docs/policies.md describes it: for `npm run bench -- gate --corpus FILE`.
 * A line that does not read is an error with its number: a corpus that is judged in part says nothing.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { VerdictOutcome } from '../../src/domain/policies/verdict.ts';
import type { CorpusCall } from './policy-corpus.ts';

const outcome = z.enum(['allow', 'ask', 'deny']);
const wanted = z.union([outcome, z.array(outcome).min(1)]);

const line = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  tool: z.string().default('Bash'),
  input: z.unknown().optional(),
  command: z.string().optional(),
  cwd: z.string().default('/ws'),
  lockedProject: z.string().nullish(),
  expected: wanted.optional(),
  expect: wanted.optional(),
  verdict: wanted.optional(),
});

export const readCorpusFile = (file: string): readonly CorpusCall[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((text, index) => (text.trim() === '' ? [] : [toCall(text, `${file}:${index + 1}`)]));

const toCall = (text: string, where: string): CorpusCall => {
  const read = line.safeParse(parsed(text));
  if (!read.success) throw new Error(`${where}: ${z.prettifyError(read.error)}`);
  const { id, tool, input, command, cwd, lockedProject, expected, expect, verdict } = read.data;
  const accepted = expected ?? expect ?? verdict;
  if (accepted === undefined) throw new Error(`${where}: which verdict is right is not said ("expected")`);
  return {
    id: String(id ?? where),
    tool,
    input: input === undefined && command !== undefined ? { command } : input,
    cwd,
    lockedProject: lockedProject ?? null,
    expected: mildest(typeof accepted === 'string' ? [accepted] : accepted, where),
  };
};

/** `ask` accepts deny too, so the mildest of the accepted verdicts says all; `allow` beside another would say nothing. */
const mildest = (accepted: readonly VerdictOutcome[], where: string): VerdictOutcome => {
  const [first, ...others] = accepted;
  if (accepted.includes('allow') && others.some((other) => other !== first))
    throw new Error(`${where}: allow is right or it is not; it stands beside ${accepted.join(', ')}`);
  return accepted.includes('ask') ? 'ask' : (first ?? 'ask');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema refuses it, and the caller names the line.
  }
};
