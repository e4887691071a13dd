/** How the kinds reach another machine: always in batch, never to an unknown host, and with an end when the line is dead. */
import { fail, ok, type Result } from '../../problem.ts';
import type { Argv } from '../plan.ts';

export interface SshPlace {
  readonly host: string;
  readonly port: number;
  readonly identity: string | null;
  readonly knownHosts: string | null;
}

/** As the start of a command; the last argument, a line for the shell over there, is the caller's. */
export const sshTo = (place: SshPlace, line: string): Argv => ['ssh', ...sshOptions(place), '--', place.host, line];

/** For rsync's `-e`, which splits at blanks: so paths with blanks are refused by `plainPath`. */
export const rsyncShell = (place: SshPlace): string => ['ssh', ...sshOptions(place)].join(' ');

const sshOptions = ({ port, identity, knownHosts }: SshPlace): readonly string[] => [
  ...['-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=yes', '-o', 'ConnectTimeout=10'],
  // A line that is dropped in the middle ends within 15 s.
  ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=3'],
  ...['-p', String(port)],
  ...(identity === null ? [] : ['-o', 'IdentitiesOnly=yes', '-i', identity]),
  ...(knownHosts === null ? [] : ['-o', `UserKnownHostsFile=${knownHosts}`]),
];

/** A path that is the same word to every shell; what it names goes into a line for one. */
export const plainPath = (path: string, what: string): Result<string> =>
  /^[A-Za-z0-9_./+@=-]+$/.test(path) && !path.startsWith('-') && !path.split('/').includes('..')
    ? ok(path.replace(/\/+$/, '') || '/')
    : fail({
        kind: 'config',
        message: `${what} is no plain path`,
        found: path,
        expected: 'letters, digits and . _ / + @ = -',
        where: { file: 'gaffer.yaml' },
      });
