/**
 * The hook events of Claude Code that gaffer listens to. A `gate` event guards something: its client blocks on any
 * doubt. A `hold` event is a gate that waits for a person: past its deadline it leaves the agent's own dialog standing.
 * A `note` event only tells: a dead supervisor must not disturb the session over it.
 */
export interface HookSpec {
  readonly event: string;
  readonly mode: 'gate' | 'hold' | 'note';
  /** When Claude Code gives up on the client; for a gate this must never come first. */
  readonly timeoutSeconds: number;
}

/** The gate answers in milliseconds; this is for a disk that takes seconds to flush the journal. */
const VERDICT_SECONDS = 30;
/** A human's answer may take a weekend; Claude Code's timers hold at most 24 days. */
const HUMAN_SECONDS = 7 * 24 * 3600;
/** Nobody waits for a note. */
const NOTE_SECONDS = 15;
/** A worker's end checks run while its Stop hook waits: as long as a test suite may take. */
const END_CHECKS_SECONDS = 3600;
/** How much sooner than Claude Code the client itself gives up: an orderly exit 2 in place of a killed hook. */
const MARGIN_SECONDS = 5;

export const HOOKS: readonly HookSpec[] = [
  { event: 'PreToolUse', mode: 'gate', timeoutSeconds: VERDICT_SECONDS },
  { event: 'PermissionRequest', mode: 'hold', timeoutSeconds: HUMAN_SECONDS },
  { event: 'UserPromptSubmit', mode: 'gate', timeoutSeconds: VERDICT_SECONDS },
  // A project's settings can widen `availableModels`; this hook is what holds a worker to its tier.
  { event: 'PreModelSwitch', mode: 'gate', timeoutSeconds: VERDICT_SECONDS },
  { event: 'SessionStart', mode: 'note', timeoutSeconds: VERDICT_SECONDS },
  { event: 'PostToolUse', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'PostToolUseFailure', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'PermissionDenied', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'Notification', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'Elicitation', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'ElicitationResult', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  // Blocking on Stop would send a worker back to work for a dead supervisor's sake.
  { event: 'Stop', mode: 'note', timeoutSeconds: END_CHECKS_SECONDS },
  { event: 'StopFailure', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'SubagentStop', mode: 'note', timeoutSeconds: NOTE_SECONDS },
  { event: 'PreCompact', mode: 'note', timeoutSeconds: VERDICT_SECONDS },
  { event: 'SessionEnd', mode: 'note', timeoutSeconds: NOTE_SECONDS },
];

/** A session without one of these is not guarded, or not seen: it gets no work. */
export const REQUIRED_HOOKS: readonly string[] = HOOKS.map((hook) => hook.event);

export const clientDeadlineSeconds = (hook: HookSpec): number => hook.timeoutSeconds - MARGIN_SECONDS;
