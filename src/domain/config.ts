/**
 * gaffer.yaml as a value: every key has a default, an unknown key is an error that names the nearest known one. The
 * shape and the checks are here; reading the file and finding lines is the edge's.
 */
import { z } from 'zod';
import { alertsSection } from './alerts/config.ts';
import { heartbeatSection } from './checks/config.ts';
import { duration } from './duration.ts';
import { MAX_WORKERS } from './ids.ts';
import { embeddingServerOf, memorySection } from './memory/config.ts';
import { nearestWord } from './nearest-word.ts';
import { pipelinesSection } from './pipelines/config.ts';
import { budgetsSection, escalationSection, routingSection, tiersSection } from './tiers/config.ts';

export type Config = z.output<typeof configSchema>;
export type TierConfig = Config['tiers'][number];

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** `path` leads to the value, or to the key when `atKey`: `['tiers', 0, 'name']`. */
export interface ConfigIssue {
  readonly path: readonly (string | number)[];
  /** As people say it: `tiers[1].model`. */
  readonly name: string;
  readonly atKey: boolean;
  readonly message: string;
  readonly expected?: string;
  readonly next?: string;
}

/** An empty file is a valid configuration. */
export const parseConfig = (value: unknown): ConfigResult => {
  const parsed = configSchema.safeParse(value ?? {});
  return parsed.success
    ? { ok: true, config: parsed.data }
    : { ok: false, issues: parsed.error.issues.flatMap(issuesFrom) };
};

const environmentName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable' });

const onOff = z.preprocess(
  // People write `true` where YAML once read `on` as that.
  (value) => (value === true ? 'on' : value === false ? 'off' : value),
  z.enum(['auto', 'on', 'off']),
);

const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.strictObject(shape).readonly();

const configSchema = section({
  workers: z.int().min(1).max(MAX_WORKERS).default(4),
  /** Globs of the directories that are projects. */
  projects: z.array(z.string().min(1)).min(1).readonly().default(['apps/*', 'libs/*']),
  dispatch: z.enum(['auto', 'self', 'off']).default('auto'),
  agent: section({
    command: z.array(z.string().min(1)).min(1).readonly().default(['claude']),
    /** Names of variables that sessions may see besides the usual ones. Values never stand in this file. */
    env: z.array(environmentName).readonly().default([]),
  }).prefault({}),
  /** Cheapest first. */
  tiers: tiersSection,
  routing: routingSection,
  escalation: escalationSection,
  budgets: budgetsSection,
  locks: section({
    /** How long a lock outlives the last sign of its holder. */
    lease: duration.prefault('30m'),
  })
    .transform(({ lease }) => ({ leaseMs: lease }))
    .prefault({}),
  /** Commands that must pass before a worker may end its task; run in its project. */
  checks: section({
    run: z.array(z.string().min(1)).readonly().default([]),
    /** In place of `run` for one project: `apps/alpha: [npm test]`. */
    projects: z
      .record(z.string(), z.array(z.string().min(1)).readonly())
      .readonly()
      .default({}),
    timeout: duration.prefault('5m'),
    /** The gates of the project's pipelines as well. */
    qa: z.boolean().default(false),
  })
    .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: timeout }))
    .prefault({}),
  startup: section({
    budgetTokens: z.int().min(500).max(200_000).default(12_000),
  }).prefault({}),
  sessions: section({
    cols: z.int().min(20).max(500).default(120),
    rows: z.int().min(5).max(200).default(40),
    scrollback: z.int().min(0).max(100_000).default(2_000),
    /** So many starts within the time, then the worker has failed and waits for a human. */
    restarts: section({
      limit: z.int().min(0).max(100).default(5),
      within: duration.prefault('60s'),
    })
      .transform(({ limit, within }) => ({ limit, withinMs: within }))
      .prefault({}),
  }).prefault({}),
  sandbox: section({
    enabled: onOff.default('auto'),
    /** Hosts that a sandboxed command may reach: package registries and the like. */
    allowedDomains: z.array(z.string().min(1)).readonly().default([]),
  }).prefault({}),
  /** `gaffer deploy NAME`. */
  pipelines: pipelinesSection,
  memory: memorySection,
  heartbeat: heartbeatSection,
  alerts: alertsSection,
  policy: section({
    /** Files that no worker writes and none reads unasked, besides the built-in ones. */
    secrets: z.array(z.string().min(1)).readonly().default([]),
  }).prefault({}),
}).refine((given) => given.memory.embeddings.model === null || embeddingServerOf(given) !== null, {
  error: 'a tier with an Ollama, whose server makes the embeddings; or null',
  path: ['memory', 'embeddings', 'model'],
});

