/**
 * The wall around code that a worker wrote and gaffer runs: the machine read-only, its own project and a scratch directory
 * writable, no network, and nothing of the fleet in sight.
 */
import { join } from 'node:path';
import type { Wall } from '../claude/wall.ts';
import type { Fleet } from './parts.ts';

/** What stands before a program and its arguments; null where there is no wall. */
export type CheckWall = ((root: string, scratch: string, cwd?: string) => readonly string[]) | null;

export const checkWallOf = ({ places, config }: Pick<Fleet, 'places' | 'config'>, wall: Wall): CheckWall =>
  wall.kind !== 'stands' || config.sandbox.enabled === 'off' || process.platform !== 'linux'
    ? null
    : (root, scratch, cwd = root) => [
        'bwrap',
        ...['--ro-bind', '/', '/', '--dev', '/dev', '--bind', root, root],
        // Tokens and sockets of the fleet are not a check's business.
        ...['--tmpfs', places.own, '--tmpfs', places.runtime],
        // After those: a scratch directory may lie below them.
        ...['--bind', scratch, scratch],
        ...['--ro-bind-try', join(root, '.git/hooks'), join(root, '.git/hooks')],
        ...['--ro-bind-try', join(root, '.git/config'), join(root, '.git/config')],
        ...['--unshare-net', '--unshare-pid', '--die-with-parent', '--chdir', cwd],
      ];
