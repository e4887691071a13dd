import headless from '@xterm/headless';
import { afterEach, expect, test, vi } from 'vitest';
import { attach } from '../../../src/components/attach/attach.ts';
import type { OuterTerminal } from '../../../src/components/attach/outer-terminal.ts';
import type { HumanCommand } from '../../../src/domain/command.ts';
import { workerNumber } from '../../../src/domain/ids.ts';
import { fail, ok } from '../../../src/domain/problem.ts';
import type { Look, ScreenListener, ScreenRequest } from '../../../src/domain/screens.ts';
import type { World } from '../../../src/domain/world.ts';
import type { FleetClient, Gone } from '../../../src/wire/fleet-client.ts';
import { decision, worldWith } from './worlds.ts';

const LEADER = '\x1d';
const COLS = 140;

/** An attached mode with every part in hand: stands for client, outer terminal and time; the display is a real one. */
const attached = (world: World = worldWith()) => {
  const display = new headless.Terminal({ cols: COLS, rows: 10, allowProposedApi: true });
  const inputs = new Set<(bytes: string) => void>();
  const resizes = new Set<() => void>();
  const worlds = new Set<() => void>();
  const timers = new Set<{ readonly action: () => void; readonly delayMs: number }>();
  const commands: HumanCommand[] = [];
  const written: string[] = [];
  const looks: Look[] = [];
  const output: string[] = [];
  const resized: unknown[] = [];
  let refuse = false;
  let current = world;
  let opened: { readonly request: ScreenRequest; readonly listener: ScreenListener } | null = null;
  let viewClosed = false;
  let gone: Gone | null = null;
  let lose = (): void => {};
  const size = { cols: COLS, rows: 10 };

  const outer: OuterTerminal = {
    size: () => size,
    write: (text) => {
      output.push(text);
      display.write(text);
    },
    onInput: (listener) => {
      inputs.add(listener);
      return () => inputs.delete(listener);
    },
    onResize: (listener) => {
      resizes.add(listener);
      return () => resizes.delete(listener);
    },
    toggleMouse: () => true,
    restore: () => {},
  };
  const client: FleetClient = {
    snapshot: () => current,
    subscribe: (listener) => {
      worlds.add(listener);
      return () => worlds.delete(listener);
    },
    command: async (command) => {
      commands.push(command);
      return refuse ? fail({ kind: 'conflict', message: 'It was settled already' }) : ok([]);
    },
    events: async () => [],
    report: async () => fail({ kind: 'missing', message: 'no reports here' }),
    openScreen: (request, listener) => {
      opened = { request, listener };
      return {
        write: (bytes) => written.push(bytes),
        resize: (area) => resized.push(area),
        repaint: () => {},
        look: (look) => looks.push(look),
        close: () => {
          viewClosed = true;
        },
      };
    },
    gone: () => gone,
    closed: new Promise((resolve) => {
      lose = resolve;
    }),
    close: () => {},
  };
  const schedule = (action: () => void, delayMs: number) => {
    const timer = { action, delayMs };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const end = attach({ client, worker: workerNumber(2), outer, schedule });
  return {
    end,
    commands,
    written,
    looks,
    output,
    resized,
    opened: () => opened,
    isLeft: () => viewClosed && inputs.size === 0 && resizes.size === 0 && worlds.size === 0 && timers.size === 0,
    type: (bytes: string) => {
      for (const listener of inputs) listener(bytes);
    },
    paint: (frame: string) => opened?.listener.onPaint?.(frame),
    endSession: (because: string) => opened?.listener.onEnd?.(because),
    become: (next: World) => {
      current = next;
      for (const listener of worlds) listener();
    },
    refuseCommands: () => {
      refuse = true;
    },
    resize: (cols: number, rows: number) => {
      display.resize(cols, rows);
      Object.assign(size, { cols, rows });
      for (const listener of resizes) listener();
    },
    go: (next: Gone | null) => {
      gone = next;
      for (const listener of worlds) listener();
    },
    lose: () => lose(),
    /** Lets all time pass that is waited for now. */
    pass: () => {
      for (const timer of [...timers]) {
        timers.delete(timer);
        timer.action();
      }
    },
    line: async (row: number) => {
      await new Promise<void>((resolve) => display.write('', resolve));
      return display.buffer.active.getLine(row)?.translateToString(true) ?? '';
    },
    cursor: async () => {
      await new Promise<void>((resolve) => display.write('', resolve));
      return [display.buffer.active.cursorY, display.buffer.active.cursorX];
    },
  };
};

let open: ReturnType<typeof attached> | null = null;
const start = (world?: World) => {
  open = attached(world);
  return open;
};
afterEach(async () => {
  open?.lose();
  await open?.end;
  open = null;
});

test('the worker has all of the terminal but one line, and every key but the leader', async () => {
  const seat = start();
  expect(seat.opened()?.request).toEqual({ kind: 'attach', worker: 2, cols: COLS, rows: 9, top: 1, left: 0 });
  seat.type('hello\x03\x1b[A');
  expect(seat.written).toEqual(['hello\x03\x1b[A']);
  expect(await seat.line(0)).toContain('2 · apps/beta · T9 Fix export');
});

test('the leader alone leads back, and leaves nothing behind', async () => {
  const seat = start();
  seat.type(LEADER);
  seat.pass();
  expect(await seat.end).toEqual({ kind: 'back' });
  expect(seat.isLeft()).toBe(true);
});

test('a digit leads to that worker, if there is one', async () => {
  const seat = start();
  seat.type(`${LEADER}7`);
  expect(await seat.line(0)).toContain('There is no worker 7.');
  seat.type(`${LEADER}3`);
  expect(await seat.end).toEqual({ kind: 'switch', worker: 3 });
});

test('the leader settles the decision that stands on the line', async () => {
  const seat = start(worldWith(decision('D1', 'git push')));
  seat.pass();
  seat.type(`${LEADER}y`);
  expect(seat.commands).toEqual([
    { kind: 'settle-decision', decision: 'D1', answer: 'approve', by: 'dashboard', reason: null },
  ]);
  await vi.waitFor(async () => expect(await seat.line(0)).toContain('D1 approved.'));
  expect(seat.written).toEqual([]);
});

test('a decision that has only just come, or is not shown whole, is not approved', async () => {
  const seat = start(worldWith(decision('D1', 'git push')));
  seat.type(`${LEADER}y`);
  expect(await seat.line(0)).toContain('only just come');
  seat.become(worldWith(decision('D2', 'x'.repeat(500))));
  seat.pass();
  seat.pass();
  seat.type(`${LEADER}y`);
  expect(await seat.line(0)).toContain('longer than this line');
  expect(seat.commands).toEqual([]);
  seat.pass();
  seat.pass();
  seat.type(`${LEADER}n`);
  expect(seat.commands).toMatchObject([{ decision: 'D2', answer: 'deny' }]);
});

test('the keys stand on the line when asked for, until the next key', async () => {
  const seat = start();
  for (const [cols, words] of [
    [140, 'ctrl-] alone back · then 1-9 switch · y n decide · [ scroll back · m mouse · b hide this line'],
    [80, 'ctrl-] alone back · 1-9 switch · y n decide · [ scroll · m mouse · b this line'],
    [60, 'ctrl-] · 1-9 · y n · [ · m mouse · b line'],
  ] as const) {
    seat.resize(cols, 10);
    seat.type(`${LEADER}?`);
    expect(await seat.line(0)).toContain(words);
    seat.type('x');
    expect(await seat.line(0)).not.toContain(words);
  }
  expect(seat.written).toEqual(['x', 'x', 'x']);
  seat.type(`${LEADER}?`);
  seat.pass();
  expect(await seat.line(0)).not.toContain('y n');
});

test('the keys bring a hidden line back, and are no answer while looking back', async () => {
  const seat = start();
  seat.type(`${LEADER}b${LEADER}?`);
  expect(await seat.line(0)).toContain('y n decide');
  expect(seat.resized).toHaveLength(2);
  seat.type(`${LEADER}[`);
  seat.opened()?.listener.onLooked?.({ above: 1, total: 9, found: true, text: null });
  seat.type(`${LEADER}?`);
  expect(await seat.line(0)).toContain('line 8 of 9');
});

test('a decision behind a note is shown by the first press and settled by the next', async () => {
  const seat = start(worldWith(decision('D1', 'git push')));
  seat.pass();
  seat.type(`${LEADER}?`);
  expect(await seat.line(0)).not.toContain('git push');
  seat.type(`${LEADER}y`);
  expect(await seat.line(0)).toContain('git push');
  expect(seat.commands).toEqual([]);
  seat.pass();
  seat.type(`${LEADER}y`);
  expect(seat.commands).toMatchObject([{ decision: 'D1', answer: 'approve' }]);
});

test('a refused answer is told with its reason', async () => {
  const seat = start(worldWith(decision('D1', 'git push')));
  seat.refuseCommands();
  seat.pass();
  seat.type(`${LEADER}n`);
  await vi.waitFor(async () => expect(await seat.line(0)).toContain('It was settled already'));
});

test('drawing the line puts the cursor back where the worker has it', async () => {
  const seat = start();
  seat.paint('\x1b[?2026h\x1b[?25l\x1b[0m\x1b[4;1Hprompt> \x1b[0m\x1b[4;9H\x1b[?25h\x1b[?2026l');
  seat.become(worldWith(decision('D1', 'git push')));
  expect(await seat.line(0)).toContain('git push');
  expect(await seat.line(3)).toBe('prompt> ');
  expect(await seat.cursor()).toEqual([3, 8]);
});

test('the end of the session is told until another one takes the seat', async () => {
  const seat = start();
  seat.endSession('the session ended with exit code 1');
  expect(await seat.line(0)).toContain('the session ended with exit code 1 · ctrl-] back');
  seat.paint('\x1b[?2026h\x1b[?25l\x1b[2;1H\x1b[?25h\x1b[?2026l');
  expect(await seat.line(0)).not.toContain('exit code');
});

test('a note covers the end of the session for a moment only', async () => {
  const seat = start();
  seat.endSession('the session ended with exit code 1');
  seat.type(`${LEADER}9`);
  expect(await seat.line(0)).toContain('There is no worker 9');
  seat.pass();
  expect(await seat.line(0)).toContain('the session ended with exit code 1 · ctrl-] back');
});

test('hiding the line gives the worker its row, and showing it takes it back', () => {
  const seat = start();
  seat.type(`${LEADER}b`);
  seat.type(`${LEADER}b`);
  expect(seat.resized).toEqual([
    { cols: COLS, rows: 10, top: 0, left: 0 },
    { cols: COLS, rows: 9, top: 1, left: 0 },
  ]);
});

test('a resize reaches the worker and the line', async () => {
  const seat = start();
  seat.resize(60, 8);
  expect(seat.resized).toEqual([{ cols: 60, rows: 7, top: 1, left: 0 }]);
  expect((await seat.line(0)).length).toBeLessThanOrEqual(60);
});

test('when the supervisor is gone it ends', async () => {
  const seat = start();
  seat.lose();
  expect(await seat.end).toEqual({ kind: 'lost' });
  expect(seat.isLeft()).toBe(true);
});

test('while scrolling the keys move, and only the person’s y puts a text on the clipboard', async () => {
  const seat = start();
  seat.type('\x1d[');
  seat.type('k/err\ry');
  expect(seat.looks.map(({ kind }) => kind)).toEqual(['scroll', 'scroll', 'search', 'copy']);
  expect(seat.written).toEqual([]);
  seat.opened()?.listener.onLooked?.({ above: 5, total: 10, found: true, text: 'copied' });
  expect(seat.output.join('')).toContain(`\x1b]52;c;${Buffer.from('copied').toString('base64')}\x07`);
  seat.type('q');
  seat.type('x');
  expect(seat.written).toEqual(['x']);
});

const gone: Gone = { since: 0, isStarting: true, problem: null, command: 'gaffer up' };

test('a supervisor that is gone is told of on the line, in the place of decisions, though it was hidden', async () => {
  const seat = start(worldWith(decision('D1', 'git push')));
  seat.pass();
  seat.type(`${LEADER}b`);
  seat.go(gone);
  expect(await seat.line(0)).toContain('ctrl-] back · The supervisor is gone; a new one is being started');
  seat.type(`${LEADER}y`);
  seat.go({ ...gone, isStarting: false });
  expect(await seat.line(0)).toContain('again with: gaffer up');
  seat.go({ ...gone, problem: { kind: 'config', message: 'workers does not fit', where: { file: 'gaffer.yaml' } } });
  expect(await seat.line(0)).toContain('gaffer.yaml: workers does not fit');
  expect(seat.commands).toEqual([]);
  seat.type(LEADER);
  seat.pass();
  expect(await seat.end).toEqual({ kind: 'back' });
  expect(seat.isLeft()).toBe(true);
});

test('keys reach the next session only when its screen was painted and they have rested since', async () => {
  const seat = start();
  seat.paint('\x1b[2;1Hof the last one');
  seat.go(gone);
  seat.type('1');
  seat.go(null);
  expect(await seat.line(0)).toContain('A new supervisor is there');
  expect(await seat.line(1)).toBe('');
  seat.pass();
  seat.type('2');
  seat.paint('\x1b[2;1Hof this one');
  seat.type('3');
  expect(seat.written).toEqual([]);
  seat.pass();
  seat.type('4');
  expect(seat.written).toEqual(['4']);
});

test('a decision of the next supervisor has to be read before it is settled', async () => {
  const seat = start(worldWith(decision('D1', 'git push')));
  seat.pass();
  seat.go(gone);
  seat.go(null);
  // Takes the note away that a new supervisor is there, which shows the decision.
  seat.pass();
  seat.type(`${LEADER}y`);
  expect(await seat.line(0)).toContain('only just come');
  expect(seat.commands).toEqual([]);
});

test('a terminal that changes its size meanwhile is not left with half a screen', async () => {
  const seat = start();
  seat.paint('\x1b[2;1Hof the last one');
  seat.go(gone);
  seat.resize(100, 8);
  expect(await seat.line(1)).toBe('');
  expect(await seat.line(0)).toContain('The supervisor is gone');
  expect(seat.resized).toEqual([{ cols: 100, rows: 7, top: 1, left: 0 }]);
});
