/**
 * An alert is one message to a person; what it is about stays open in the book until it is over. The book is part of the
 * World, so that what was told, acknowledged or snoozed is as true after a restart as before.
 */
import type { AlertLevel } from '../checks/health.ts';
import type { DecisionId } from '../ids.ts';

export const LEVELS: readonly AlertLevel[] = ['info', 'warn', 'alarm'];

export const isAtLeast = (level: AlertLevel, least: AlertLevel): boolean =>
  LEVELS.indexOf(level) >= LEVELS.indexOf(least);

export type AlertKind =
  | 'raised'
  /** What it is about has changed, or its snooze is over. */
  | 'again'
  | 'worse'
  /** Nobody acknowledged it in time. */
  | 'escalated'
  | 'recovered'
  /** So many at once that they are told as one. */
  | 'storm'
  | 'test';

/** What is told, whatever becomes of it. */
export interface AlertWords {
  /** `check:cache-drive`, `worker:3`, `decision:D7`. */
  readonly subject: string;
  /** Two with the same one are the same news. */
  readonly fingerprint: string;
  readonly level: AlertLevel;
  /** May hold text of workers and of the outside: shown made visible. */
  readonly title: string;
  readonly text: string;
  readonly fix: string | null;
  /** The decision that can be answered where it is read. */
  readonly decision: DecisionId | null;
}

export interface Alert extends AlertWords {
  /** `A12`: for people. */
  readonly id: string;
  /** The same for every attempt to deliver it, and never given to another: receivers may know it again by this. */
  readonly key: string;
  readonly kind: AlertKind;
  /** Held back by quiet hours until then. */
  readonly notBefore: number | null;
  /** For one channel only; null for the route of its level. */
  readonly channel: string | null;
  /** It is news and no state: nothing stays open. */
  readonly once: boolean;
}

/** What is wrong now, told or not. */
export interface OpenAlert extends AlertWords {
  readonly since: number;
  /** Key of the newest message about it; null while nobody was told, in a storm. */
  readonly toldKey: string | null;
  readonly toldAt: number;
  readonly heldUntil: number | null;
  readonly acknowledged: { readonly by: string; readonly at: number } | null;
  readonly snoozed: { readonly until: number; readonly at: number } | null;
  readonly escalated: boolean;
}

/** What the pure part must know of `alerts:` in gaffer.yaml. */
export interface AlertSettings {
  readonly quietHours: QuietHours | null;
  /** Null when nothing escalates. */
  readonly escalateAfterMs: number | null;
  /** Between two messages about the same thing whose details change. */
  readonly againAfterMs: number;
  /** A question that waits this long is told. */
  readonly decisionAfterMs: number;
  /** The levels that ring in the terminals of open dashboards. */
  readonly rings: readonly AlertLevel[];
  /** More than `most` within `withinMs` are told as one. */
  readonly most: number;
  readonly withinMs: number;
}

export interface QuietHours {
  /** Minutes of the day. */
  readonly from: number;
  readonly to: number;
  readonly timezone: string;
  /** From this level on alerts come through. */
  readonly through: AlertLevel;
}

export interface ChannelState {
  readonly up: boolean;
  readonly because: string | null;
  readonly since: number;
}

export interface AlertBook {
  readonly lastAlert: number;
  /** By subject. */
  readonly open: Readonly<Record<string, OpenAlert>>;
  /** When the newest messages were raised, for the limit. */
  readonly raisedAt: readonly number[];
  /** The newest messages, newest last, bounded: what a dashboard rings for. */
  readonly recent: readonly RecentAlert[];
  /** By name: those that were down at least once. */
  readonly channels: Readonly<Record<string, ChannelState>>;
  readonly settings: AlertSettings;
}

export type RecentAlert = Pick<Alert, 'id' | 'key' | 'kind' | 'level' | 'title' | 'text' | 'notBefore'> & {
  readonly at: number;
};

export const DEFAULT_SETTINGS: AlertSettings = {
  quietHours: null,
  escalateAfterMs: null,
  againAfterMs: 1_800_000,
  decisionAfterMs: 600_000,
  rings: LEVELS,
  most: 10,
  withinMs: 600_000,
};

export const emptyBook: AlertBook = {
  lastAlert: 0,
  open: {},
  raisedAt: [],
  recent: [],
  channels: {},
  settings: DEFAULT_SETTINGS,
};

/** Something that a person should be told, before it is known whether, when and how. */
export interface AlertDraft extends Omit<AlertWords, 'decision'> {
  readonly decision?: DecisionId | null;
  readonly once?: true;
}

/** What an event means for the book. */
export type AlertNews =
  | { readonly kind: 'raise'; readonly draft: AlertDraft }
  /** `told` false ends it without a word. */
  | { readonly kind: 'close'; readonly subject: string; readonly text: string; readonly told: boolean };
