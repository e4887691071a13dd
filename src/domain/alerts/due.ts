/** What only time brings about: a snooze that ends, a message that nobody acknowledged, a question that waits long. */
import type { Event } from '../event.ts';
import { type DecisionStep, inTurn } from '../in-turn.ts';
import type { Decision } from '../policies/decision.ts';
import { waitingDecisions } from '../policies/decision.ts';
import { describeCall } from '../policies/describe-call.ts';
import type { World } from '../world.ts';
import type { OpenAlert } from './alert.ts';
import { elapsed, isSnoozed, STORM, tell } from './consider.ts';

export const dueAlerts = (world: World, now: number): readonly Event[] =>
  inTurn(world, now, [
    ...Object.keys(world.alerts.open).map(
      (subject): DecisionStep =>
        (before) =>
          dueOf(before, subject, now),
    ),
    ...waitingDecisions(world).map(
      (decision): DecisionStep =>
        (before) =>
          longWait(before, decision, now),
    ),
  ]);

/** When the next of it is due (ms since the epoch); null for nothing. */
export const nextDueAt = (world: World): number | null => {
  const { open, settings } = world.alerts;
  const times = [
    ...Object.values(open).flatMap((alert) => [
      ...(alert.snoozed === null ? [] : [alert.snoozed.until]),
      ...escalation(alert, settings.escalateAfterMs),
      ...(alert.subject === STORM ? [alert.toldAt + settings.withinMs] : []),
    ]),
    ...waitingDecisions(world)
      .filter(({ id }) => open[decisionSubject(id)] === undefined)
      .map(({ askedAt }) => askedAt + settings.decisionAfterMs),
  ];
  return times.length === 0 ? null : Math.min(...times);
};

const decisionSubject = (id: string): string => `decision:${id}`;

const dueOf = (world: World, subject: string, now: number): readonly Event[] => {
  const open = world.alerts.open[subject];
  if (open === undefined) return [];
  const { settings } = world.alerts;
  if (subject === STORM)
    return elapsed(now, open.toldAt) < settings.withinMs ? [] : [{ kind: 'alert.closed', subject }];
  if (open.snoozed !== null) {
    if (isSnoozed(open, now)) return [];
    return [{ kind: 'alert.snoozed', subject, until: null, by: 'clock' }, ...tell(world, open, 'again', now)];
  }
  const [at] = escalation(open, settings.escalateAfterMs);
  if (at === undefined || (now < at && now >= open.since)) return [];
  const title = `${open.title}, and nobody has acknowledged it`;
  return tell(world, { ...open, level: 'alarm', title }, 'escalated', now);
};

/** When it escalates, if it does. */
const escalation = (open: OpenAlert, afterMs: number | null): readonly number[] =>
  afterMs === null ||
  open.subject === STORM ||
  open.acknowledged !== null ||
  open.snoozed !== null ||
  open.escalated ||
  open.toldKey === null
    ? []
    : [Math.max(open.since, open.heldUntil ?? 0) + afterMs];

const longWait = (world: World, decision: Decision, now: number): readonly Event[] => {
  const { settings, open } = world.alerts;
  const { id, worker, binding, question, askedAt } = decision;
  if (open[decisionSubject(id)] !== undefined || elapsed(now, askedAt) < settings.decisionAfterMs) return [];
  return tell(
    world,
    {
      subject: decisionSubject(id),
      fingerprint: binding,
      level: 'warn',
      title: `${id}: worker ${worker} waits for you`,
      text: question.kind === 'posted' ? question.text : describeCall(question.call),
      fix: `Answer it: gaffer decisions approve ${id}`,
      decision: id,
    },
    'raised',
    now,
  );
};
