/** What is journalled of alerts. */
import type { Alert, AlertSettings, AlertWords } from './alert.ts';

export type AlertEvent =
  | { readonly kind: 'alerts.configured'; readonly settings: AlertSettings }
  /** To be sent; what it is about is open from now on, unless it is a word that something is over. */
  | { readonly kind: 'alert.raised'; readonly alert: Alert }
  /** It is open, and nobody is told of it now. */
  | ({ readonly kind: 'alert.noted' } & AlertWords)
  | { readonly kind: 'alert.closed'; readonly subject: string }
  /** Not to be sent after all: it was held back, and is over. */
  | { readonly kind: 'alert.withdrawn'; readonly key: string }
  | { readonly kind: 'alert.acknowledged'; readonly subject: string; readonly by: string }
  /** `until` null ends the snooze. */
  | { readonly kind: 'alert.snoozed'; readonly subject: string; readonly until: number | null; readonly by: string }
  | {
      readonly kind: 'channel.changed';
      readonly channel: string;
      readonly up: boolean;
      readonly because: string | null;
    };
