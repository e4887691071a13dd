/** What a channel is to the outbox: it takes a message or says why not. */
import type { AlertLevel } from '../../domain/checks/health.ts';

export interface OutMessage {
  /** The same for each attempt: what a receiver may know a repeat by. */
  readonly key: string;
  readonly id: string;
  readonly level: AlertLevel;
  readonly subject: string;
  readonly kind: string;
  readonly title: string;
  readonly body: string;
  readonly at: number;
  readonly fleet: string;
  /** Links that answer a decision; empty where there is none, or where the listener is off. */
  readonly actions: readonly Action[];
  readonly inDoubt: boolean;
}

export interface Action {
  readonly label: string;
  readonly url: string;
}

export type SendOutcome =
  | { readonly kind: 'sent' }
  /** The channel is down, or has had enough for now: again later. */
  | {
      readonly kind: 'later';
      readonly because: string;
      readonly afterMs?: number;
      /** Nobody can tell whether it was taken: no answer came. */
      readonly uncertain?: boolean;
    }
  /** It does not take this message: trying on would hold up the next. */
  | { readonly kind: 'refused'; readonly because: string };

export type Send = (message: OutMessage, signal: AbortSignal) => Promise<SendOutcome>;

export const sent: SendOutcome = { kind: 'sent' };
export const later = (because: string, afterMs?: number): SendOutcome =>
  afterMs === undefined ? { kind: 'later', because } : { kind: 'later', because, afterMs };
export const uncertain = (because: string): SendOutcome => ({ kind: 'later', because, uncertain: true });
export const refused = (because: string): SendOutcome => ({ kind: 'refused', because });

export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = 'code' in cause ? String(cause.code) : '';
  if (cause.name === 'AbortError' || cause.name === 'TimeoutError') return 'no answer in time';
  return code === '' || cause.message.includes(code) ? cause.message : `${cause.message} (${code})`;
};
