/** Reads the corpus of calls: groups with the verdict that the rules call for, each call a command or a tool with input. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { VerdictOutcome } from '../../src/domain/policies/verdict.ts';

export interface CorpusCall {
  readonly id: string;
  readonly tool: string;
  readonly input: unknown;
  /** As the corpus writes it, below `/ws`. */
  readonly cwd: string;
  readonly lockedProject: string | null;
  /** `ask` accepts deny too; `deny` accepts nothing else. */
  readonly expected: VerdictOutcome;
}

const outcome = z.enum(['allow', 'ask', 'deny']);
const call = z.union([
  z.string(),
  z.strictObject({ tool: z.string(), input: z.unknown() }),
  z.strictObject({ repeat: z.string(), times: z.number(), prefix: z.string().optional() }),
  z.record(z.string(), z.strictObject({ expect: outcome })),
]);
const group = z.strictObject({
  expect: outcome,
  lock: z.string().nullable(),
  cwd: z.string().optional(),
  calls: z.array(call),
});

export const CORPUS_FILES: readonly string[] = [
  'benign',
  'boundaries',
  'spellings',
  'asked',
  'adversarial',
  'everyday',
];

export const readCorpus = (): readonly CorpusCall[] => CORPUS_FILES.flatMap(readFile);

/** Calls under the POLICIES.md that `gaffer init` writes, which pre-approves more. */
export const SCAFFOLD_FILES: readonly string[] = ['scaffold', 'scaffold-tasks', 'scaffold-hostile'];

export const readScaffoldCorpus = (files = SCAFFOLD_FILES): readonly CorpusCall[] => files.flatMap(readFile);

const readFile = (name: string): readonly CorpusCall[] => {
  const text = readFileSync(new URL(`../corpus/${name}.yaml`, import.meta.url), 'utf8');
  const groups = z.array(group).parse(parse(text));
  return groups.flatMap((each, at) => each.calls.map((one, index) => toCall(one, each, `${name}-${at}-${index}`)));
};

const toCall = (given: z.infer<typeof call>, within: z.infer<typeof group>, id: string): CorpusCall => {
  const cwd = within.cwd ?? `/ws/${within.lock ?? ''}`.replace(/\/$/, '');
  const common = { id, cwd, lockedProject: within.lock, expected: within.expect, tool: 'Bash' };
  if (typeof given === 'string') return { ...common, input: { command: given } };
  if ('tool' in given && typeof given.tool === 'string') return { ...common, tool: given.tool, input: given.input };
  if ('repeat' in given && typeof given.repeat === 'string') return { ...common, input: { command: bombOf(given) } };
  const [command = '', override] = Object.entries(given)[0] ?? [];
  const expected = outcome.safeParse(Object(override).expect);
  return { ...common, input: { command }, expected: expected.success ? expected.data : within.expect };
};

const bombOf = (given: object): string => {
  const { repeat, times, prefix } = z
    .object({ repeat: z.string(), times: z.number(), prefix: z.string().default('') })
    .parse(given);
  return prefix + repeat.repeat(times);
};
