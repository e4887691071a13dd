import { expect, test, vi } from 'vitest';
import { BACKLOG_HIGH_CHARS } from '../../src/sessions/ingest.ts';
import { isTerminalReply } from '../../src/sessions/reply.ts';
import { createScreen } from '../../src/sessions/screen.ts';
import { feed, screenOf } from './kit.ts';

test('queries are answered to the session, in numbers only', async () => {
  const screen = screenOf();
  await feed(screen, '\x1b[c\x1b[>c\x1b[5n\x1b[6n\x1b[?6n\x1b[?2004$p\x1bP$qr\x1b\\');
  expect(screen.sent.length).toBeGreaterThanOrEqual(6);
  for (const reply of screen.sent) expect(isTerminalReply(reply), JSON.stringify(reply)).toBe(true);
});

test('no query makes the session type text of its own choice', async () => {
  const screen = screenOf();
  const text = 'rm -rf x';
  await feed(
    screen,
    `\x1b]0;${text}\x07\x1b[21t\x1b[20t\x1b]2;?\x07`,
    `\x1bP+q${text}\x1b\\\x1bP$q${text}\x1b\\\x1b]52;c;?\x07\x1b]4;1;?\x07\x1b]10;?\x07\x05\x1b[>q`,
  );
  for (const reply of screen.sent) {
    expect(isTerminalReply(reply), JSON.stringify(reply)).toBe(true);
    expect(reply).not.toContain('rm');
  }
});

test.for(['ls\r', '\x1b]0;x\x07', '\x1b[200~', '\x1b[A', '\x1bP1$r;rm\r\x1b\\', ''])(
  '%j is no answer of a terminal',
  (bytes) => {
    expect(isTerminalReply(bytes)).toBe(false);
  },
);

test('the session waits while too much of its output is unparsed, and goes on when it is', async () => {
  const flow: string[] = [];
  const screen = createScreen({
    cols: 80,
    rows: 24,
    scrollback: 100,
    reply: () => {},
    pause: () => flow.push('pause'),
    resume: () => flow.push('resume'),
  });
  // What this turn has time for is parsed at once; the rest adds up.
  for (let written = 0; written <= 50 * BACKLOG_HIGH_CHARS && flow.length === 0; written += 4096)
    screen.write('x'.repeat(4096));
  expect(flow).toEqual(['pause']);
  await screen.settled();
  expect(flow).toEqual(['pause', 'resume']);
});

test('it knows the cursor, marked pastes and half drawn frames', async () => {
  const screen = screenOf();
  await feed(screen, '\x1b[2;3H\x1b[?25l\x1b[?2004h\x1b[?2026h');
  expect(screen.cursor).toEqual({ row: 1, col: 2, visible: false });
  expect([screen.bracketedPaste, screen.synchronized]).toEqual([true, true]);
  await feed(screen, '\x1b[?25;2004h\x1b[?2026l\x1b[?2004l');
  expect(screen.cursor.visible).toBe(true);
  expect([screen.bracketedPaste, screen.synchronized]).toEqual([false, false]);
  await feed(screen, '\x1b[?25l\x1b[!p');
  expect(screen.cursor.visible).toBe(true);
});

test('a change is told when the output has been taken in, and raises the serial number', async () => {
  const screen = screenOf();
  let told = 0;
  const stop = screen.onChange(() => {
    told += 1;
  });
  await feed(screen, 'abc');
  expect(told).toBe(1);
  const { serial } = screen;
  stop();
  await feed(screen, 'd');
  expect(told).toBe(1);
  expect(screen.serial).toBeGreaterThan(serial);
});

test('any sequence broken off leaves a screen that shows what comes after CAN and a reset', async () => {
  for (const broken of [
    '\x1b]0;title',
    '\x1bPq#0',
    '\x1b[38;2',
    '\x1b_app',
    '\x1b^pm',
    '\x1bX',
    '\x1b[?',
    '\x9d',
    '\x1b(',
    '\x1b#',
  ]) {
    const screen = screenOf();
    await feed(screen, broken, '\x18\x1bcOK');
    expect(screen.rows()[0], JSON.stringify(broken)).toBe('OK');
  }
});

