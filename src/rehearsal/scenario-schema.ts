/**
 * What a scenario file may say, as it is written by a person. Unknown keys are errors, so that a typo is never silently
 * a different scenario; `scenario.ts` turns what passes into a Scenario with every shorthand spelled out.
 */
import { z } from 'zod';
import { MAX_WORKERS } from '../domain/ids.ts';
import { name, regex, turns, variables } from './turn-schema.ts';

/** The case study has 48 projects; ten times that is the largest fleet anybody rehearsed. */
const MAX_COUNT = 500;

const text = z.string();
const names = z.union([name, z.array(name).min(1)], { error: 'expected one name or a list of names' });
const count = z.int().min(1).max(MAX_COUNT);

const scriptSpec = z.strictObject({
  for: z
    .union(
      [
        z.literal('any'),
        z.strictObject({
          task: names.optional(),
          title: regex.optional(),
          tag: name.optional(),
          tier: names.optional(),
        }),
      ],
      {
        error: 'expected any, or {task, title, tag, tier}',
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
  /** The tiers that it goes through, the first one first; the evidence holds the run to it. */
  path: z.array(name).min(1).optional(),
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
    edit: z.strictObject({ find: name, replace: text }).optional(),
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
  /** More keys for gaffer.yaml: `checks`, `routing`, `budgets`. */
  config: z.record(name, z.unknown()).default({}),
  parts: z.record(name, turns).default({}),
  scripts: z.array(scriptSpec).default([]),
  chat: z.array(chatSpec).default([]),
  person: z.array(personSpec).default([]),
  expect: z.record(name, bound).default({}),
});

export type ScenarioFile = z.infer<typeof scenarioFile>;
export type PersonRule = z.infer<typeof personSpec>;
export type Bound = z.infer<typeof bound>;
export type Price = z.infer<typeof priceSpec>;
export type TierSpec = z.infer<typeof tierSpec>;
