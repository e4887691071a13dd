/**
 * Whether, when and how a person is told: once for one trouble, again when it grows worse or is something else, as one
 * message when too many come at once, not at all while it is snoozed, and a word when it is over. Pure.
 */
import type { AlertLevel } from '../checks/health.ts';
import type { Event } from '../event.ts';
import type { World } from '../world.ts';
import { type Alert, type AlertDraft, type AlertKind, type AlertNews, LEVELS, type OpenAlert } from './alert.ts';
import { heldUntil } from './quiet.ts';

export const consider = (world: World, news: AlertNews, now: number): readonly Event[] =>
  news.kind === 'raise' ? raise(world, news.draft, now) : close(world, news, now);

/** Fingerprint of a check that turns to and fro. */
export const FLAPPING = 'flapping';

/** Subject of the one message that stands for many. */
export const STORM = 'storm';

const raise = (world: World, draft: AlertDraft, now: number): readonly Event[] => {
  const { alerts } = world;
  const open = alerts.open[draft.subject];
  if (draft.once === true || open === undefined) return tell(world, draft, 'raised', now);
  if (LEVELS.indexOf(draft.level) > LEVELS.indexOf(open.level) && !isSnoozed(open, now))
    return tell(world, draft, 'worse', now);
  if (draft.fingerprint === open.fingerprint && draft.level === open.level) return [];
  // After word of its flapping there is none of its turns, so this one is not held back.
  const isDue = draft.fingerprint === FLAPPING || elapsed(now, open.toldAt) >= alerts.settings.againAfterMs;
  return isDue && open.acknowledged === null && !isSnoozed(open, now)
    ? tell(world, draft, 'again', now)
    : [quietly(draft)];
};

const close = (
  world: World,
  { subject, text, told }: Extract<AlertNews, { kind: 'close' }>,
  now: number,
): readonly Event[] => {
  const open = world.alerts.open[subject];
  if (open === undefined) return [];
  const closed: Event = { kind: 'alert.closed', subject };
  if (open.toldKey === null) return [closed];
  // What nobody heard of yet needs no word that it is over.
  if (open.heldUntil !== null && now < open.heldUntil) return [closed, { kind: 'alert.withdrawn', key: open.toldKey }];
  if (!told) return [closed];
  const recovery: AlertDraft = { ...open, title: `${open.title}: over`, text, fix: null, decision: null, once: true };
  return [closed, { kind: 'alert.raised', alert: messageOf(world, recovery, 'recovered', now) }];
};

/** A message, unless the limit is reached: then one for all that follow. */
export const tell = (world: World, draft: AlertDraft, kind: AlertKind, now: number): readonly Event[] => {
  const { alerts } = world;
  const { most, withinMs } = alerts.settings;
  const recent = alerts.raisedAt.filter((at) => elapsed(now, at) < withinMs).length;
  if (recent < most) return [{ kind: 'alert.raised', alert: messageOf(world, draft, kind, now) }];
  const noted: readonly Event[] = draft.once === true ? [] : [quietly(draft)];
  if (alerts.open[STORM] !== undefined) return noted;
  const storm: AlertDraft = {
    subject: STORM,
    fingerprint: STORM,
    level: draft.level,
    title: 'More alerts than a person can read',
    text: `${most} alerts within ${Math.round(withinMs / 60_000)} min. More follow and are not told one by one; the first of them: ${draft.title}`,
    fix: 'See all of it: gaffer heartbeat',
  };
  return [...noted, { kind: 'alert.raised', alert: messageOf(world, storm, 'storm', now) }];
};

export const isSnoozed = ({ snoozed }: Pick<OpenAlert, 'snoozed'>, now: number): boolean =>
  // A clock that was set back must not make a snooze longer.
  snoozed !== null && now < snoozed.until && now >= snoozed.at;

/** Since `at`; a clock that was set back makes everything due rather than nothing. */
export const elapsed = (now: number, at: number): number => (now < at ? Number.POSITIVE_INFINITY : now - at);

const quietly = ({ subject, fingerprint, level, title, text, fix, decision }: AlertDraft): Event => ({
  kind: 'alert.noted',
  subject,
  fingerprint,
  level,
  title,
  text,
  fix,
  decision: decision ?? null,
});

const messageOf = (world: World, draft: AlertDraft, kind: AlertKind, now: number): Alert => {
  const number = world.alerts.lastAlert + 1;
  return {
    id: `A${number}`,
    // The time is part of it, so that a journal that was begun anew gives no key twice.
    key: `A${number}-${now.toString(36)}`,
    kind,
    subject: draft.subject,
    fingerprint: draft.fingerprint,
    level: draft.level,
    title: draft.title,
    text: draft.text,
    fix: draft.fix,
    decision: draft.decision ?? null,
    notBefore: heldUntil(world.alerts.settings.quietHours, draft.level, now),
    channel: null,
    once: draft.once === true,
  };
};

/** Who tests wants to see it now: no quiet hours, no limit. */
export const testMessage = (world: World, channel: string | null, level: AlertLevel, now: number): Alert => ({
  ...messageOf(
    world,
    {
      subject: 'test',
      fingerprint: 'test',
      level,
      title: 'A test from gaffer',
      text: 'If you read this, alerts of this fleet reach you here.',
      fix: null,
      once: true,
    },
    'test',
    now,
  ),
  notBefore: null,
  channel,
});
