/**
 * What one turn of a script may say, as a person writes it: text, calls, what their results must be, and how the answer
 * may fail first. Unknown keys are errors here as everywhere in a scenario.
 */
import { z } from 'zod';

/** More would be a typo: a model that loops for ever is written as `repeat: 10000`. */
const MAX_REPEAT = 10_000;

const text = z.string();
export const name = z.string().min(1);
export const variables = z.record(name, z.union([z.string(), z.number()]));
export const regex = z.string().refine(isRegex, { error: 'expected a regular expression' });

const callSpec = z
  .strictObject({
    tool: name,
    input: z.record(z.string(), z.unknown()).optional(),
    /** Sent as it stands in place of `input`: for a model that writes broken JSON. */
    raw: text.optional(),
  })
  .refine((call) => call.input === undefined || call.raw === undefined, { error: 'give input or raw, not both' });

const HTTP_ERRORS = [400, 401, 403, 404, 413, 429, 500, 529] as const;
const errorKind = z.union([z.literal(HTTP_ERRORS), z.literal(['drop', 'hang', 'overflow'])], {
  error: `expected one of ${HTTP_ERRORS.join(', ')}, drop, hang, overflow`,
});
const errorSpec = z.union(
  [
    errorKind,
    z.strictObject({
      kind: errorKind,
      times: z.union([z.int().min(1), z.literal('always')]).optional(),
      message: text.optional(),
      headers: z.record(name, text).optional(),
    }),
  ],
  { error: `expected ${HTTP_ERRORS.join(', ')}, drop, hang or overflow, or {kind, times, message, headers}` },
);

const usageSpec = z.strictObject({
  input: z.int().min(0).optional(),
  output: z.int().min(0).optional(),
  cacheRead: z.int().min(0).optional(),
  cacheCreation: z.int().min(0).optional(),
});

export interface TurnSpec {
  readonly think?: string | undefined;
  readonly say?: string | undefined;
  readonly call?: z.infer<typeof callSpec> | undefined;
  readonly calls?: readonly z.infer<typeof callSpec>[] | undefined;
  readonly expect?: string | undefined;
  readonly sees?: string | undefined;
  readonly met?: readonly TurnSpec[] | undefined;
  readonly else?: readonly TurnSpec[] | undefined;
  readonly part?: string | undefined;
  readonly with?: Readonly<Record<string, string | number>> | undefined;
  readonly repeat?: number | undefined;
  readonly error?: z.infer<typeof errorSpec> | undefined;
  readonly slow?: number | undefined;
  readonly usage?: z.infer<typeof usageSpec> | undefined;
}

const turnSpec: z.ZodType<TurnSpec> = z.lazy(() =>
  z
    .strictObject({
      think: text.optional(),
      say: text.optional(),
      call: callSpec.optional(),
      calls: z.array(callSpec).min(1).optional(),
      expect: regex.optional(),
      /** What the request for this turn must hold, wherever it stands in it. */
      sees: regex.optional(),
      met: turns.optional(),
      else: turns.optional(),
      part: name.optional(),
      with: variables.optional(),
      repeat: z.int().min(1).max(MAX_REPEAT).optional(),
      error: errorSpec.optional(),
      slow: z.int().min(0).optional(),
      usage: usageSpec.optional(),
    })
    .refine((turn) => [turn.say, turn.call, turn.calls, turn.part, turn.error].some((given) => given !== undefined), {
      error: 'a turn needs say, call, calls, part or error',
    })
    .refine((turn) => turn.call === undefined || turn.calls === undefined, { error: 'give call or calls, not both' })
    .refine((turn) => turn.part !== undefined || turn.with === undefined, { error: 'with belongs to part' })
    .refine((turn) => turn.part === undefined || (turn.say ?? turn.call ?? turn.calls ?? turn.error) === undefined, {
      error: 'a turn that is a part says and calls nothing itself',
    })
    .refine((turn) => turn.expect === undefined || turn.call !== undefined || turn.calls !== undefined, {
      error: 'expect needs a call whose result it reads',
    })
    .refine((turn) => turn.expect !== undefined || (turn.met ?? turn.else) === undefined, {
      error: 'met and else need expect',
    }),
);
export const turns = z.array(turnSpec);

export type CallSpec = z.infer<typeof callSpec>;
export type ErrorSpec = z.infer<typeof errorSpec>;
export type UsageSpec = z.infer<typeof usageSpec>;

function isRegex(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    // Any failure of the constructor means the same: not a regular expression.
    return false;
  }
}
