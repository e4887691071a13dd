/** The one summary that every run ends with, the same for all scenarios, and the names of its figures. */
import type { MemoryEvidence } from './memory-evidence.ts';

export interface Summary {
  readonly scenario: string;
  readonly ok: boolean;
  readonly workers: number;
  readonly tasksTotal: number;
  readonly tasksDone: number;
  readonly decisions: { readonly approved: number; readonly denied: number; readonly void: number };
  readonly verdicts: { readonly allow: number; readonly deny: number; readonly ask: number };
  readonly writesRefused: number;
  readonly conflicts: number;
  readonly changesByNonHolders: number;
  /** By tier name. */
  readonly requests: Readonly<Record<string, number>>;
  readonly requestsAboveTier: number;
  readonly costUsd: number;
  readonly counterfactualUsd: number;
  readonly savedPercent: number;
  readonly seconds: number;
  /** Failures that were seen, and repeats of known ones: told before, or refused. */
  readonly lessons?: { readonly seen: number; readonly told: number; readonly stopped: number };
  readonly memory?: MemoryEvidence;
}

/** What a scenario's `expect` may name: the figures that are one number. */
export const SUMMARY_FIGURES: readonly string[] = [
  'workers',
  'tasksTotal',
  'tasksDone',
  'decisions.approved',
  'decisions.denied',
  'decisions.void',
  'verdicts.allow',
  'verdicts.deny',
  'verdicts.ask',
  'writesRefused',
  'conflicts',
  'changesByNonHolders',
  'requestsAboveTier',
  'costUsd',
  'counterfactualUsd',
  'savedPercent',
  'seconds',
  'lessons.seen',
  'lessons.told',
  'lessons.stopped',
  'memory.notes',
  'memory.hotNotes',
  'memory.hotTokens',
  'memory.overBudget',
];

export const figuresOf = (summary: Omit<Summary, 'ok'>): Readonly<Record<string, number>> => {
  const { decisions, verdicts, requests: _requests, scenario: _scenario, lessons, memory, ...plain } = summary;
  return {
    ...plain,
    ...withPrefix('decisions', decisions),
    ...withPrefix('verdicts', verdicts),
    ...withPrefix('lessons', { ...lessons }),
    ...withPrefix('memory', { ...memory }),
  };
};

const withPrefix = (prefix: string, figures: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${prefix}.${name}`, value]));
