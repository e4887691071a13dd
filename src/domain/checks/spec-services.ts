/** Checks of services and of anything that a command can tell, as gaffer.yaml names them. */
import { z } from 'zod';
import { duration } from '../duration.ts';
import { environmentNames, maybeSecret, pattern, place } from './spec-values.ts';

const certificate = z
  .strictObject({ warn: duration.prefault('21d'), fail: duration.prefault('7d') })
  .readonly()
  .prefault({});

const port = z.int().min(1).max(65_535);

export const http = {
  kind: z.literal('http'),
  url: z.url({ protocol: /^https?$/, error: 'an http or https address' }),
  method: z.enum(['GET', 'HEAD', 'POST']).default('GET'),
  headers: z.record(z.string(), maybeSecret).readonly().default({}),
  status: z.array(z.int().min(100).max(599)).min(1).readonly().default([200]),
  /** What its body must hold. */
  matches: pattern.nullable().default(null),
  /** Slower than this is a warning. */
  slow: duration.nullable().default(null),
  /** How long its certificate must still hold. */
  certificate,
  /** A file of certificates that are trusted besides the usual ones. */
  ca: place.nullable().default(null),
};

export const tls = {
  kind: z.literal('tls'),
  host: z.string().min(1),
  port: port.default(443),
  /** The name that the certificate must be for, where it is not `host`. */
  serverName: z.string().min(1).nullable().default(null),
  certificate,
  ca: place.nullable().default(null),
};

export const tcp = {
  kind: z.literal('tcp'),
  host: z.string().min(1),
  port,
  /** What it must say first. */
  matches: pattern.nullable().default(null),
};

export const systemd = {
  kind: z.literal('systemd'),
  unit: z.string().regex(/^[A-Za-z0-9@:_.\\-]+$/, { error: 'the name of a unit, such as nginx.service' }),
  user: z.boolean().default(false),
};

export const dns = {
  kind: z.literal('dns'),
  lookup: z.string().min(1),
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A'),
  /** Answers that must be among those that come. */
  expect: z.array(z.string().min(1)).readonly().default([]),
  /** `192.0.2.1` or `192.0.2.1:5353`; the machine's own when it is left out. */
  server: z.string().min(1).nullable().default(null),
};

const jsonExpectation = z
  .strictObject({
    /** `queue.depth`, `disks[0].state`. */
    at: z.string().min(1),
    equals: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    below: z.number().optional(),
    above: z.number().optional(),
    matches: pattern.optional(),
  })
  .readonly();

export const command = {
  kind: z.literal('command'),
  /** A program and its arguments, without a shell. */
  command: z.array(z.string().min(1)).min(1).readonly(),
  cwd: place.nullable().default(null),
  /** Names of variables that it may see besides the usual ones. */
  env: environmentNames,
  exit: z.array(z.int().min(0).max(255)).min(1).readonly().default([0]),
  /** Exit codes that are a warning, as in Nagios plug-ins. */
  warnExit: z.array(z.int().min(1).max(255)).readonly().default([]),
  matches: pattern.nullable().default(null),
  forbids: pattern.nullable().default(null),
  json: z.array(jsonExpectation).readonly().default([]),
};

export type JsonExpectation = z.output<typeof jsonExpectation>;
