/** `kind: website`: build, look at the pages, put them beside the old ones, switch, and ask the server. */
import { z } from 'zod';
import { duration } from '../../duration.ts';
import { size } from '../units.ts';
import { argv, insidePath, step, variableNames } from './plain-config.ts';

export const sshShape = {
  /** `deploy@www.example.org`; names of ~/.ssh/config do as well. */
  host: z.string().regex(/^[A-Za-z0-9@._{}-]+$/, { error: 'user@host' }),
  port: z.int().min(1).max(65_535).default(22),
  /** Paths on this machine. */
  identity: z.string().min(1).nullable().default(null),
  knownHosts: z.string().min(1).nullable().default(null),
};

const deploy = z.discriminatedUnion(
  'to',
  [
    z.strictObject({
      to: z.literal('rsync'),
      ...sshShape,
      /** The directory with `releases/` and the link `current`, which the web server serves. */
      path: z.string().min(1),
      /** Releases that stay at the target, for the way back. */
      keep: z.int().min(2).max(100).default(5),
    }),
    z.strictObject({ to: z.literal('git'), remote: z.string().min(1), branch: z.string().min(1) }),
    /** Anything else, an S3-like store for one: the steps that bring it there, and those that bring the old one back. */
    z.strictObject({
      to: z.literal('steps'),
      steps: z.array(step).min(1).readonly(),
      rollback: z.array(step).readonly().default([]),
    }),
  ],
  { error: 'to: rsync, git or steps' },
);

export const websiteShape = {
  build: argv.nullable().default(null),
  env: variableNames,
  timeout: duration.prefault('10m'),
  /** What is shipped. */
  output: insidePath.default('dist'),
  /** Where it is served, for the look at it afterwards. */
  url: z.string().min(1),
  deploy,
  budget: z
    .strictObject({
      /** A page with all that it loads from the site itself. */
      page: size.prefault('1MB'),
      total: size.prefault('50MB'),
      /** Until the front page is loaded in Chromium, on the machine that deploys. Null: no browser is asked. */
      load: duration.nullable().default(null),
    })
    .readonly()
    .prefault({}),
  smoke: z
    .strictObject({
      /** The served front page equals the built one, byte for byte. */
      exact: z.boolean().default(true),
      contains: z.string().nullable().default(null),
      within: duration.prefault('30s'),
    })
    .readonly()
    .prefault({}),
};
