/**
 * Rings for alerts in the terminal of who watches: the bell, and a notification where the terminal knows one (OSC 9, OSC
 * 777). Only for what is raised while it is open; worker text in it is made visible, so that it ends no sequence early.
 */
import { useLayoutEffect, useSyncExternalStore } from 'react';
import type { RecentAlert } from '../domain/alerts/alert.ts';
import { visible } from '../domain/visible.ts';
import type { FleetClient } from '../wire/fleet-client.ts';

export const AlertBell = ({
  stdout,
  client,
  now,
}: {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  readonly client: Pick<FleetClient, 'subscribe' | 'snapshot'>;
  readonly now: () => number;
}) => {
  const recent = useSyncExternalStore(client.subscribe, () => client.snapshot().alerts.recent);
  useLayoutEffect(() => {
    const { rings } = client.snapshot().alerts.settings;
    const heard = heardBy.get(client) ?? new Set(recent.map(({ key }) => key));
    for (const alert of recent) {
      if (heard.has(alert.key)) continue;
      if (rings.includes(alert.level) && (alert.notBefore === null || alert.notBefore <= now()))
        stdout.write(ringFor(alert));
    }
    heardBy.set(client, new Set(recent.map(({ key }) => key)));
  }, [recent, client, stdout, now]);
  return null;
};

/** Over redraws of the whole tree, which must not ring again. */
const heardBy = new WeakMap<object, ReadonlySet<string>>();

/** Longer ones are cut off by terminals anyway. */
const MAX_CELLS = 160;

/** `;` parts the fields of OSC 777. */
export const ringFor = ({ title, text }: Pick<RecentAlert, 'title' | 'text'>): string => {
  const [head, body] = [visible(title, MAX_CELLS), visible(text, MAX_CELLS)].map((part) => part.replaceAll(';', ','));
  return `\x07\x1b]9;gaffer: ${head}\x1b\\\x1b]777;notify;gaffer: ${head};${body}\x1b\\`;
};
