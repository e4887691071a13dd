import { expect, test, vi } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import type { Preview, ScreenRequest } from '../../src/domain/screens.ts';
import { createAttendance } from '../../src/sessions/attendance.ts';
import type { Exit } from '../../src/sessions/exit.ts';
import { FRAME_MS, HALF_DRAWN_MS } from '../../src/sessions/painted-view.ts';
import { PREVIEW_MS } from '../../src/sessions/preview-view.ts';
import type { LiveScreen } from '../../src/sessions/screen.ts';
import { createSizeClaims } from '../../src/sessions/size-claims.ts';
import type { Terminal } from '../../src/sessions/terminal.ts';
import { openView } from '../../src/sessions/view.ts';
import { feed, handClock, openProgram, screenOf, untilShown } from './kit.ts';

const attach: ScreenRequest = { kind: 'attach', worker: workerNumber(1), cols: 20, rows: 5, top: 1, left: 0 };
const preview: ScreenRequest = { kind: 'preview', worker: workerNumber(1), cols: 10, rows: 2 };

/** Stands for a real terminal: a real screen that the test feeds, and no program. */
const terminalDouble = () => {
  const screen: LiveScreen = screenOf();
  const keys: string[] = [];
  let exit: (exit: Exit) => void = () => {};
  const exited = new Promise<Exit>((resolve) => {
    exit = resolve;
  });
  const terminal: Terminal = {
    pid: 1,
    screen,
    attendance: createAttendance(),
    write: (bytes) => keys.push(bytes) > 0,
    resize: () => {},
    claimSize: createSizeClaims(screen.resize),
    exited,
    close: async () => {},
  };
  return { terminal, screen, keys, exit };
};

test('an attached view paints at once, then at most once a frame, and keeps no timer at rest', async () => {
  const clock = handClock();
  const { terminal, screen } = terminalDouble();
  const paints: string[] = [];
  openView(terminal, attach, { onPaint: (bytes) => paints.push(bytes) }, clock);
  expect(paints).toHaveLength(1);
  await feed(screen, 'a');
  await feed(screen, 'b');
  await feed(screen, 'c');
  expect(paints).toHaveLength(1);
  clock.advance(FRAME_MS);
  expect(paints).toHaveLength(2);
  expect(paints[1]).toContain('abc');
  clock.advance(10_000);
  expect(paints).toHaveLength(2);
  expect(clock.waiting()).toBe(0);
});

test('after a key the echo is painted without waiting for the frame', async () => {
  const clock = handClock();
  const { terminal, screen } = terminalDouble();
  const paints: string[] = [];
  const view = openView(terminal, attach, { onPaint: (bytes) => paints.push(bytes) }, clock);
  await feed(screen, 'a');
  view.write('x');
  await feed(screen, 'x');
  expect(paints).toHaveLength(2);
  clock.advance(51);
  await feed(screen, 'y');
  await feed(screen, 'z');
  expect(paints).toHaveLength(3);
});

test('a synchronized frame is painted when it is whole, or when its end does not come', async () => {
  const clock = handClock();
  const { terminal, screen } = terminalDouble();
  const paints: string[] = [];
  openView(terminal, attach, { onPaint: (bytes) => paints.push(bytes) }, clock);
  clock.advance(FRAME_MS);
  await feed(screen, '\x1b[?2026hhalf');
  clock.advance(HALF_DRAWN_MS - 1);
  expect(paints).toHaveLength(1);
  await feed(screen, '-whole\x1b[?2026l');
  expect(paints.at(-1)).toContain('-whole');
  await feed(screen, '\x1b[?2026h-endless');
  clock.advance(HALF_DRAWN_MS);
  expect(paints.at(-1)).toContain('endless');
});

