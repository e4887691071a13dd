/** What the gate says of one tool call, and why; every verdict is journalled with its reason. */
export type VerdictOutcome = 'allow' | 'deny' | 'ask';

export interface Verdict {
  readonly outcome: VerdictOutcome;
  /** The rule that decided, as it stands in the policy: `Bash(npm test)`; null when no rule spoke. */
  readonly rule: string | null;
  /** Where the rule stands: `POLICIES.md:12`, `built-in`; null when no rule spoke. */
  readonly from: string | null;
  /** One sentence: shown to the human, and to the model when it is refused. */
  readonly because: string;
}

/** One tool call as the agent announces it. `input` is worker data: never trusted, shown but not obeyed. */
export interface ToolCall {
  readonly tool: string;
  readonly input: unknown;
  /** Absolute. */
  readonly cwd: string;
  readonly toolUseId: string | null;
}
