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
  /** Tasks that went up a tier, once for each time. */
  readonly escalations: number;
  /** gaffer's own books against what the model server says it served; all 0 when they agree. */
  readonly ledger: LedgerCheck;
  readonly seconds: number;
  /** Failures that were seen, and repeats of known ones: told before, or refused. */
  readonly lessons?: { readonly seen: number; readonly told: number; readonly stopped: number };
  /** Sessions that were killed at work, and those whose person typed /clear. */
  readonly sessions?: { readonly killed: number; readonly cleared: number };
  readonly memory?: MemoryEvidence;
}

export interface LedgerCheck {
  readonly requests: number;
  /** Ledger less server: requests, tokens, micro-dollars. */
  readonly requestsOff: number;
  readonly tokensOff: number;
  readonly microUsdOff: number;
  /** Requests that telemetry never told of, booked from transcripts. */
  readonly filled: number;
  /** Tokens by which telemetry and transcripts differ. */
  readonly differentTokens: number;
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
  'escalations',
  'ledger.requests',
  'ledger.requestsOff',
  'ledger.tokensOff',
  'ledger.microUsdOff',
  'ledger.filled',
  'ledger.differentTokens',
  'seconds',
  'lessons.seen',
  'lessons.told',
  'lessons.stopped',
  'sessions.killed',
  'sessions.cleared',
  'memory.notes',
  'memory.hotNotes',
  'memory.hotTokens',
  'memory.overBudget',
  'memory.lost',
];

export const figuresOf = (summary: Omit<Summary, 'ok'>): Readonly<Record<string, number>> => {
  const {
    decisions,
    verdicts,
    ledger,
    requests: _requests,
    scenario: _scenario,
    lessons,
    sessions,
    memory,
    ...plain
  } = summary;
  return {
    ...plain,
    ...withPrefix('ledger', ledger),
    ...withPrefix('decisions', decisions),
    ...withPrefix('verdicts', verdicts),
    ...(lessons === undefined ? {} : withPrefix('lessons', lessons)),
    ...(sessions === undefined ? {} : withPrefix('sessions', sessions)),
    ...(memory === undefined ? {} : withPrefix('memory', { ...memory })),
  };
};

const withPrefix = <Name extends string>(
  prefix: string,
  figures: Readonly<Record<Name, number>>,
): Record<string, number> =>
  Object.fromEntries(Object.entries<number>(figures).map(([name, value]) => [`${prefix}.${name}`, value]));
