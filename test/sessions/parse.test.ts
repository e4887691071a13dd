/** Whatever a session prints, the screen goes on: a fault of the terminal library is not gaffer's end. */
import headless from '@xterm/headless';
import { describe, expect, test } from 'vitest';
import { createParse } from '../../src/sessions/parse.ts';
import { seededRandom } from './grids.ts';

const newTerminal = (scrollback = 0) =>
  new headless.Terminal({ cols: 10, rows: 3, scrollback, allowProposedApi: true });

const rowsOf = ({ buffer, rows }: ReturnType<typeof newTerminal>): readonly string[] =>
  Array.from(
    { length: rows },
    (_, row) => buffer.active.getLine(buffer.active.baseY + row)?.translateToString(true) ?? '',
  );

describe('text on its way into a terminal', () => {
  test.each(['\x1b[1J', '\x1b[?1J'])('may erase up to the very last cell by %j, in both screens', (erase) => {
    for (const before of ['', '\x1b[?1049h']) {
      const terminal = newTerminal();
      const parse = createParse(terminal);
      parse(`${before}one\r\ntwo\r\n\x1b[3;10Hx${erase}`);
      expect(rowsOf(terminal)).toEqual(['', '', '']);
      expect(terminal.buffer.active).toMatchObject({ cursorX: 10, cursorY: 2 });
      parse('\x1b[1;1Hafter');
      expect(rowsOf(terminal)).toEqual(['after', '', '']);
    }
  });

  test('keeps what an erase up to an earlier cell leaves', () => {
    const terminal = newTerminal();
    createParse(terminal)('one\r\ntwo\r\n0123456789\x1b[2;2H\x1b[1J');
    expect(rowsOf(terminal)).toEqual(['', '  o', '0123456789']);
  });

  test('costs one screen what it showed when the library throws, and says so there', () => {
    const terminal = newTerminal();
    const parse = createParse(terminal);
    terminal.parser.registerCsiHandler({ final: 'y' }, () => {
      throw new TypeError('a fault');
    });
    parse('before\x1b[y lost');
    expect(rowsOf(terminal).join('')).toContain('TypeError');
    parse('\x1bcafter');
    expect(rowsOf(terminal)).toEqual(['after', '', '']);
  });
});

/** Every code and mark of the screen, as the terminal has them. */
const cellsIn = ({ buffer, rows, cols }: ReturnType<typeof newTerminal>): readonly unknown[] =>
  Array.from({ length: rows * cols }, (_, at) => {
    const cell = buffer.active.getLine(buffer.active.baseY + Math.floor(at / cols))?.getCell(at % cols);
    return [cell?.getChars(), cell?.getWidth(), cell?.getFgColor()];
  });

test('text becomes the same characters as in a terminal of the library alone, in pieces cut anywhere', () => {
  const random = seededRandom(4);
  const pieces = [
    'plain',
    'é',
    '日本',
    '🎉',
    'e\u0301',
    '\ufeff',
    '\ud83d',
    '\ude00',
    '\udbff',
    '\x1b[31m',
    '\r\n',
    ' ',
  ];
  for (let round = 0; round < 300; round += 1) {
    const [ours, alone] = [newTerminal(50), newTerminal(50)];
    const parse = createParse(ours);
    const text = Array.from({ length: 60 }, () => pieces[random.below(pieces.length)]).join('');
    for (let at = 0; at < text.length; ) {
      const piece = text.slice(at, at + 1 + random.below(30));
      parse(piece);
      alone.input('', true);
      alone.write(piece);
      at += piece.length;
    }
    expect(cellsIn(ours), JSON.stringify(text)).toEqual(cellsIn(alone));
    expect(ours.buffer.active.cursorX).toBe(alone.buffer.active.cursorX);
  }
});
