/**
 * Whether the gate is proven to stand before a session's tool calls. Claude Code skips a settings file with one bad
 * value whole, so nothing is taken for granted: each of our hooks must have been seen registered from our settings.
 */
import { REQUIRED_HOOKS } from './hook-events.ts';
import type { TelemetryRecord } from './telemetry-record.ts';

export type GuardProof =
  | { readonly kind: 'proven' }
  | { readonly kind: 'proving'; readonly missing: readonly string[] }
  | { readonly kind: 'absent'; readonly because: string };

/** Where `--settings` hooks come from, in the agent's own word: a project's hook of the same event proves nothing. */
const OUR_SOURCE = 'flagSettings';

/** The hook that this record proves to be ours and registered; null when it proves none. */
export const hookProvenBy = (record: TelemetryRecord): string | null =>
  record.kind === 'hook-registered' && record.source === OUR_SOURCE && REQUIRED_HOOKS.includes(record.hook)
    ? record.hook
    : null;

/** `overdue`: the caller's deadline for the proof has passed. */
export const judgeGuard = (seen: Iterable<string>, overdue: boolean): GuardProof => {
  const have = new Set(seen);
  const missing = REQUIRED_HOOKS.filter((hook) => !have.has(hook));
  if (missing.length === 0) return { kind: 'proven' };
  if (!overdue) return { kind: 'proving', missing };
  const all = missing.length === REQUIRED_HOOKS.length;
  return {
    kind: 'absent',
    because: all
      ? 'none of the hooks was registered: Claude Code skipped the settings, or a dialog stands before it'
      : `these hooks were not registered: ${missing.join(', ')}`,
  };
};
