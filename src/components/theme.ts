/**
 * Meaning to looks. Whatever has a colour has a glyph or a word as well, so that a screen without colours says the same;
 * nobody else names a colour.
 */
import type { CheckReading } from '../domain/checks/health.ts';
import type { Priority } from '../domain/tasks/task.ts';
import type { WorkerStateKind } from '../domain/workers/worker.ts';
import type { Heartbeat } from '../state/selectors-header.ts';

export type Tone =
  | 'plain'
  | 'quiet'
  | 'strong'
  | 'good'
  | 'warn'
  | 'alarm'
  | 'accent'
  | 'added'
  | 'removed'
  /** A character that was there and is not printed as it is. */
  | 'escaped'
  /** Must be seen from across the room. */
  | 'call'
  | 'cursor';

/** The part of Ink's Text props that a style may set. */
export interface Style {
  readonly color?: string;
  readonly backgroundColor?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
}

export const STYLES: Readonly<Record<Tone, Style>> = {
  plain: {},
  quiet: { dimColor: true },
  strong: { bold: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  alarm: { color: 'red', bold: true },
  accent: { color: 'cyan' },
  added: { color: 'green' },
  removed: { color: 'red' },
  escaped: { color: 'magenta', inverse: true },
  call: { color: 'yellow', bold: true, inverse: true },
  cursor: { inverse: true },
};

export interface Mark {
  readonly glyph: string;
  readonly tone: Tone;
}

export const STATE_MARKS: Readonly<Record<WorkerStateKind, Mark>> = {
  off: { glyph: '·', tone: 'quiet' },
  starting: { glyph: '◌', tone: 'accent' },
  unguarded: { glyph: '!', tone: 'alarm' },
  working: { glyph: '●', tone: 'good' },
  retrying: { glyph: '◌', tone: 'warn' },
  asking: { glyph: '?', tone: 'warn' },
  questioning: { glyph: '?', tone: 'warn' },
  idle: { glyph: '○', tone: 'plain' },
  interrupted: { glyph: '=', tone: 'warn' },
  refused: { glyph: '!', tone: 'alarm' },
  unreadable: { glyph: '~', tone: 'warn' },
  stopping: { glyph: '◌', tone: 'quiet' },
  exited: { glyph: 'x', tone: 'warn' },
  failed: { glyph: '✗', tone: 'alarm' },
};

export const READING_MARKS: Readonly<Record<CheckReading, Mark>> = {
  pass: { glyph: '✓', tone: 'good' },
  warn: { glyph: '!', tone: 'warn' },
  fail: { glyph: '✗', tone: 'alarm' },
  errored: { glyph: '?', tone: 'warn' },
};

export const HEARTBEATS: Readonly<Record<Heartbeat, { readonly text: string; readonly tone: Tone }>> = {
  pass: { text: '♥ ok', tone: 'good' },
  warn: { text: '♥ warns', tone: 'warn' },
  fail: { text: '♥ FAILS', tone: 'alarm' },
  errored: { text: '♥ check broken', tone: 'warn' },
  none: { text: '♥ no checks', tone: 'quiet' },
  unread: { text: '♥ not yet', tone: 'quiet' },
};

export const PRIORITY_MARKS: Readonly<Record<Priority, Mark>> = {
  high: { glyph: '!', tone: 'warn' },
  normal: { glyph: ' ', tone: 'plain' },
  low: { glyph: '↓', tone: 'quiet' },
};

export const SELECTED = '▸';
