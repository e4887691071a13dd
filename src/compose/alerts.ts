/**
 * Wires alerts to the outside: the outbox and its channels, the clock that snoozes and escalations wait for, and the
 * listener for answers. What a crash left between the journal and the outbox is put in at the start.
 */
import { basename, join } from 'node:path';
import type { Alert } from '../domain/alerts/alert.ts';
import { settingsOf } from '../domain/alerts/config.ts';
import { nextDueAt } from '../domain/alerts/due.ts';
import { decisionId } from '../domain/ids.ts';
import { describeProblem, fail, ok, type Result } from '../domain/problem.ts';
import type { ReportMakers } from '../domain/reports.ts';
import { type AnswerLinks, answerLinks, answerSecret, type Claim } from '../jobs/alerts/answer-links.ts';
import { type AnswerListener, openAnswerListener } from '../jobs/alerts/answer-listener.ts';
import { createDelivery } from '../jobs/alerts/delivery.ts';
import { openOutbox } from '../jobs/alerts/outbox.ts';
import type { Action } from '../jobs/alerts/sender.ts';
import { senderOf } from '../jobs/alerts/senders.ts';
import { openSecrets } from '../jobs/secrets.ts';
import type { Journal } from '../state/journal.ts';
import { localZone } from './heartbeat.ts';
import type { Fleet } from './parts.ts';

export interface AlertsSide {
  readonly send: (alert: Alert, seq: number) => void;
  readonly withdraw: (key: string) => void;
  readonly start: () => Promise<void>;
  readonly reports: Pick<ReportMakers, 'outbox'>;
  readonly close: () => Promise<void>;
}

export const openAlerts = async (fleet: Fleet, journal: Journal): Promise<Result<AlertsSide>> => {
  const { places, log } = fleet;
  const config = fleet.config.alerts;
  const opened = openOutbox(join(places.own, 'outbox.db'), Date.now);
  if (!opened.ok) return opened;
  const outbox = opened.value;
  const listening = config.listener.enabled
    ? await listen(
        fleet,
        answerLinks(answerSecret(join(places.own, 'answer.key')), config.listener.linksFor),
        outbox.spend,
      )
    : ok(null);
  if (!listening.ok) return listening;
  const delivery = createDelivery({
    config,
    outbox,
    senderOf: senderOf({
      secrets: openSecrets(process.env, places.workspace),
      environment: process.env,
      root: places.workspace,
    }),
    actionsOf: (alert) => listening.value?.actionsOf(alert) ?? [],
    onChannel: (channel, up, because) => {
      log(up ? `alerts reach ${channel} again` : `alerts do not reach ${channel}: ${because}`);
      void fleet.submit({ kind: 'report-channel', channel, up, because }, { by: 'alerts' });
    },
    isDown: (channel) => fleet.world().alerts.channels[channel]?.up === false,
    fleet: basename(places.workspace),
    now: Date.now,
  });
  const clock = watchClock(fleet);
  return ok({
    send: delivery.send,
    withdraw: delivery.withdraw,
    start: async () => {
      await fleet.submit({ kind: 'configure-alerts', settings: settingsOf(config, localZone()) }, { by: 'boot' });
      catchUp(journal, outbox.lastSeq(), delivery.send, delivery.withdraw);
      delivery.start();
      clock.look();
    },
    reports: { outbox: async ({ limit }) => ok(outbox.rows(Math.min(limit, MOST_ROWS))) },
    close: async () => {
      clock.stop();
      await listening.value?.close();
      await delivery.stop();
      outbox.close();
    },
  });
};

const MOST_ROWS = 200;

/** The journal is the truth: what it holds and the outbox does not was cut off by a kill. */
const catchUp = (
  journal: Journal,
  lastSeq: number,
  send: (alert: Alert, seq: number) => void,
  withdraw: (key: string) => void,
): void => {
  for (const { seq, event } of journal.read({ after: lastSeq, kind: 'alert' })) {
    if (event.kind === 'alert.raised') send(event.alert, seq);
    if (event.kind === 'alert.withdrawn') withdraw(event.key);
  }
};

/** A clock that was set back is noticed by then. */
const LONGEST_SLEEP_MS = 900_000;

/** Sleeps until the next thing is due, and is woken by each change. */
const watchClock = (fleet: Fleet) => {
  let timer: NodeJS.Timeout | undefined;
  let armedFor: number | null = null;
  const look = (): void => {
    const due = nextDueAt(fleet.world());
    if (due === armedFor && due !== null) return;
    clearTimeout(timer);
    armedFor = due;
    if (due === null) return;
    timer = setTimeout(
      () => {
        armedFor = null;
        void fleet.submit({ kind: 'look-at-clock' }, { by: 'clock' }).then(look);
      },
      Math.min(LONGEST_SLEEP_MS, Math.max(MIN_SLEEP_MS, due - Date.now())),
    ).unref();
  };
  const leave = fleet.subscribe(look);
  return {
    look,
    stop: () => {
      leave();
      clearTimeout(timer);
    },
  };
};

/** What is due and does not go (a storm) must not spin. */
const MIN_SLEEP_MS = 1_000;

interface Answers extends Pick<AnswerListener, 'close'> {
  readonly actionsOf: (alert: Alert) => readonly Action[];
}

const listen = async (fleet: Fleet, links: AnswerLinks, spend: (key: string) => boolean): Promise<Result<Answers>> => {
  const { host, port, url } = fleet.config.alerts.listener;
  const listener = await openAnswerListener({
    host,
    port,
    links,
    spend,
    settle: (claim) => settle(fleet, claim),
    now: Date.now,
  });
  if (!listener.ok) return listener;
  const base = url ?? `http://${host.includes(':') ? `[${host}]` : host}:${listener.value.port}`;
  fleet.log(`answers from phones are taken at ${host}:${listener.value.port}`);
  return ok({
    close: listener.value.close,
    actionsOf: ({ decision: id, key }) => {
      const decision = id === null ? undefined : fleet.world().decisions[id];
      // A posted question wants words, which a button has not.
      if (decision?.state.kind !== 'waiting' || decision.question.kind !== 'blocking') return [];
      const { binding } = decision;
      return (['approve', 'deny'] as const).map((answer) => ({
        label: answer === 'approve' ? 'Approve' : 'Deny',
        url: `${base.replace(/\/$/, '')}/answer/${links.make({ decision: decision.id, answer, binding, key }, Date.now())}`,
      }));
    },
  });
};

const settle = async (fleet: Fleet, { decision: id, answer, binding }: Claim): Promise<Result<string>> => {
  const decision = fleet.world().decisions[id];
  if (decision?.state.kind !== 'waiting' || decision.binding !== binding)
    return fail({ kind: 'conflict', message: `${id} no longer waits for an answer` });
  const settled = await fleet.submit(
    { kind: 'settle-decision', decision: decisionId(id), answer, by: 'phone', reason: null },
    { by: 'human' },
  );
  if (!settled.ok) return fail({ ...settled.problem, message: describeProblem(settled.problem) });
  const after = fleet.world().decisions[id]?.state;
  return after?.kind === 'settled'
    ? ok(`${id}: ${after.answer === 'approve' ? 'approved' : 'denied'}`)
    : fail({ kind: 'conflict', message: `${id} is void: ${after?.kind === 'void' ? after.because : 'it changed'}` });
};