test('a screen that nobody watches is parsed late, but never read late', async () => {
  const screen = screenOf();
  let changes = 0;
  const stop = screen.onChange(() => (changes += 1), { isPatient: true });
  screen.write('one ');
  screen.write('two');
  expect(changes).toBe(0);
  expect(screen.rows()[0]).toBe('one two');
  expect(changes).toBe(1);
  screen.write(' three');
  await vi.waitFor(() => expect(changes).toBe(2));
  stop();
});

test('a watched screen, and one that is asked, is parsed at once', () => {
  const screen = screenOf();
  screen.write('\x1b[c');
  expect(screen.sent.length).toBe(1);
  let changes = 0;
  const stop = screen.onChange(() => (changes += 1));
  screen.write('now');
  expect(changes).toBe(1);
  stop();
});

/** A screen whose session has printed more each time it is asked. */
const screenWithMore = (more: () => string, listen: (isListening: boolean) => void = () => {}) => {
  const screen = createScreen({
    cols: 40,
    rows: 6,
    scrollback: 20_000,
    reply: () => {},
    pause: () => {},
    resume: () => {},
    more,
    listen,
  });
  screen.onChange(() => {});
  return screen;
};

test('nobody tells of a flood while it is asked for, and of what comes behind it again', async () => {
  const heard: boolean[] = [];
  let pieces = 0;
  const screen = screenWithMore(
    () => {
      pieces += 1;
      return pieces < 20 ? 'more \r\n'.repeat(800) : '';
    },
    (isListening) => heard.push(isListening),
  );
  screen.write('calm\r\n');
  expect(heard).toEqual([]);
  screen.write('flood\r\n'.repeat(6_000));
  expect(heard).toEqual([false]);
  await vi.waitFor(() => expect(pieces).toBeGreaterThanOrEqual(20));
  await vi.waitFor(() => expect(heard.at(-1)).toBe(true));
  screen.write('end');
  await vi.waitFor(() => expect(screen.rows().join('')).toContain('end'));
  await vi.waitFor(() => expect(heard.at(-1)).toBe(true));
});

test('a flood is whole: what it was asked for, what went past the parser, and its end, which nobody asks for', async () => {
  let line = 0;
  const lines = (count: number): string =>
    Array.from({ length: count }, () => `line ${line++}${line % 7 === 0 ? ' \x1b[31mred\x1b[0m' : ''}\r\n`).join('');
  const screen = screenWithMore(() => (line < 8_000 ? lines(200) : ''));
  screen.write(lines(4_000));
  await vi.waitFor(() => expect(screen.isBehind).toBe(false));
  expect(line).toBeGreaterThanOrEqual(8_000);
  expect(screen.rows().slice(0, 5)).toEqual(
    Array.from({ length: 5 }, (_, row) => expect.stringMatching(`^line ${line - 5 + row}\\b`)),
  );
  expect(screen.history.length).toBe(line - 5);
  for (let index = 0; index < line - 5; index += 1)
    expect(screen.history.line(index)?.translateToString(true)).toMatch(new RegExp(`^line ${index}( red)?$`));
});

test('a flood is drawn while it lasts', async () => {
  let line = 0;
  let isOver = false;
  const lines = (): string => Array.from({ length: 9_000 }, () => `${line++}\r\n`).join('');
  const screen = screenWithMore(() => (isOver ? '' : lines()));
  /** Whole screens: what stands above a part that went past the parser does not go on below it. */
  const drawn = new Set<number>();
  screen.onChange(() => {
    const [first = Number.NaN, ...others] = screen.rows().slice(0, -1).map(Number);
    if (others.every((number, row) => number === first + 1 + row)) drawn.add(Math.floor(first / 3_000));
    isOver = drawn.size >= 5;
  });
  screen.write(lines());
  await vi.waitFor(() => expect(isOver).toBe(true));
  await vi.waitFor(() => expect(screen.isBehind).toBe(false));
});

test('who waits for what came so far waits for no more', async () => {
  const screen = screenWithMore(() => 'x'.repeat(20_000));
  screen.write('\x1b[31mx'.repeat(20_000));
  await screen.settled();
});
