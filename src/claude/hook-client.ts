/**
 * Which program carries hook calls to the gate: Perl, which starts in about two milliseconds and is part of macOS and
 * nearly every Linux, or else Node, which works as well and costs its start on every tool call.
 */
import { access, constants } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';

export interface HookClient {
  readonly kind: 'perl' | 'node';
  /** Absolute path of the interpreter. */
  readonly program: string;
  /** Absolute path of the client's script. */
  readonly script: string;
  /** What `doctor` should tell the person, when this is the slower choice. */
  readonly note: string | null;
}

export interface HookClientPlaces {
  /** gaffer's own bin directory, with both clients in it. */
  readonly binDirectory: string;
  readonly node: string;
  /** Looked at first: a PATH may begin with a version manager's shim, which starts a shell before it starts perl. */
  readonly systemPerl: string;
  /** PATH to look for perl on besides. */
  readonly path: string;
}

export const chooseHookClient = async ({
  binDirectory,
  node,
  systemPerl,
  path,
}: HookClientPlaces): Promise<HookClient> => {
  const perl = await findExecutable([systemPerl, ...onPath(path, 'perl')]);
  if (perl !== null) return { kind: 'perl', program: perl, script: join(binDirectory, 'gaffer-hook.pl'), note: null };
  return {
    kind: 'node',
    program: node,
    script: join(binDirectory, 'gaffer-hook.cjs'),
    note: 'No perl was found, so each tool call waits for a Node start (about 40 ms). Install perl to avoid it.',
  };
};

/** Where macOS and nearly every Linux have it. */
export const SYSTEM_PERL = '/usr/bin/perl';

const onPath = (path: string, name: string): readonly string[] =>
  path
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, name));

const findExecutable = async (candidates: readonly string[]): Promise<string | null> => {
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
};

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
