/** What events mean for the book of alerts. */
import type { Logged } from '../event.ts';
import { change, drop, put } from '../records.ts';
import type { World } from '../world.ts';
import type { Alert, AlertBook, OpenAlert } from './alert.ts';

/** As many as a page shows, and more than a dashboard that was away for a moment can miss. */
const KEPT_RECENT = 20;
/** As many times of messages as the largest limit looks back on. */
const KEPT_TIMES = 100;

export const evolveAlerts = (world: World, { event, at }: Logged): World => {
  const book = world.alerts;
  const as = (next: Partial<AlertBook>): World => ({ ...world, alerts: { ...book, ...next } });
  const openAs = (subject: string, next: Partial<OpenAlert>): World =>
    as({ open: change(book.open, subject, (open) => ({ ...open, ...next })) });
  switch (event.kind) {
    case 'alerts.configured':
      return as({ settings: event.settings });
    case 'alert.raised':
      return as(withRaised(book, event.alert, at));
    case 'alert.noted': {
      const { kind: _, ...said } = event;
      const open = book.open[event.subject];
      return as({ open: put(book.open, event.subject, { ...(open ?? { ...UNTOLD, since: at }), ...said }) });
    }
    case 'alert.closed':
      return as({ open: drop(book.open, event.subject) });
    case 'alert.acknowledged':
      return openAs(event.subject, { acknowledged: { by: event.by, at } });
    case 'alert.snoozed':
      return openAs(event.subject, { snoozed: event.until === null ? null : { until: event.until, at } });
    case 'channel.changed':
      return as({
        channels: put(book.channels, event.channel, { up: event.up, because: event.because, since: at }),
      });
    default:
      return world;
  }
};

const UNTOLD = {
  toldKey: null,
  toldAt: 0,
  heldUntil: null,
  acknowledged: null,
  snoozed: null,
  escalated: false,
} as const;

const withRaised = (book: AlertBook, alert: Alert, at: number): Partial<AlertBook> => {
  const { id, key, kind, level, title, text, notBefore, subject, fingerprint, fix, decision } = alert;
  const counted = {
    lastAlert: book.lastAlert + 1,
    raisedAt: kind === 'test' ? book.raisedAt : [...book.raisedAt, at].slice(-KEPT_TIMES),
    recent: [...book.recent, { id, key, kind, level, title, text, notBefore, at }].slice(-KEPT_RECENT),
  };
  if (alert.once) return counted;
  const before = book.open[subject];
  const told = { toldKey: key, toldAt: at, heldUntil: notBefore };
  // An escalation says the same thing louder: what it is about keeps its own level and words.
  const open: OpenAlert =
    kind === 'escalated' && before !== undefined
      ? { ...before, ...told, escalated: true }
      : {
          ...UNTOLD,
          since: before?.since ?? at,
          ...(kind === 'again' && before !== undefined ? { escalated: before.escalated } : {}),
          ...told,
          subject,
          fingerprint,
          level,
          title,
          text,
          fix,
          decision,
        };
  return { ...counted, open: put(book.open, subject, open) };
};
