/**
 * The wall behind the gate: Claude Code's own sandbox for shell commands, with a write list made from the lock. Text
 * analysis is a guard rail; this is what holds when a program does something else than its name says.
 */
import { execa } from 'execa';

export type Wall =
  | { readonly kind: 'stands' }
  /** `because` says what is missing, and what to do. */
  | { readonly kind: 'missing'; readonly because: string };

/** Tries a sandbox rather than looking for its parts: in many containers bubblewrap is there and may not work. */
export const findWall = async (platform: NodeJS.Platform = process.platform): Promise<Wall> => {
  if (platform === 'darwin') return { kind: 'stands' };
  const tried = await execa('bwrap', ['--ro-bind', '/', '/', '--unshare-net', 'true'], { reject: false });
  if (tried.failed) {
    return {
      kind: 'missing',
      because: `bubblewrap does not work here (${tried.shortMessage}). Install it with: apt-get install bubblewrap`,
    };
  }
  const socat = await execa('socat', ['-V'], { reject: false });
  return socat.failed
    ? { kind: 'missing', because: 'socat is not installed. Install it with: apt-get install socat' }
    : { kind: 'stands' };
};

export interface WallSpec {
  /** Absolute path of the one project that the session may change; null for none. */
  readonly project: string | null;
  /** Absolute paths that stay closed even inside it. */
  readonly protectedPaths: readonly string[];
  /** Absolute paths that the session's commands may not even read. */
  readonly hiddenPaths: readonly string[];
  /** Hosts that commands may reach; all others are refused at once, without a dialog. */
  readonly allowedDomains: readonly string[];
}

/** The `sandbox` block of a session's settings. No escape hatch, and nothing is approved for being sandboxed. */
export const sandboxSettings = ({
  project,
  protectedPaths,
  hiddenPaths,
  allowedDomains,
}: WallSpec): Readonly<Record<string, unknown>> => ({
  enabled: true,
  failIfUnavailable: true,
  allowUnsandboxedCommands: false,
  autoAllowBashIfSandboxed: false,
  filesystem: { allowWrite: project === null ? [] : [project], denyWrite: protectedPaths, denyRead: hiddenPaths },
  network: { allowedDomains, strictAllowlist: true },
});
