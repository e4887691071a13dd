/** POLICIES.test.yaml: examples written beside the rules, each a call and the verdict that is expected of it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { ToolCall, VerdictOutcome } from '../domain/policies/verdict.ts';
import { fail, ok, type Result } from '../domain/problem.ts';

export interface Example {
  readonly name: string;
  readonly call: ToolCall;
  readonly lockedProject: string | null;
  readonly expected: VerdictOutcome;
}

const FILE = 'POLICIES.test.yaml';

const entry = z.strictObject({
  /** A shell command, or `tool` and `input`. */
  command: z.string().optional(),
  tool: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  /** Relative to the workspace; the locked project unless it is given. */
  cwd: z.string().optional(),
  lock: z.string().nullable().optional(),
  expect: z.enum(['allow', 'deny', 'ask']),
});
const file = z.strictObject({ lock: z.string().nullable().optional(), examples: z.array(entry) });

export const readExamples = (workspace: string): Result<readonly Example[]> => {
  const text = textOf(`${workspace}/${FILE}`);
  if (text === null)
    return fail({
      kind: 'missing',
      message: 'There are no examples',
      where: { file: FILE },
      next: 'Write some beside POLICIES.md.',
    });
  const read = file.safeParse(parse(text));
  if (!read.success) return fail({ kind: 'config', message: z.prettifyError(read.error), where: { file: FILE } });
  return ok(read.data.examples.map((each, at) => exampleOf(each, read.data.lock ?? null, workspace, at)));
};

const exampleOf = (given: z.infer<typeof entry>, lock: string | null, workspace: string, at: number): Example => {
  const lockedProject = given.lock === undefined ? lock : given.lock;
  const cwd = [workspace, given.cwd ?? lockedProject].filter((part) => part !== null).join('/');
  const input = given.input ?? { command: given.command ?? '' };
  const tool = given.tool ?? 'Bash';
  return {
    name: `${at + 1}: ${given.command ?? `${tool}(${JSON.stringify(input)})`}`,
    call: { tool, input, cwd, toolUseId: null },
    lockedProject,
    expected: given.expect,
  };
};

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};
