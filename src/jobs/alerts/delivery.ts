/**
 * Delivers what is in the outbox: each channel on its own, oldest first, again with growing pauses while it is down. A
 * channel that is down holds up no other, and what it should have taken waits for it.
 */
import type { Alert } from '../../domain/alerts/alert.ts';
import type { AlertsConfig, ChannelSpec } from '../../domain/alerts/config.ts';
import { wordsOf } from '../../domain/alerts/template.ts';
import type { Outbox, Waiting } from './outbox.ts';
import type { Action, Send, SendOutcome } from './sender.ts';

export interface Delivery {
  /** Puts an alert in the outbox, for each channel of its route, and sends it. */
  readonly send: (alert: Alert, seq: number) => void;
  readonly withdraw: (key: string) => void;
  /** Sends what an earlier run left. */
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export interface DeliveryParts {
  readonly config: AlertsConfig;
  readonly outbox: Outbox;
  readonly senderOf: (spec: ChannelSpec) => Send;
  /** The links of an alert that can be answered. */
  readonly actionsOf: (alert: Alert) => readonly Action[];
  /** Called when a channel goes down or comes up. */
  readonly onChannel: (channel: string, up: boolean, because: string | null) => void;
  /** What was last known of it, by an earlier run. */
  readonly isDown: (channel: string) => boolean;
  readonly fleet: string;
  readonly now: () => number;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 600_000;
/** A message that its channel does not take is tried this often, in case its answer was a mistake. */
const MOST_REFUSALS = 3;
/** What is this old is no alert any more. */
const OLDEST_MS = 7 * 86_400_000;
/** A clock that was set back must not stop a channel for longer. */
const LONGEST_SLEEP_MS = 3_600_000;

export const createDelivery = (parts: DeliveryParts): Delivery => {
  const { config, outbox } = parts;
  const specs = config.channels.filter(({ kind }) => kind !== 'terminal');
  const channels = new Map(specs.map((spec) => [spec.name, openChannel(spec, parts)]));
  let isStopped = false;
  return {
    send: (alert, seq) => {
      // The journal has it, and the next start takes it from there.
      if (isStopped) return;
      const names = routeOf(config, alert).filter((name) => channels.has(name));
      outbox.add(alert, seq, names);
      for (const name of names) channels.get(name)?.look();
    },
    withdraw: (key) => (isStopped ? undefined : outbox.withdraw(key)),
    start: () => {
      for (const channel of channels.values()) channel.look();
    },
    stop: async () => {
      isStopped = true;
      await Promise.all([...channels.values()].map((channel) => channel.stop()));
    },
  };
};

/** The channels that an alert goes to, by name. */
const routeOf = ({ channels, routes }: AlertsConfig, { level, kind, channel }: Alert): readonly string[] => {
  const all = channels.map(({ name }) => name);
  if (channel !== null) return all.filter((name) => name === channel);
  const route = routes[level] ?? all;
  return kind === 'escalated' ? [...new Set([...route, ...(routes.escalation ?? [])])] : route;
};

const openChannel = (
  spec: ChannelSpec,
  { outbox, senderOf, actionsOf, onChannel, isDown, fleet, now }: DeliveryParts,
) => {
  const send = senderOf(spec);
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | null = null;
  let failures = 0;
  let isUp = !isDown(spec.name);
  /** Nothing is tried before this, by the clock that nobody sets. */
  let restUntil = 0;

  const look = (): void => {
    if (working !== null || stopping.signal.aborted) return;
    clearTimeout(timer);
    const rest = restUntil - performance.now();
    const dueAt = outbox.nextDueAt(spec.name);
    if (dueAt === null) return;
    const wait = Math.max(rest, dueAt - now());
    if (wait > 0) {
      timer = setTimeout(look, Math.min(wait, LONGEST_SLEEP_MS)).unref();
      return;
    }
    const message = outbox.take(spec.name, now());
    if (message === null) return;
    working = deliver(message).finally(() => {
      working = null;
      look();
    });
  };

  const deliver = async (message: Waiting): Promise<void> => {
    const { id, alert, attempts, addedAt, inDoubt } = message;
    if (now() - addedAt > OLDEST_MS) return outbox.dropped(id, 'too old to be sent');
    const words = wordsOf(alert, { title: spec.title, body: spec.body, fleet, at: addedAt, inDoubt });
    const { key, level, subject, kind } = alert;
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(spec.timeout)]);
    const outcome: SendOutcome = await send(
      { key, id: alert.id, level, subject, kind, ...words, at: addedAt, fleet, actions: actionsOf(alert), inDoubt },
      signal,
    ).catch((error: unknown) => ({ kind: 'later', because: String(error) }) as const);
    if (outcome.kind === 'sent') {
      outbox.sent(id, now());
      failures = 0;
      restUntil = 0;
      turn(true, null);
      return;
    }
    failures += 1;
    if (outcome.kind === 'refused' && attempts >= MOST_REFUSALS) outbox.dropped(id, outcome.because);
    else {
      const pause = outcome.kind === 'later' ? (outcome.afterMs ?? pauseAfter(failures)) : pauseAfter(failures);
      restUntil = performance.now() + pause;
      outbox.failed(id, outcome.because, addedAt, outcome.kind === 'later' && outcome.uncertain === true);
    }
    turn(false, outcome.because);
  };

  const turn = (up: boolean, because: string | null): void => {
    if (up === isUp || stopping.signal.aborted) return;
    isUp = up;
    onChannel(spec.name, up, because);
  };

  return {
    look,
    stop: async () => {
      clearTimeout(timer);
      stopping.abort();
      await working;
    },
  };
};

/** Twice as long each time, and not all channels at the same moment. */
const pauseAfter = (failures: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 12)) * (0.75 + Math.random() / 2);
