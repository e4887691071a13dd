/** Decides what people and the edges say of alerts: acknowledge, snooze, test, a channel's state, and that time has passed. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import { consider, testMessage } from './consider.ts';
import { dueAlerts } from './due.ts';

type AlertCommand = Extract<
  Command,
  {
    kind:
      | 'acknowledge-alert'
      | 'snooze-alert'
      | 'test-alerts'
      | 'raise-alert'
      | 'configure-alerts'
      | 'report-channel'
      | 'look-at-clock';
  }
>;

export const decideAlerts = (world: World, command: AlertCommand, now: number): Decided => {
  switch (command.kind) {
    case 'acknowledge-alert': {
      const open = world.alerts.open[command.subject];
      if (open === undefined) return fail(notOpen(command.subject));
      return ok(
        open.acknowledged === null ? [{ kind: 'alert.acknowledged', subject: command.subject, by: command.by }] : [],
      );
    }
    case 'snooze-alert': {
      if (world.alerts.open[command.subject] === undefined) return fail(notOpen(command.subject));
      return ok([{ kind: 'alert.snoozed', subject: command.subject, until: now + command.forMs, by: command.by }]);
    }
    case 'test-alerts':
      return ok([{ kind: 'alert.raised', alert: testMessage(world, command.channel, command.level, now) }]);
    case 'raise-alert':
      return ok(consider(world, { kind: 'raise', draft: command.draft }, now));
    case 'configure-alerts':
      return ok(
        JSON.stringify(world.alerts.settings) === JSON.stringify(command.settings)
          ? []
          : [{ kind: 'alerts.configured', settings: command.settings }],
      );
    case 'report-channel': {
      const { channel, up, because } = command;
      const wasUp = world.alerts.channels[channel]?.up ?? true;
      return ok(wasUp === up ? [] : [{ kind: 'channel.changed', channel, up, because }]);
    }
    case 'look-at-clock':
      return ok(dueAlerts(world, now));
    default:
      return unreachable(command);
  }
};

const notOpen = (subject: string) => ({
  kind: 'missing' as const,
  message: `nothing is wrong with ${subject.replace(/^check:/, '')} that could be acknowledged or snoozed`,
  next: 'See what is: gaffer heartbeat',
});
