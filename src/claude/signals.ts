/**
 * What hooks and telemetry claim of a session's state, each claim with the evidence for it. Telemetry arrives in
 * batches, after the hook of the same moment: it never claims `busy`, or it would wake a worker that has stopped.
 */

import { describeCall } from '../domain/policies/describe-call.ts';
import type { Signal } from '../domain/workers/signal.ts';
import type { Evidence } from '../domain/workers/worker.ts';

import type { HookCall } from './gate-socket.ts';
import { type HookPayload, STATUS_LINE, toolCallFromPayload } from './hook-payload.ts';
import type { TelemetryRecord } from './telemetry-record.ts';

export interface Claim {
  readonly signal: Signal;
  readonly evidence: Evidence;
}

export const claimsOfHook = ({ event, payload }: Pick<HookCall, 'event' | 'payload'>): readonly Claim[] => {
  const signals = signalsOf(event, payload);
  return signals.map((signal) => ({ signal, evidence: `hook ${event}` }));
};

export const claimsOfTelemetry = (record: TelemetryRecord): readonly Claim[] => {
  if (record.kind !== 'api-error') return [];
  const because = refusals.get(record.status ?? 0);
  return because === undefined
    ? []
    : [{ signal: { kind: 'refused', because }, evidence: `telemetry api_error ${record.status}` }];
};

const signalsOf = (event: string, payload: HookPayload): readonly Signal[] => {
  switch (event) {
    case 'UserPromptSubmit':
      return [{ kind: 'prompted' }, busy(null)];
    case 'PreToolUse':
      return [questionTools.has(payload.tool_name ?? '') ? { kind: 'questioning' } : busy(doing(payload))];
    case 'PostToolUseFailure':
      // The only hook that fires on Escape, and only while a tool runs.
      return [payload.is_interrupt === true ? { kind: 'interrupted' } : busy(null)];
    case 'PostToolUse':
    case 'PermissionDenied':
    case 'ElicitationResult':
      return [busy(null)];
    case 'SubagentStop':
      // In a turn it says nothing new; the one that compacts by hand ends after the turn, and nothing follows it.
      return [];
    case 'PreCompact':
      // One that a person asks for happens between two turns, and no hook tells of its end.
      return payload.trigger === 'manual' ? [] : [busy(null)];
    case 'Elicitation':
      return [{ kind: 'questioning' }];
    case 'Notification':
      return signalsOfNotification(payload);
    case 'Stop':
      // The turn is over, but what it started in the background will wake the agent again.
      return [(payload.background_tasks ?? []).length > 0 ? busy('waiting for a background task') : { kind: 'idle' }];
    case 'StopFailure':
      // A subagent's failure is told to the turn that started it, which goes on.
      return (payload.agent_id ?? null) !== null ? [] : [{ kind: 'refused', because: payload.error ?? 'unknown' }];
    case 'SessionStart':
      // A cleared session has nothing under way; after a start or a resume the composer is yet to come.
      return payload.source === 'clear' ? [{ kind: 'idle' }] : [];
    case STATUS_LINE:
      return signalsOfContext(payload);
    default:
      return [];
  }
};

const signalsOfContext = ({ context_window }: HookPayload): readonly Signal[] => {
  const percent = context_window?.used_percentage ?? null;
  return percent === null ? [] : [{ kind: 'context', percent: Math.min(100, Math.max(0, Math.round(percent))) }];
};

const busy = (what: string | null): Signal => ({ kind: 'busy', doing: what });

/** Tools by which the agent itself asks the human, in its pane. */
const questionTools: ReadonlySet<string> = new Set(['AskUserQuestion', 'ExitPlanMode']);

const doing = (payload: HookPayload): string | null => {
  const call = toolCallFromPayload(payload);
  return call === null ? null : describeCall(call);
};

const signalsOfNotification = ({ notification_type, message }: HookPayload): readonly Signal[] => {
  if (notification_type === 'idle_prompt') return [{ kind: 'idle' }];
  // The one permission dialog without a PermissionRequest hook: only the pane can answer it.
  const isNetwork = notification_type === 'permission_prompt' && /needs network access/i.test(message ?? '');
  return isNetwork ? [{ kind: 'questioning' }] : [];
};

/** Status codes of the model service that a person should see while the agent still retries. */
const refusals: ReadonlyMap<number, string> = new Map([
  [401, 'authentication_failed'],
  [402, 'billing_error'],
  [403, 'authentication_failed'],
  [429, 'rate_limit'],
  [529, 'overloaded'],
]);
