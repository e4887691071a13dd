/**
 * What a scenario file may say, as it is written by a person. Unknown keys are errors, so that a typo is never silently
 * a different scenario; `scenario.ts` turns what passes into a Scenario with every shorthand spelled out.
 */
import { z } from 'zod';
import { MAX_WORKERS } from '../domain/ids.ts';

/** More would be a typo: a model that loops for ever is written as `repeat: 10000`. */
const MAX_REPEAT = 10_000;
/** The case study has 48 projects; ten times that is the largest fleet anybody rehearsed. */
const MAX_COUNT = 500;

const text = z.string();
const name = z.string().min(1);
const names = z.union([name, z.array(name).min(1)], { error: 'expected one name or a list of names' });
const variables = z.record(name, z.union([z.string(), z.number()]));
const count = z.int().min(1).max(MAX_COUNT);
const regex = z.string().refine(isRegex, { error: 'expected a regular expression' });

const callSpec = z
  .strictObject({
    tool: name,
    input: z.record(z.string(), z.unknown()).optional(),
    /** Sent as it stands in place of `input`: for a model that writes broken JSON. */
    raw: text.optional(),
  })
  .refine((call) => call.input === undefined || call.raw === undefined, { error: 'give input or raw, not both' });

const HTTP_ERRORS = [400, 401, 403, 404, 413, 429, 500, 529] as const;
const errorKind = z.union([z.literal(HTTP_ERRORS), z.literal(['drop', 'hang'])], {
  error: `expected one of ${HTTP_ERRORS.join(', ')}, drop, hang`,
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
  { error: `expected ${HTTP_ERRORS.join(', ')}, drop or hang, or {kind, times, message, headers}` },
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
const turns = z.array(turnSpec);

const scriptSpec = z.strictObject({
  for: z
    .union(
      [z.literal('any'), z.strictObject({ task: names.optional(), title: regex.optional(), tag: name.optional() })],
      {
        error: 'expected any, or {task, title, tag}',
      },
    )
    .default('any'),
  turns: turns.min(1),
});

const chatSpec = z.strictObject({ match: regex, turns: turns.min(1) });

const priceSpec = z.strictObject({
  input: z.number().min(0),
  output: z.number().min(0),
  cacheRead: z.number().min(0),
  cacheWrite: z.number().min(0),
});

const tierSpec = z.strictObject({
  name,
  model: name,
  /** USD per million tokens. */
  price: priceSpec,
  ownPort: z.boolean().default(false),
});

const files = z.record(name, text);
const projectSpec = z.strictObject({
  path: name,
  count: count.optional(),
  template: name.optional(),
  vars: variables.optional(),
  files: files.optional(),
  /** Whether `origin` is there to push to. */
  remote: z.boolean().default(false),
});

const taskSpec = z.strictObject({
  id: name,
  count: count.optional(),
  title: name,
  project: name.optional(),
  priority: z.enum(['high', 'normal', 'low']).default('normal'),
  tier: name.optional(),
  tags: z.array(name).default([]),
  needs: z.array(name).default([]),
  body: text.optional(),
  criteria: z.array(name).default([]),
  /** For the task's script, besides task, title, project and worker. */
  vars: variables.optional(),
});

const workerNumber = z.int().min(1).max(MAX_WORKERS);
const personWhen = z
  .strictObject({
    decision: regex.optional(),
    task: name.optional(),
    is: z.enum(['assigned', 'done', 'failed']).optional(),
    tasksDone: z.int().min(0).optional(),
    worker: workerNumber.optional(),
    afterMs: z.int().min(0).default(0),
  })
  .refine((when) => (when.task === undefined) === (when.is === undefined), { error: 'task and is belong together' });
const personDo = z
  .strictObject({
    approve: z.literal(true).optional(),
    deny: text.optional(),
    send: z.strictObject({ worker: workerNumber, text: name }).optional(),
    kill: workerNumber.optional(),
    restart: workerNumber.optional(),
    stop: workerNumber.optional(),
    dispatch: z.enum(['auto', 'self', 'off']).optional(),
    release: name.optional(),
    addTask: name.optional(),
  })
  .refine((act) => Object.values(act).filter((given) => given !== undefined).length === 1, {
    error: 'expected exactly one act',
  });
const personSpec = z
  .strictObject({ when: personWhen, do: personDo })
  .refine((rule) => (rule.when.decision !== undefined) === (rule.do.approve ?? rule.do.deny !== undefined), {
    error: 'approve and deny go with when.decision, and nothing else does',
  });

const bound = z.union([z.int().min(0), z.strictObject({ min: z.number().optional(), max: z.number().optional() })], {
  error: 'expected a number, or {min, max}',
});

export const scenarioFile = z.strictObject({
  name,
  description: text.default(''),
  workers: workerNumber.default(4),
  dispatch: z.enum(['auto', 'self', 'off']).default('auto'),
  tiers: z.array(tierSpec).min(1).optional(),
  workspace: z
    .strictObject({ templates: z.record(name, files).default({}), projects: z.array(projectSpec).default([]) })
    .default({ templates: {}, projects: [] }),
  backlog: z.array(taskSpec).default([]),
  policies: text.optional(),
  parts: z.record(name, turns).default({}),
  scripts: z.array(scriptSpec).default([]),
  chat: z.array(chatSpec).default([]),
  person: z.array(personSpec).default([]),
  expect: z.record(name, bound).default({}),
});

export type ScenarioFile = z.infer<typeof scenarioFile>;
export type CallSpec = z.infer<typeof callSpec>;
export type ErrorSpec = z.infer<typeof errorSpec>;
export type UsageSpec = z.infer<typeof usageSpec>;
export type PersonRule = z.infer<typeof personSpec>;
export type Bound = z.infer<typeof bound>;
export type Price = z.infer<typeof priceSpec>;
export type TierSpec = z.infer<typeof tierSpec>;

function isRegex(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    // Any failure of the constructor means the same: not a regular expression.
    return false;
  }
}
