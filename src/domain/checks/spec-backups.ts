/** Checks of backups, as gaffer.yaml names them. */
import { z } from 'zod';
import { duration } from '../duration.ts';
import { place, secret, size } from './spec-values.ts';

/** A day and a little: a nightly backup that began late is no finding. */
const NIGHTLY = '26h';

/** The newest snapshot may be this much smaller than the one before it, in percent of that. */
const shrink = z.int().min(1).max(100).default(50);

/** Whether the repository checks itself each time: its structure, or all its data, which takes long. */
const verify = z.enum(['no', 'structure', 'data']).default('no');

const resticSource = z
  .strictObject({
    /** As it was given to `restic backup`. */
    path: z.string().min(1),
    host: z.string().min(1).nullable().default(null),
    tag: z.string().min(1).nullable().default(null),
    maxAge: duration.prefault(NIGHTLY),
  })
  .readonly();

export const restic = {
  kind: z.literal('restic'),
  repository: z.string().min(1),
  password: secret,
  /** Which sources must have a snapshot, and how old it may be: restic itself ends well when a source was missing. */
  expect: z.array(resticSource).min(1).readonly(),
  verify,
  /** Whether one file of the newest snapshot is read back each time. */
  restore: z.boolean().default(false),
  shrink,
  env: z.array(z.string()).readonly().default([]),
};

const borgSource = z
  .strictObject({
    /** How the names of its archives begin. */
    prefix: z.string().default(''),
    maxAge: duration.prefault(NIGHTLY),
  })
  .readonly();

export const borg = {
  kind: z.literal('borg'),
  repository: z.string().min(1),
  passphrase: secret.nullable().default(null),
  expect: z.array(borgSource).min(1).readonly().prefault([{}]),
  verify,
  restore: z.boolean().default(false),
  shrink,
  env: z.array(z.string()).readonly().default([]),
};

/** A plain directory, and what a copy by rsync leaves there. */
export const directory = {
  kind: z.literal('directory'),
  path: place,
  /** Which files count, as a glob below `path`. */
  files: z.string().min(1).default('**'),
  maxAge: duration.prefault(NIGHTLY),
  minFiles: z.int().min(1).default(1),
  minSize: size.default(1),
};

export const rsync = {
  kind: z.literal('rsync'),
  /** A directory, `host:path` or `rsync://host/module`. */
  target: z.string().min(1),
  maxAge: duration.prefault(NIGHTLY),
  minFiles: z.int().min(1).default(1),
  minSize: size.default(1),
  env: z.array(z.string()).readonly().default([]),
};

export const gitBundle = {
  kind: z.literal('git-bundle'),
  /** A bundle, or a directory of bundles; each is a source of its own. */
  path: place,
  maxAge: duration.prefault(NIGHTLY),
  /** Branches or tags that each must hold, such as refs/heads/main. */
  refs: z.array(z.string().min(1)).readonly().default([]),
};
