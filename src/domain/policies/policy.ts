/**
 * The policy as data: rules read from POLICIES.md, each with the line it stands on. A rule keeps the text that a person
 * wrote, because every verdict quotes it.
 */
import type { VerdictOutcome } from './verdict.ts';

export interface Policy {
  /** In the order of the file. */
  readonly rules: readonly Rule[];
  /** Bullets that hold no rule: shown to people and workers, obeyed by neither. */
  readonly notes: readonly Note[];
}

export interface Rule {
  readonly outcome: VerdictOutcome;
  /** `Bash`, `Edit`, `Read`, `WebFetch`, `mcp__server__tool`, or a name with `*`. */
  readonly tool: string;
  /** What stands in the parentheses; null for the tool as a whole. */
  readonly specifier: string | null;
  readonly scope: RuleScope;
  /** A person answered "always" to exactly this: it stands before the questions, never before the boundaries. */
  readonly standing?: true;
  readonly reason: string | null;
  /** As written: `Bash(npm test)`. */
  readonly text: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Where a rule holds. `locked` is the project whose lock the worker holds, `unlocked` everywhere but there. */
export type RuleScope =
  | { readonly kind: 'anywhere' }
  | { readonly kind: 'locked' }
  | { readonly kind: 'unlocked' }
  | { readonly kind: 'projects'; readonly glob: string };

export interface Note {
  readonly text: string;
  readonly line: number;
}

/** No file, or an empty one: the built-in layer alone decides. */
export const emptyPolicy: Policy = { rules: [], notes: [] };
