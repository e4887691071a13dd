/** The sections of gaffer.yaml about models: `tiers`, `routing`, `escalation`, `budgets`. */
import { z } from 'zod';
import { tierName } from '../ids.ts';

/** US dollars per million tokens, as price lists give them. */
const price = z
  .strictObject({
    input: z.number().min(0),
    output: z.number().min(0),
    cacheRead: z.number().min(0).default(0),
    cacheWrite: z.number().min(0).default(0),
  })
  .readonly();

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, { error: 'a name in small letters, such as haiku' });
const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable' });

const tier = z
  .strictObject({
    name: name.transform(tierName),
    /** As the agent's `--model` takes it. `auto`, for an Ollama: the first coder model that its server has. */
    model: z.string().min(1),
    price: price.nullable().default(null),
    /** Where its Messages API answers, when it is not the agent's own: an Ollama of this machine, a gateway. */
    url: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
    /** Name of the variable with the token of that service. The token itself never stands in a file of ours. */
    token: environmentName.nullable().default(null),
    /** `ollama` is asked for its models before it gets work; `messages` is taken at its word. Null: by name and port. */
    server: z.enum(['ollama', 'messages']).nullable().default(null),
    /** Tokens that fit into its window; null where the agent knows. */
    context: z.int().min(1_000).nullable().default(null),
    /** Whether it can be trusted with tools; a tier without them gets no tasks, only small texts to write. */
    tools: z.boolean().default(true),
    /** Kinds of tasks (tags) that it is good for; empty for all. */
    can: z.array(z.string().min(1)).readonly().default([]),
    /** Sessions of it at a time; null for no limit of its own. */
    concurrency: z.int().min(1).nullable().default(null),
  })
  .refine((given) => given.model !== 'auto' || isOllama(given), {
    error: 'the name of a model; auto is for an Ollama only',
    path: ['model'],
  })
  .readonly();

const OLLAMA_URL = 'http://localhost:11434';
const OLLAMA_PORT = ':11434';

/** Whether the tier's server is asked before it gets work. Its tokens are free where no price says otherwise. */
export const isOllama = (tier: {
  readonly name: string;
  readonly url: string | null;
  readonly server: 'ollama' | 'messages' | null;
}): boolean =>
  tier.url !== null &&
  (tier.server === null ? tier.name === 'ollama' || tier.url.includes(OLLAMA_PORT) : tier.server === 'ollama');

const DEFAULT_TIERS: readonly z.input<typeof tier>[] = [
  // Passed over, and said, where no Ollama answers or it has no coder model. Claude Code wants a window of this size.
  { name: 'ollama', model: 'auto', url: OLLAMA_URL, context: 65_536 },
  { name: 'haiku', model: 'haiku' },
  { name: 'opus', model: 'opus' },
];

/** Cheapest first. */
export const tiersSection = z
  .array(tier)
  .min(1)
  .readonly()
  .refine((tiers) => new Set(tiers.map((one) => one.name)).size === tiers.length, {
    error: 'tiers with names of their own',
  })
  .prefault([...DEFAULT_TIERS]);

const rule = z
  .strictObject({
    /** One of these tags. */
    tags: z.array(z.string().min(1)).min(1).readonly().optional(),
    /** In one of these projects, or below one of these directories. */
    projects: z.array(z.string().min(1)).min(1).readonly().optional(),
    /** Words of the title, in any case. */
    title: z.string().min(1).optional(),
    tier: name.transform(tierName),
  })
  .refine((given) => (given.tags ?? given.projects ?? given.title) !== undefined, {
    error: 'tags, projects or title, so that it fits some tasks and not all',
  })
  .readonly();

export const routingSection = z
  .strictObject({
    /** The first that fits a task decides where it begins. */
    rules: z.array(rule).readonly().default([]),
    /** Characters of title, text and criteria above which a task does not begin on the cheapest tier; 0 for any size. */
    largeAbove: z.int().min(0).default(4_000),
    /** Results of one kind of task on one tier before they count. */
    historyAfter: z.int().min(1).default(3),
  })
  .readonly()
  .prefault({});

const usd = z.number().min(0);

export const escalationSection = z
  .strictObject({
    /** End checks that fail so often send a task up one tier. */
    failedChecks: z.int().min(1).max(20).default(2),
    /** The same call refused or failing so often is a loop. */
    sameCall: z.int().min(2).max(100).default(4),
    /** Tiers that one task may rise by itself. */
    most: z.int().min(0).max(10).default(2),
    /** What the task used so far would cost on the next tier, in US dollars: above it a person is asked. */
    askAbove: usd.nullable().default(5),
  })
  .readonly()
  .prefault({});

/** US dollars; null for none. The first three are for one day. */
export const budgetsSection = z
  .strictObject({
    day: usd.nullable().default(null),
    project: usd.nullable().default(null),
    worker: usd.nullable().default(null),
    task: usd.nullable().default(null),
  })
  .readonly()
  .prefault({});
