/** Stages and steps in full: what the other kinds expand to, for whoever needs something else. */
import { z } from 'zod';
import { duration } from '../../duration.ts';

/** A program and its arguments; never a line for a shell. */
export const argv = z.tuple([z.string().min(1)], z.string(), { error: 'a list: the program, then its arguments' });

export const variableNames = z
  .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable' }))
  .readonly()
  .default([]);

/** Inside the project. */
export const insidePath = z
  .string()
  .min(1)
  .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), { error: 'a path inside the project' });

const running = {
  run: argv,
  cwd: insidePath.default('.'),
  /** Names of variables of gaffer's own environment that it may see besides the usual ones. */
  env: variableNames,
  /** Values that are no secret. */
  set: z.record(z.string(), z.string()).readonly().default({}),
  timeout: duration.prefault('10m'),
};

export const step = z
  .strictObject({
    name: z.string().min(1),
    ...running,
    /** Running it twice does no harm. Only such a step may be tried again. */
    repeatable: z.boolean().default(false),
    retries: z.int().min(0).max(10).default(0),
  })
  .refine(({ retries, repeatable }) => retries === 0 || repeatable, {
    error: 'repeatable: true beside retries, for what may not run twice is never tried again',
    path: ['retries'],
  })
  .readonly();

export type StepConfig = z.output<typeof step>;

const gate = z
  .strictObject({ name: z.string().min(1), ...running, hint: z.string().nullable().default(null) })
  .readonly();

const stage = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, { error: 'a name in small letters, such as ship' }),
    needs: z.array(z.string()).readonly().default([]),
    steps: z.array(step).readonly().default([]),
    /** Programs that must end with 0; they run after the steps of the stage. */
    gates: z.array(gate).readonly().default([]),
    /** The person is asked here, in environments that need it; else before the first stage that ships. */
    approval: z.boolean().default(false),
    /** Something leaves this machine that nobody serves yet: comes after the approval. */
    sends: z.boolean().default(false),
    /** What serves changes from here on: what fails later is rolled back. */
    ships: z.boolean().default(false),
  })
  .readonly();

export const plainShape = {
  stages: z.array(stage).min(1).readonly(),
  artefacts: z.array(insidePath).readonly().default([]),
  rollback: z.array(step).readonly().default([]),
};