const issuesFrom = (issue: z.core.$ZodIssue): readonly ConfigIssue[] => {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]));
  const name = nameOf(path);
  return [{ path, name, atKey: false, message: `${name} does not fit`, expected: expectationOf(issue) }];
};

const nameOf = (path: readonly (string | number)[]): string =>
  path.length === 0
    ? 'The configuration'
    : path
        .map((part) => (typeof part === 'number' ? `[${part + 1}]` : part))
        .join('.')
        .replaceAll('.[', '[');

const unknownKey = (path: readonly (string | number)[]): ConfigIssue => {
  const key = String(path.at(-1));
  const known = keysAt(path.slice(0, -1));
  const nearest = nearestWord(key, known);
  return {
    path,
    name: nameOf(path),
    atKey: true,
    message: `${key} is no key of ${path.length === 1 ? 'gaffer.yaml' : nameOf(path.slice(0, -1))}`,
    expected: known.join(', '),
    ...(nearest === null ? {} : { next: `Did you mean ${nearest}?` }),
  };
};

/** The keys that may stand at a place, read off the schema. */
const keysAt = (path: readonly (string | number)[]): readonly string[] => {
  let schema: unknown = z.toJSONSchema(configSchema, { io: 'input' });
  for (const part of path) schema = stepInto(schema, part);
  return [...new Set(choicesOf(schema).flatMap((choice) => Object.keys(child(choice, 'properties') ?? {})))];
};

/** One step down a path, through every choice that the schema leaves: a list's entry, a named key, any key of a record. */
const stepInto = (schema: unknown, part: string | number): unknown => {
  const inner = choicesOf(schema)
    .map((choice) =>
      typeof part === 'number'
        ? child(choice, 'items')
        : (child(child(choice, 'properties'), part) ?? child(choice, 'additionalProperties')),
    )
    .filter((each) => each !== null);
  return inner.length === 1 ? inner[0] : { anyOf: inner };
};

/** What may be null stands beside null; kinds stand beside each other. */
const choicesOf = (schema: unknown): readonly unknown[] => {
  const choices = child(schema, 'anyOf') ?? child(schema, 'oneOf');
  return Array.isArray(choices) ? choices.flatMap(choicesOf) : [schema];
};

const child = (schema: unknown, key: string): object | null => {
  const value: unknown = typeof schema === 'object' && schema !== null ? Reflect.get(schema, key) : null;
  return typeof value === 'object' ? value : null;
};

const expectationOf = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      // A value of the wrong type is told what it could be; where the schema says that itself, in its words.
      return issue.message.startsWith(ZODS_OWN) ? (WORDS[issue.expected] ?? issue.expected) : issue.message;
    case 'too_small':
      return issue.origin === 'array'
        ? 'at least one entry'
        : issue.origin === 'string'
          ? 'some text'
          : `${issue.minimum} or more`;
    case 'too_big':
      return `${issue.maximum} or less`;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    default:
      return issue.message;
  }
};

const ZODS_OWN = 'Invalid input';

const WORDS: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'a whole number',
  number: 'a number',
  object: 'keys with values',
  string: 'text',
  tuple: 'a list',
  record: 'keys with values',
};
