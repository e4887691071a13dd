/**
 * Watches what the resume triggers wait for outside the World: files, and the clock. One timer for the next time, one
 * watch for each file; a trigger that fired or went away is watched no more. What tasks and decisions do, the World knows.
 */
import { join } from 'node:path';
import type { WorkerNumber } from '../domain/ids.ts';
import type { ArmedTrigger, TriggerCondition } from '../domain/triggers/trigger.ts';
import { fileMark } from '../state/file-marks.ts';
import { watchFile } from '../state/watch-file.ts';
import type { Fleet } from './parts.ts';

export interface TriggerWatch {
  readonly stop: () => void;
}

export interface TriggerClock {
  readonly now: () => number;
  /** Runs `action` once after `ms`; the result cancels it. */
  readonly schedule: (action: () => void, ms: number) => () => void;
}

/** Timers of Node hold at most this long. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const createTriggerWatch = (
  fleet: Pick<Fleet, 'world' | 'subscribe' | 'submit' | 'log'>,
  root: string,
  { now, schedule }: TriggerClock,
): TriggerWatch => {
  let seen: unknown = null;
  let cancel: () => void = () => undefined;
  /** By worker and words. */
  const watches = new Map<string, () => void>();

  const armClock = (): void => {
    cancel();
    const times = waiting(fleet).flatMap(({ trigger: { on } }) => (on.kind === 'time' ? [on.at] : []));
    const next = Math.min(...times);
    if (!Number.isFinite(next)) return;
    cancel = schedule(
      () => {
        // What fires changes the World, and that sets the next timer.
        if (now() >= next) void fleet.submit({ kind: 'look-at-triggers' }, { by: 'triggers' });
        else armClock();
      },
      Math.min(LONGEST_TIMER_MS, Math.max(0, next - now())),
    );
  };

  const armFiles = (): void => {
    const wanted = new Map(waiting(fleet).map((one) => [keyOf(one), one]));
    for (const [key, stop] of watches) {
      if (wanted.has(key)) continue;
      stop();
      watches.delete(key);
    }
    for (const [key, { worker, trigger }] of wanted) {
      const { on, words } = trigger;
      if (on.kind !== 'file' || watches.has(key)) continue;
      const look = (): void => {
        const because = cameAbout(on, fileMark(join(root, on.file)));
        if (because !== null)
          void fleet.submit({ kind: 'report-file-trigger', worker, words, because }, { by: 'triggers' });
      };
      watches.set(
        key,
        watchFile(join(root, on.file), look, (error) => fleet.log(`${on.file} cannot be watched: ${String(error)}`)),
      );
      // It may have changed while nobody watched.
      look();
    }
  };

  const onChange = (): void => {
    const { triggers } = fleet.world();
    if (triggers === seen) return;
    seen = triggers;
    armClock();
    armFiles();
  };

  const unsubscribe = fleet.subscribe(onChange);
  onChange();
  return {
    stop: () => {
      unsubscribe();
      cancel();
      for (const stop of watches.values()) stop();
    },
  };
};

interface Waiting {
  readonly worker: WorkerNumber;
  readonly trigger: ArmedTrigger;
}

const waiting = ({ world }: Pick<Fleet, 'world'>): readonly Waiting[] => {
  const { triggers, workers } = world();
  return Object.values(workers).flatMap(({ number }) =>
    (triggers[number] ?? []).filter(({ fired }) => !fired).map((trigger) => ({ worker: number, trigger })),
  );
};

const keyOf = ({ worker, trigger }: Waiting): string => `${worker} ${trigger.words}`;

const cameAbout = (
  { file, is, mark }: Extract<TriggerCondition, { kind: 'file' }>,
  seen: string | null,
): string | null => {
  switch (is) {
    case 'there':
      return seen === null ? null : `${file} is there`;
    case 'gone':
      return seen === null ? `${file} is gone` : null;
    case 'changed':
      return seen === mark ? null : seen === null ? `${file} is gone` : `${file} has changed`;
  }
};
