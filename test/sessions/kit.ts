/** What the tests of this room share: real terminals that are closed at the end, screens without a terminal, a clock. */
import { fileURLToPath } from 'node:url';
import { afterEach, vi } from 'vitest';
import type { Clock } from '../../src/sessions/clock.ts';
import { createScreen, type LiveScreen, type Screen } from '../../src/sessions/screen.ts';
import { openTerminal, type Terminal, type TerminalSpec } from '../../src/sessions/terminal.ts';
import { createTurns } from '../../src/sessions/turns.ts';

const opened: Terminal[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((terminal) => terminal.close(0)));
});

export const specOf = (spec: Partial<TerminalSpec> = {}): TerminalSpec => ({
  command: process.execPath,
  args: [],
  cwd: process.cwd(),
  env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', LANG: 'C.UTF-8' },
  cols: 80,
  rows: 24,
  scrollback: 200,
  ...spec,
});

/** Closed when the test ends. */
export const keep = (terminal: Terminal): Terminal => {
  opened.push(terminal);
  return terminal;
};

/** A real terminal, closed when the test ends. */
export const open = (spec: Partial<TerminalSpec>): Terminal => {
  const result = openTerminal(specOf(spec));
  if (!result.ok) throw new Error(result.problem.message);
  return keep(result.value);
};

/** A program of test/programs in a real terminal. */
export const openProgram = (name: string, ...args: readonly string[]): Terminal =>
  open({ args: [fileURLToPath(new URL(`../programs/${name}`, import.meta.url)), ...args] });

export const untilShown = (screen: Screen, text: string | RegExp): Promise<void> =>
  vi.waitFor(
    () => {
      const shown = screen.rows().join('\n');
      if (typeof text === 'string' ? !shown.includes(text) : !text.test(shown)) throw new Error(`not shown:\n${shown}`);
    },
    { interval: 5 },
  );

/** A screen without a terminal; `sent` is what would go to the session. */
export const screenOf = (
  size: { readonly cols: number; readonly rows: number; readonly scrollback?: number } = { cols: 20, rows: 5 },
): LiveScreen & { readonly sent: string[] } => {
  const sent: string[] = [];
  const screen = createScreen({
    scrollback: 50,
    ...size,
    reply: (bytes) => sent.push(bytes),
    pause: () => {},
    resume: () => {},
    // On a busy machine a turn's millisecond may be over before its second write.
    turns: { ...createTurns(), isSpent: () => false },
  });
  return Object.assign(Object.create(screen) as LiveScreen, { sent });
};

export const feed = async (screen: LiveScreen, ...parts: readonly string[]): Promise<void> => {
  for (const part of parts) screen.write(part);
  await screen.settled();
};

/** A clock that stands still until it is moved. */
export const handClock = (): Clock & { readonly advance: (ms: number) => void; readonly waiting: () => number } => {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly action: () => void }>();
  return {
    now: () => now,
    after: (delayMs, action) => {
      const timer = { at: now + delayMs, action };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.action();
      }
      now = end;
    },
    waiting: () => timers.size,
  };
};
