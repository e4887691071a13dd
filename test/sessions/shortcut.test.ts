import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { createHistory } from '../../src/sessions/history.ts';
import { MAY_JOIN } from '../../src/sessions/limiter.ts';
import type { Line } from '../../src/sessions/lines.ts';
import { plainLines } from '../../src/sessions/plain-lines.ts';
import { createShortcut } from '../../src/sessions/shortcut.ts';
import { seededRandom } from './grids.ts';
import { seen } from './seen.ts';

const SIZE = { cols: 40, rows: 8 } as const;

const terminalOf = (scrollback: number): headless.Terminal => {
  const terminal = new headless.Terminal({ ...SIZE, scrollback, allowProposedApi: true });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  return terminal;
};

const parseInto = (terminal: headless.Terminal, text: string): void => {
  terminal.input('', true);
  terminal.write(text);
};

/** A terminal with the shortcut before it, and what it takes. */
const shortened = () => {
  const terminal = terminalOf(400);
  const history = createHistory(terminal, 10_000);
  const parse = (text: string): void => {
    for (const line of text.split(/(?<=\n)/)) {
      parseInto(terminal, line);
      history.collect();
    }
  };
  const shortcut = createShortcut(terminal, history, parse);
  let before = 0;
  /** Looks at each growth of the text, as it comes in pieces of so many characters; the rest is parsed in the end. */
  const feed = (text: string, piece = text.length): number => {
    let [taken, came] = [0, 0];
    while (came < text.length) {
      came += piece;
      taken += shortcut(() => text.slice(taken, came), before + taken).chars;
    }
    before += text.length;
    parse(text.slice(taken));
    return taken;
  };
  return { terminal, history, feed };
};

const picture = (line: Line | undefined): string =>
  Array.from({ length: SIZE.cols }, (_, col) => seen(line?.getCell(col))).join(' ');

const pieces = [
  'error: ',
  'x',
  'a longer piece of text ',
  '\x1b[31m',
  '\x1b[1;38;2;1;2;3m',
  '\x1b[48;5;17m',
  '\x1b[0m',
  '\x1b[m',
  '\x1b[4:3m',
  '\x1b[K',
  '\x1b[7m',
  '\x1b[27m',
  '\x1b[2K',
  '日本',
  'é́',
  '🎉',
  '─┐',
  '\r',
  '\t',
];

test('what went past the parser looks in the end as if it had been parsed', () => {
  const random = seededRandom(11);
  let taken = 0;
  for (let round = 0; round < 14; round += 1) {
    const { terminal, history, feed } = shortened();
    const whole = terminalOf(20_000);
    for (let part = 0; part < 3; part += 1) {
      const usable = pieces.slice(0, round % 2 === 0 ? pieces.length : 10);
      const text = Array.from({ length: 900 }, () => {
        const line = Array.from({ length: random.below(7) }, () => usable[random.below(usable.length)]).join('');
        return `${line}\r\n`;
      }).join('');
      // A beginning in the middle of a line, and an end in another.
      const fed = `${part === 0 ? '' : 'rest of a line'}${text}${random.below(2) === 0 ? 'begun ' : ''}`;
      taken += part === 0 ? feed(fed) : feed(fed, 1 + random.below(part === 1 ? 90 : 5_000));
      parseInto(whole, fed);
    }
    const { baseY } = whole.buffer.active;
    expect(history.length).toBe(baseY);
    for (let index = 0; index < baseY; index += 1) {
      const line = history.line(index);
      const wanted = whole.buffer.active.getLine(index);
      if (picture(line) !== picture(wanted)) expect(`${index}: ${picture(line)}`).toBe(`${index}: ${picture(wanted)}`);
      expect(line?.isWrapped).toBe(wanted?.isWrapped);
    }
    for (let row = 0; row < SIZE.rows; row += 1) {
      const line = terminal.buffer.active.getLine(terminal.buffer.active.baseY + row);
      expect(picture(line)).toBe(picture(whole.buffer.active.getLine(baseY + row)));
    }
    expect(terminal.buffer.active.cursorX).toBe(whole.buffer.active.cursorX);
  }
  // Most of it, or the test shows nothing.
  expect(taken).toBeGreaterThan(40_000);
});

const LINES = Array.from({ length: 2_500 }, (_, line) => `line ${line}\r\n`).join('');

test.each([
  ['margins', '\x1b[2;5r\x1b[8;1H'],
  ['another character set', '\x1b(0'],
  ['insert mode', '\x1b[4h'],
  ['no wrapping', '\x1b[?7l'],
  ['the alternate screen', '\x1b[?1049h'],
  ['a sequence that has begun', '\x1b['],
  ['a string that has begun', '\x1b]2;title'],
])('with %s every line is parsed', (_name, before) => {
  const { feed } = shortened();
  feed(LINES);
  expect(feed(LINES)).toBeGreaterThan(0);
  feed(before);
  expect(feed(LINES)).toBe(0);
});

test('tabs are parsed once their stops were moved', () => {
  const { feed } = shortened();
  feed(LINES);
  const tabbed = LINES.replaceAll('line', 'a\tb');
  expect(feed(tabbed)).toBeGreaterThan(0);
  feed('\x1bH');
  expect(feed(tabbed)).toBe(0);
  expect(feed(LINES)).toBeGreaterThan(0);
});

test.each([
  ['a bell', 'a\x07b\r\n', 0],
  ['a move', 'a\x1b[2Cb\r\n', 0],
  ['a line feed without a return', 'ab\n', 0],
  ['a sequence that goes on', 'ab\x1b[3', 0],
  ['half a character', 'ab\ud83d', 0],
  ['an eight-bit control', 'a\x9b1m\r\n', 0],
  ['characters that may be wider than the screen', `${'日'.repeat(21)}\r\n`, 0],
  ['characters as wide as the screen', `${'日'.repeat(20)}\r\n`, 1],
  ['letters that fold', `${'x'.repeat(81)}\r\n`, 3],
])('%s: plain lines end there', (_name, text, rows) => {
  const lines = plainLines({ cols: 40, startCol: 0, maxChars: 1_000, hasPlainTabs: true });
  lines.read(`one\r\n${text}two\r\n`);
  expect(lines.rows[0]).toBe(1);
  expect(lines.rows[1] ?? 1).toBe(rows + 1);
});

test('a text that grows is read like one that came whole', () => {
  const random = seededRandom(5);
  const options = { cols: 40, startCol: 3, maxChars: 100_000, hasPlainTabs: true };
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: 40 }, () =>
      random.below(4) === 0 ? '\r\n' : pieces[random.below(pieces.length)],
    ).join('');
    const whole = plainLines(options);
    whole.read(text);
    const grown = plainLines(options);
    for (let length = 0; length < text.length; length += 1 + random.below(6)) grown.read(text.slice(0, length));
    grown.read(text);
    expect([grown.ends, grown.rows, grown.isAll()]).toEqual([whole.ends, whole.rows, whole.isAll()]);
  }
});

test('no mark of sixteen bits escapes the quick look', () => {
  const missed: string[] = [];
  for (let code = 0xa0; code < 0x10000; code += 1) {
    const char = String.fromCharCode(code);
    if (/[\p{M}\p{Cf}ᅠ-ᇿ]/u.test(char) && !MAY_JOIN.test(char)) missed.push(code.toString(16));
  }
  expect(missed).toEqual([]);
});
