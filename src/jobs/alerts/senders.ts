/** The sender of each kind of channel. */
import type { ChannelSpec } from '../../domain/alerts/config.ts';
import { unreachable } from '../../domain/unreachable.ts';
import { httpSender } from './http-channels.ts';
import { commandSender, desktopSender, type LocalParts, smtpSender } from './local-channels.ts';
import { type Send, sent } from './sender.ts';

export const senderOf =
  (parts: LocalParts) =>
  (spec: ChannelSpec): Send => {
    switch (spec.kind) {
      case 'ntfy':
      case 'pushover':
      case 'webhook':
      case 'slack':
      case 'discord':
        return httpSender(spec, parts.secrets);
      case 'smtp':
        return smtpSender(spec, parts);
      case 'desktop':
        return desktopSender(spec, parts);
      case 'command':
        return commandSender(spec, parts);
      case 'terminal':
        // Open dashboards ring by themselves: nothing leaves the machine.
        return async () => sent;
      default:
        return unreachable(spec);
    }
  };
