/**
 * All that a verdict may depend on besides the call. The probe is the only look at the outside, and it only looks:
 * the same call in the same context over the same files always gets the same verdict.
 */
import type { ProjectId, WorkerNumber } from '../ids.ts';
import type { Policy } from './policy.ts';

export interface JudgeContext {
  /** Absolute, without a trailing slash. */
  readonly workspace: string;
  /** Home directory of the user whom the workers run as; absolute. */
  readonly home: string;
  /** Login name, for `~user`. */
  readonly user: string;
  readonly policy: Policy;
  /** Who calls; null when a person asks what would happen (`gaffer policy check`). */
  readonly worker: CallingWorker | null;
  readonly lockedProject: ProjectId | null;
  /** Who holds a project, for refusals: `worker 2 for T7 since …`; absent where no fleet runs. */
  readonly holding?: (project: string) => string | null;
  /** The project that a path relative to the workspace lies in, whether or not it exists on disk. */
  readonly projectOf: (relativePath: string) => ProjectId | null;
  /** Null when tiers are not enforced. */
  readonly tier: TierLimit | null;
  readonly probe: Probe;
}

export interface CallingWorker {
  readonly number: WorkerNumber;
  /** Whether the calling session's generation is the seat's live one. */
  readonly live: boolean;
}

export interface TierLimit {
  /** The worker's tier. */
  readonly name: string;
  /** All tiers, cheapest first. */
  readonly ladder: readonly string[];
  /** The model of each, where it is not named as its tier. */
  readonly models?: readonly string[];
}

/** Each answers null when there is nothing to see, for whatever reason. */
export interface Probe {
  readonly lstat: (path: string) => FileFacts | null;
  readonly readlink: (path: string) => string | null;
  /** Names in a directory, for shell globs; null when it cannot be read or holds too many to be looked through. */
  readonly list: (path: string) => readonly string[] | null;
  /** A small file's text, for what a search heeds; null when it cannot be read or is too long to be looked through. */
  readonly text: (path: string) => string | null;
  /** Whether a path exists and no name in it is that of a symlink, in one look; absent where that is not to be had. */
  readonly isStraight?: (path: string) => boolean;
  /** Paths seen so far to lead through no symlink, their last name included; absent where nothing is remembered. */
  readonly straight?: Set<string>;
}

export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other';
  readonly dev: number;
  readonly ino: number;
  /** Number of hard links. */
  readonly links: number;
}
