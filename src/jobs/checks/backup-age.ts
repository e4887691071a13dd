/** Judges what every kind of backup comes down to: how old the newest one of a source is, and whether it has shrunk. */
import type { Part } from '../../domain/checks/finding.ts';
import { spokenDuration } from '../../domain/duration.ts';

export interface Snapshot {
  readonly id: string;
  readonly at: number;
}

/** A clock may run ahead of another by so much. */
const AHEAD_MS = 300_000;

export const agePart = (subject: string, newest: Snapshot | null, maxAgeMs: number, now: number): Part => {
  if (newest === null)
    return { subject, reading: 'fail', evidence: `no backup of ${subject}`, fix: 'See why the backup does not run.' };
  const age = now - newest.at;
  if (age < -AHEAD_MS)
    return {
      subject,
      reading: 'warn',
      evidence: `the newest backup of ${subject} is from the future (${new Date(newest.at).toISOString()})`,
      fix: 'Compare the clocks of this machine and of the one that backs up.',
    };
  const text = `${subject} ${spokenDuration(age)} old`;
  return age <= maxAgeMs
    ? { subject, reading: 'pass', evidence: text }
    : {
        subject,
        reading: 'fail',
        evidence: `${text}, and may be ${spokenDuration(maxAgeMs)}`,
        fix: 'See why the backup does not run.',
      };
};

export const sizePart = (subject: string, bytes: number, before: number | null, shrinkPercent: number): Part => {
  if (bytes === 0)
    return {
      subject,
      reading: 'fail',
      evidence: `the newest backup of ${subject} is empty`,
      fix: 'See whether its source is mounted.',
    };
  if (before !== null && bytes < (before * (100 - shrinkPercent)) / 100)
    return {
      subject,
      reading: 'warn',
      evidence: `the newest backup of ${subject} has shrunk from ${bytesText(before)} to ${bytesText(bytes)}`,
      fix: 'See whether all of its source is there.',
    };
  return { subject, reading: 'pass', evidence: `${subject} ${bytesText(bytes)}` };
};

export const newestOf = <Item extends Snapshot>(snapshots: readonly Item[]): Item | null =>
  snapshots.reduce<Item | null>((newest, each) => (newest === null || each.at > newest.at ? each : newest), null);

export const bytesText = (bytes: number): string => {
  const steps = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let [value, step] = [bytes, 0];
  while (value >= 1000 && step < steps.length - 1) {
    value /= 1000;
    step += 1;
  }
  return `${value >= 10 || step === 0 ? Math.round(value) : value.toFixed(1)} ${steps[step]}`;
};
