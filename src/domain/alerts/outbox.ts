/** A message in the outbox as a report gives it. */
import type { AlertLevel } from '../checks/health.ts';

export interface OutboxRow {
  readonly key: string;
  readonly channel: string;
  readonly state: 'waiting' | 'sending' | 'sent' | 'dropped' | 'withdrawn';
  readonly title: string;
  readonly level: AlertLevel;
  readonly addedAt: number;
  readonly attempts: number;
  readonly because: string | null;
}