test('a preview comes at once, then at most ten times a second, and only after a change', async () => {
  const clock = handClock();
  const { terminal, screen } = terminalDouble();
  const previews: Preview[] = [];
  openView(terminal, preview, { onPreview: (seen) => previews.push(seen) }, clock);
  expect(previews).toHaveLength(1);
  for (let n = 0; n < 5; n += 1) {
    await feed(screen, `${n}`);
    clock.advance(PREVIEW_MS / 10);
  }
  clock.advance(PREVIEW_MS);
  expect(previews).toHaveLength(2);
  expect(previews[1]?.rows[0]?.[0]?.text).toBe('01234');
  clock.advance(10_000);
  expect(previews).toHaveLength(2);
  expect(clock.waiting()).toBe(0);
});

test('paste marks reach only a program that asked for them', async () => {
  const { terminal, screen, keys } = terminalDouble();
  const view = openView(terminal, attach, {}, handClock());
  view.write('\x1b[200~one\x1b[201~');
  await feed(screen, '\x1b[?2004h');
  view.write('\x1b[200~two\x1b[201~');
  expect(keys).toEqual(['one', '\x1b[200~two\x1b[201~']);
});

test('the last view attached sets the size, and a person is counted as there while one is open', () => {
  const { terminal, screen } = terminalDouble();
  const first = openView(terminal, { ...attach, cols: 30, rows: 6 }, {}, handClock());
  const second = openView(terminal, { ...attach, cols: 40, rows: 8 }, {}, handClock());
  expect(screen.size).toEqual({ cols: 40, rows: 8 });
  second.close();
  expect(screen.size).toEqual({ cols: 30, rows: 6 });
  expect(terminal.attendance.attended).toBe(true);
  first.close();
  expect(terminal.attendance.attended).toBe(false);
});

test('a closed view hears and costs nothing', async () => {
  const clock = handClock();
  const { terminal, screen, exit } = terminalDouble();
  const heard: string[] = [];
  const listener = { onPaint: (bytes: string) => heard.push(bytes), onEnd: (because: string) => heard.push(because) };
  const view = openView(terminal, attach, listener, clock);
  await feed(screen, 'a');
  view.close();
  const before = heard.length;
  await feed(screen, 'b');
  clock.advance(1000);
  exit({ code: 0, signal: null });
  await terminal.exited;
  expect(heard).toHaveLength(before);
  expect(clock.waiting()).toBe(0);
});

test('the end of the session is told once, after its last words', async () => {
  const { terminal, screen, exit } = terminalDouble();
  const heard: string[] = [];
  openView(
    terminal,
    attach,
    { onPaint: (bytes) => heard.push(bytes), onEnd: (because) => heard.push(because) },
    handClock(),
  );
  await feed(screen, 'bye');
  exit({ code: 3, signal: null });
  await vi.waitFor(() => expect(heard.at(-1)).toBe('the session ended with exit code 3'));
  expect(heard.at(-2)).toContain('bye');
});

test('an attached view of a real program carries keys there and paints back', async () => {
  const terminal = openProgram('echo.mjs');
  await untilShown(terminal.screen, 'ready');
  let painted = '';
  const view = openView(terminal, { ...attach, cols: 80, rows: 24 }, { onPaint: (bytes) => (painted += bytes) });
  view.write('grüße');
  await vi.waitFor(() => expect(painted).toContain('grüße'));
  view.close();
});

test('the end of a flood is painted a frame later, not after the longer wait of the flood', async () => {
  const clock = handClock();
  const { terminal, screen } = terminalDouble();
  const paints: string[] = [];
  let isBehind = false;
  Object.defineProperty(screen, 'isBehind', { get: () => isBehind });
  openView(terminal, attach, { onPaint: (bytes) => paints.push(bytes) }, clock);
  isBehind = true;
  await feed(screen, 'flood');
  clock.advance(FRAME_MS);
  expect(paints).toHaveLength(1);
  isBehind = false;
  await feed(screen, ' end');
  expect(paints).toHaveLength(2);
  expect(paints[1]).toContain('flood end');
  clock.advance(10_000);
  expect(paints).toHaveLength(2);
  expect(clock.waiting()).toBe(0);
});
