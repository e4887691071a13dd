/** Checks of the machine: disks and containers, as gaffer.yaml names them. */
import { z } from 'zod';
import { duration } from '../duration.ts';
import { place, share } from './spec-values.ts';

const limits = (warn: string, fail: string) =>
  z
    .strictObject({ warn: share.prefault(warn), fail: share.prefault(fail) })
    .readonly()
    .prefault({});

export const disk = {
  kind: z.literal('disk'),
  path: place,
  /** Whether `path` must itself be a mount point; without it a directory of a bigger file system will do. */
  mounted: z.boolean().default(true),
  /** `/dev/sdb1`, `UUID=…`, `LABEL=…` or `tmpfs`: what must be mounted there. */
  device: z.string().min(1).nullable().default(null),
  /** `ext4`, `btrfs`. */
  type: z.string().min(1).nullable().default(null),
  free: limits('15%', '5%'),
  inodes: limits('10%', '3%'),
  /** A file system that is meant to be read only. */
  readOnly: z.boolean().default(false),
  /** Warns when, at its pace of the last days, it is full within this time. */
  fullWithin: duration.prefault('7d'),
  /** The device to ask `smartctl` about, such as /dev/sda. */
  smart: z.string().startsWith('/dev/').nullable().default(null),
};

const weight = z.enum(['off', 'warn', 'fail']);

/** What each container must keep to; `off` for what nobody minds. */
const policies = z
  .strictObject({
    /** A restart policy other than `no`. */
    restart: weight.default('fail'),
    /** A health check, and that it is healthy. */
    health: weight.default('warn'),
    /** A memory limit. */
    memory: weight.default('warn'),
    /** An image by digest, or by a tag other than `latest`. */
    pinned: weight.default('warn'),
    privileged: weight.default('fail'),
    /** No mount of the daemon's own socket. */
    socket: weight.default('fail'),
    /** A limit of what its log may grow to. */
    logs: weight.default('warn'),
    /** That it runs and does not start again and again. */
    loops: weight.default('fail'),
    /** That its image is not older than `imageMaxAge`. */
    age: weight.default('warn'),
  })
  .readonly()
  .prefault({});

export const containers = {
  kind: z.literal('containers'),
  /** Docker's socket, or Podman's. */
  socket: place.default('/var/run/docker.sock'),
  policies,
  /** Names of containers that are looked at; all when empty. */
  only: z.array(z.string().min(1)).readonly().default([]),
  ignore: z.array(z.string().min(1)).readonly().default([]),
  /** Names that must be there and run. */
  expect: z.array(z.string().min(1)).readonly().default([]),
  /** More restarts than this between two rounds are a loop. */
  restarts: z.int().min(0).max(1000).default(3),
  imageMaxAge: duration.prefault('180d'),
};

export type ContainerPolicies = z.output<typeof policies>;
