/** The robot at the dashboard: the real one on an emulated terminal, driven by keys and read by frames. */
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';
import { type DashboardEnd, runDashboard } from '../../src/components/dashboard-app.tsx';
import type { Schedule } from '../../src/components/ticker.ts';
import { createUiStore, type UiStore } from '../../src/components/ui-state.ts';
import type { World } from '../../src/domain/world.ts';
import { type FakeFleetClient, type FakeFleetClientOptions, fakeFleetClient } from './fleet-client.ts';
import { type ScreenStdout, screenStdout } from './screen-stdout.ts';
import { NOON_MS } from './world.ts';

export interface DashboardRobot {
  readonly client: FakeFleetClient;
  readonly screen: ScreenStdout;
  readonly ui: UiStore;
  readonly ended: Promise<DashboardEnd>;
  /** Bytes as a terminal sends them. */
  readonly press: (bytes: string) => void;
  /** The key alone: time passes, as no sequence follows. */
  readonly escape: () => void;
  readonly click: (col: number, row: number) => void;
  /** The frame once it has all these texts. */
  readonly shows: (...texts: readonly string[]) => Promise<string>;
  readonly lacks: (...texts: readonly string[]) => Promise<string>;
  readonly rawModes: boolean[];
  /** Lets time pass: due timers run. */
  readonly advance: (ms: number) => void;
}

export interface RobotOptions extends Omit<FakeFleetClientOptions, 'world'> {
  readonly world: World;
  readonly cols?: number;
  readonly rows?: number;
  readonly ui?: UiStore;
}

export const openDashboard = (options: RobotOptions): DashboardRobot => {
  const client = fakeFleetClient(options);
  const screen = screenStdout(options.cols ?? 120, options.rows ?? 40);
  const rawModes: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
  });
  const time = manualTime();
  const ui = options.ui ?? createUiStore();
  const ended = runDashboard({ client, stdin, stdout: screen.stdout, now: time.now, schedule: time.schedule, ui });
  const press = (bytes: string): void => {
    stdin.write(bytes);
  };
  return {
    client,
    screen,
    ui,
    ended,
    rawModes,
    press,
    escape: () => {
      press('\x1b');
      time.advance(50);
    },
    click: (col, row) => press(`\x1b[<0;${col + 1};${row + 1}M\x1b[<0;${col + 1};${row + 1}m`),
    shows: (...texts) => until(screen, (frame) => texts.filter((text) => !frame.includes(text)), 'to show'),
    lacks: (...texts) => until(screen, (frame) => texts.filter((text) => frame.includes(text)), 'not to show'),
    advance: time.advance,
  };
};

const until = (screen: ScreenStdout, wrong: (frame: string) => readonly string[], expected: string): Promise<string> =>
  vi.waitFor(
    async () => {
      const frame = await screen.frame();
      const texts = wrong(frame);
      if (texts.length > 0) throw new Error(`expected ${expected} ${JSON.stringify(texts)}:\n${frame}`);
      return frame;
    },
    { interval: 10 },
  );

const manualTime = () => {
  let now = NOON_MS;
  const due = new Set<{ readonly at: number; readonly run: () => void }>();
  const schedule: Schedule = (run, delayMs) => {
    const timer = { at: now + delayMs, run };
    due.add(timer);
    return () => due.delete(timer);
  };
  return {
    now: () => now,
    schedule,
    advance: (ms: number): void => {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at);
        if (next === undefined) break;
        due.delete(next);
        now = next.at;
        next.run();
      }
      now = end;
    },
  };
};
