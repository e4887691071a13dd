/** An outbox with its channels, as the supervisor wires them, in a directory of the test. */
import { join } from 'node:path';
import type { Alert } from '../../src/domain/alerts/alert.ts';
import { alertsSection } from '../../src/domain/alerts/config.ts';
import { createDelivery, type Delivery } from '../../src/jobs/alerts/delivery.ts';
import { type Outbox, openOutbox } from '../../src/jobs/alerts/outbox.ts';
import type { Action } from '../../src/jobs/alerts/sender.ts';
import { senderOf } from '../../src/jobs/alerts/senders.ts';
import { openSecrets } from '../../src/jobs/secrets.ts';

export interface Post {
  readonly outbox: Outbox;
  readonly delivery: Delivery;
  /** `phone down: …`, `phone up`. */
  readonly turns: readonly string[];
  readonly close: () => Promise<void>;
}

export interface PostSpec {
  readonly root: string;
  readonly alerts: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  readonly actions?: readonly Action[];
  readonly now?: () => number;
}

export const openPost = ({ root, alerts, environment = {}, actions = [], now = Date.now }: PostSpec): Post => {
  const config = alertsSection.parse(alerts);
  const opened = openOutbox(join(root, 'outbox.db'), now);
  if (!opened.ok) throw new Error(opened.problem.found);
  const outbox = opened.value;
  const turns: string[] = [];
  const all = { PATH: process.env.PATH ?? '', HOME: root, ...environment };
  const delivery = createDelivery({
    config,
    outbox,
    senderOf: senderOf({ secrets: openSecrets(all, root), environment: all, root }),
    actionsOf: ({ decision }) => (decision === null ? [] : actions),
    onChannel: (channel, up, because) => void turns.push(up ? `${channel} up` : `${channel} down: ${because}`),
    isDown: () => false,
    fleet: 'ws',
    now,
  });
  return {
    outbox,
    delivery,
    turns,
    close: async () => {
      await delivery.stop();
      outbox.close();
    },
  };
};

export const anAlert = (number: number, over: Partial<Alert> = {}): Alert => ({
  id: `A${number}`,
  key: `A${number}-k`,
  kind: 'raised',
  subject: 'check:disk',
  fingerprint: 'fail:',
  level: 'alarm',
  title: 'disk fails',
  text: '99% full',
  fix: 'Free some room.',
  decision: null,
  notBefore: null,
  channel: null,
  once: false,
  ...over,
});
