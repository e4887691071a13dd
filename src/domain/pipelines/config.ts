/**
 * The `pipelines:` of gaffer.yaml. Four kinds are ready-made and take a few lines; `plain` says every stage and step.
 * Any text may name `{{variables}}`: those of the pipeline, of the environment, and what the run knows.
 */
import { z } from 'zod';
import { homeAssistantShape } from './kinds/home-assistant-config.ts';
import { androidShape, containerShape } from './kinds/package-config.ts';
import { plainShape } from './kinds/plain-config.ts';
import { websiteShape } from './kinds/website-config.ts';

export type PipelineConfig = z.output<typeof pipeline>;
export type PipelineOf<Kind extends PipelineConfig['kind']> = Extract<PipelineConfig, { readonly kind: Kind }>;
export type EnvironmentConfig = z.output<typeof environment>;

const variables = z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, { error: 'a name such as apiHost' }), z.string());

const environment = z
  .strictObject({
    /** `required`: a person sees the plan, the difference and the gates' evidence, and says yes. */
    approval: z.enum(['required', 'none']).default('required'),
    /** Whether workers may ask for a deploy here, do one, or neither. */
    workers: z.enum(['ask', 'deploy', 'never']).default('ask'),
    variables: variables.readonly().default({}),
    /** Pipelines that write to one place say its name, so that no two run there at once. */
    target: z.string().min(1).nullable().default(null),
  })
  .readonly();

const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, { error: 'a name in small letters, such as site' });

const common = {
  /** The project that it ships, as `projects:` finds it. */
  project: z.string().min(1),
  environments: z
    .record(name, environment)
    .readonly()
    .refine((all) => Object.keys(all).length > 0, { error: 'at least one environment' })
    .prefault({ production: {} }),
  variables: variables.readonly().default({}),
  /** Gates that are not looked at, each with the reason: `lint: the project has none`. */
  skip: z.record(z.string(), z.string().min(1)).readonly().default({}),
  /** `clean`: only what is committed is shipped. */
  source: z.enum(['clean', 'any']).default('clean'),
};

const kind = <Kind extends string, Shape extends z.ZodRawShape>(literal: Kind, shape: Shape) =>
  z.strictObject({ kind: z.literal(literal), ...common, ...shape }).readonly();

const pipeline = z.discriminatedUnion(
  'kind',
  [
    kind('website', websiteShape),
    kind('container', containerShape),
    kind('android', androidShape),
    kind('home-assistant', homeAssistantShape),
    kind('plain', plainShape),
  ],
  { error: 'kind: website, container, android, home-assistant or plain' },
);

export const pipelinesSection = z.record(name, pipeline).readonly().default({});
