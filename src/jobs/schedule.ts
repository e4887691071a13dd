/**
 * When rounds run: node-cron for the times, and around it what it does not know: times that passed while nobody ran (one
 * round stands for all of them), and a clock that was set back, after which it would wait for a time that has been.
 */
import { createTask, type ScheduledTask } from 'node-cron';
import { countDue } from '../domain/checks/cron-due.ts';

export interface Schedule {
  /** The next time of any line; null when there is none. */
  readonly nextAt: () => number | null;
  readonly stop: () => void;
}

export interface ScheduleSpec {
  readonly timezone: string;
  readonly jitterMs: number;
  /** Each line with what is due at its times. */
  readonly lines: readonly { readonly cron: string; readonly names: readonly string[] }[];
  /** When anything last ran (ms since the epoch); null for never. */
  readonly lastAt: number | null;
  readonly now: () => number;
  /** `missed` times passed before; 0 for a round at its time. */
  readonly due: (names: readonly string[], missed: number, why: 'start' | 'scheduled' | 'caught-up') => void;
  readonly log: (line: string) => void;
}

/** A busy machine fires late; only what is later than this was missed. */
const LATE_MS = 60_000;
/** A time that has not come this long after it should have is not coming. */
const OVERDUE_MS = 90_000;
/** Timers of Node hold at most this long. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const startSchedule = (spec: ScheduleSpec): Schedule => {
  const { now, due } = spec;
  const lines = spec.lines.map((line) => followLine(spec, line));
  const names = [...new Set(spec.lines.flatMap((line) => line.names))];
  if (names.length > 0 && spec.lastAt === null) due(names, 0, 'start');
  else if (spec.lastAt !== null) {
    const { lastAt } = spec;
    const missed = spec.lines.map(({ cron }) => countDue(cron, spec.timezone, lastAt, now()));
    const late = [...new Set(spec.lines.filter((_, index) => (missed[index] ?? 0) > 0).flatMap((line) => line.names))];
    if (late.length > 0) due(late, Math.max(...missed), 'caught-up');
  }
  return {
    nextAt: () => {
      const times = lines.flatMap((line) => line.nextAt() ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
    stop: () => {
      for (const line of lines) line.stop();
    },
  };
};

const followLine = (
  { timezone, jitterMs, now, due, log }: ScheduleSpec,
  { cron, names }: ScheduleSpec['lines'][number],
) => {
  let task: ScheduledTask | null = null;
  let overdue: NodeJS.Timeout | undefined;
  let missed = 0;
  let isNoted = false;

  const begin = (): void => {
    void task?.destroy();
    task = createTask(cron, onTime, {
      timezone,
      maxRandomDelay: jitterMs,
      missedExecutionTolerance: LATE_MS,
      suppressMissedWarning: true,
      logger: { info: () => undefined, debug: () => undefined, warn: log, error: (error) => log(String(error)) },
    });
    task.on('execution:missed', onMissed);
    void task.start();
    arm();
  };

  const fire = (count: number, why: 'scheduled' | 'caught-up'): void => {
    due(names, count, why);
    arm();
  };

  /** A night's sleep misses many times at once, and may end at the next one: one round stands for all of them. */
  const onTime = (): void => {
    if (isNoted) return;
    isNoted = true;
    setImmediate(() => {
      const count = missed;
      isNoted = false;
      missed = 0;
      if (task !== null) fire(count, count === 0 ? 'scheduled' : 'caught-up');
    });
  };
  const onMissed = (): void => {
    missed += 1;
    onTime();
  };

  /** Counted by a clock that nobody sets. */
  const arm = (): void => {
    clearTimeout(overdue);
    const next = task?.getNextRun()?.getTime();
    if (next === undefined) return;
    const wait = Math.max(0, next - now()) + jitterMs + OVERDUE_MS;
    overdue = setTimeout(
      () => {
        if (wait > LONGEST_TIMER_MS) return arm();
        log(`heartbeat: ${cron} did not come when it was due; the clock may have been set back`);
        begin();
        return fire(1, 'caught-up');
      },
      Math.min(wait, LONGEST_TIMER_MS),
    ).unref();
  };

  begin();
  return {
    nextAt: () => task?.getNextRun()?.getTime() ?? null,
    stop: () => {
      clearTimeout(overdue);
      void task?.destroy();
      task = null;
    },
  };
};
