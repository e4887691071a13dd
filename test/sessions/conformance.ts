/**
 * What programs may count on in a pane, as a table in the manner of vttest and esctest: what is printed, and what must stand
 * on the outer terminal then. Screens of ten rows and twenty columns; expected by ECMA-48, DEC's manuals and xterm's.
 */
export interface Conformance {
  readonly group: string;
  readonly name: string;
  readonly output: string;
  /** From the first row on; the rest is blank. */
  readonly rows: readonly string[];
  /** Row and column from 0. */
  readonly cursor?: readonly [row: number, col: number];
  /** What the program is answered. */
  readonly reply?: string;
}

const CSI = '\x1b[';
const lines = (count: number): string => Array.from({ length: count }, (_, row) => `${row}`).join('\r\n');
const ten = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

const group = (
  name: string,
  cases: readonly (readonly [
    name: string,
    output: string,
    rows: readonly string[],
    cursor?: readonly [number, number],
    reply?: string,
  ])[],
): readonly Conformance[] =>
  cases.map(([title, output, rows, cursor, reply]) => ({
    group: name,
    name: title,
    output,
    rows,
    ...(cursor === undefined ? {} : { cursor }),
    ...(reply === undefined ? {} : { reply }),
  }));

export const CONFORMANCE: readonly Conformance[] = [
  ...group('cursor movement', [
    ['CUP', `${CSI}3;5Hx`, ['', '', '    x'], [2, 5]],
    ['CUP without numbers', `abc${CSI}Hx`, ['xbc'], [0, 1]],
    ['CUP beyond the edges', `${CSI}99;99Hx`, ['', '', '', '', '', '', '', '', '', `${' '.repeat(19)}x`]],
    ['HVP', `${CSI}2;2fx`, ['', ' x'], [1, 2]],
    ['CUU stops at the top', `\r\na${CSI}9Ax`, [' x', 'a'], [0, 2]],
    ['CUD', `${CSI}2Bx`, ['', '', 'x'], [2, 1]],
    ['CUF stops at the right edge', `${CSI}99Cx`, [`${' '.repeat(19)}x`]],
    ['CUB', `abc${CSI}2Dx`, ['axc'], [0, 2]],
    ['CNL and CPL', `a${CSI}2Eb${CSI}1Fc`, ['a', 'c', 'b'], [1, 1]],
    ['CHA', `abc${CSI}2Gx`, ['axc'], [0, 2]],
    ['HPA and VPA', `${CSI}4\`x${CSI}3dy`, ['   x', '', '    y'], [2, 5]],
    ['HPR and VPR', `a${CSI}2ab${CSI}1ec`, ['a  b', '    c'], [1, 5]],
    ['DECSC and DECRC', `ab\x1b7${CSI}5;5Hx\x1b8c`, ['abc', '', '', '', '    x'], [0, 3]],
    ['SCOSC and SCORC', `ab${CSI}s${CSI}5;5Hx${CSI}uc`, ['abc', '', '', '', '    x'], [0, 3]],
    ['BS stops at the left edge', 'a\b\b\bx', ['x'], [0, 1]],
    ['CR and LF', 'ab\rx\ny', ['xb', ' y'], [1, 2]],
    ['NEL', 'ab\x1bEc', ['ab', 'c'], [1, 1]],
    ['IND at the bottom scrolls', `${lines(10)}\x1bDx`, [...ten.slice(1), ' x'], [9, 2]],
    ['RI at the top scrolls', `${lines(10)}${CSI}H\x1bMx`, ['x', ...ten.slice(0, 9)], [0, 1]],
  ]),
  ...group('wrapping', [
    ['the last column wraps with the next character', `${'a'.repeat(20)}b`, ['a'.repeat(20), 'b'], [1, 1]],
    ['it does not wrap before', 'a'.repeat(20), ['a'.repeat(20)], [0, 19]],
    ['CR after the last column stays in the row', `${'a'.repeat(20)}\rb`, [`b${'a'.repeat(19)}`], [0, 1]],
    ['DECAWM off', `${CSI}?7l${'a'.repeat(25)}b`, [`${'a'.repeat(19)}b`], [0, 19]],
    ['a wide character does not fit half', `${'a'.repeat(19)}日`, ['a'.repeat(19), '日'], [1, 2]],
  ]),
  ...group('erasing', [
    ['EL to the end', `abcdef${CSI}3D${CSI}K`, ['abc'], [0, 3]],
    ['EL to the start', `abcdef${CSI}3D${CSI}1K`, ['    ef']],
    ['EL whole', `abcdef${CSI}2K`, [''], [0, 6]],
    ['ED below', `${lines(10)}${CSI}5;1H${CSI}J`, ten.slice(0, 4), [4, 0]],
    ['ED above', `${lines(10)}${CSI}5;2H${CSI}1J`, ['', '', '', '', '', ...ten.slice(5)]],
    ['ED whole', `${lines(10)}${CSI}2J`, [], [9, 1]],
    ['ECH', `abcdef${CSI}1;2H${CSI}3X`, ['a   ef'], [0, 1]],
    ['DECALN', `\x1b#8`, Array.from({ length: 10 }, () => 'E'.repeat(20)), [0, 0]],
  ]),
  ...group('scroll regions', [
    ['DECSTBM sends the cursor home', `${CSI}5;5H${CSI}2;4rx`, ['x'], [0, 1]],
    ['LF scrolls only the region', `${lines(10)}${CSI}2;4r${CSI}4;1H\nx`, ['0', '2', '3', 'x', ...ten.slice(4)]],
    ['RI scrolls only the region', `${lines(10)}${CSI}2;4r${CSI}2;1H\x1bMx`, ['0', 'x', '1', '2', ...ten.slice(4)]],
    ['LF below the region does not scroll', `${lines(10)}${CSI}2;4r${CSI}10;1H\nx`, [...ten.slice(0, 9), 'x']],
    ['DECOM counts from the region', `${CSI}3;6r${CSI}?6h${CSI}1;1Hx`, ['', '', 'x']],
    ['SU', `${lines(10)}${CSI}2S`, ten.slice(2)],
    ['SD', `${lines(10)}${CSI}2T`, ['', '', ...ten.slice(0, 8)]],
    ['SU in a region', `${lines(10)}${CSI}2;4r${CSI}1S`, ['0', '2', '3', '', ...ten.slice(4)]],
  ]),
  ...group('insert and delete', [
    ['ICH', `abc${CSI}1;2H${CSI}2@`, ['a  bc'], [0, 1]],
    ['DCH', `abcdef${CSI}1;2H${CSI}2P`, ['adef'], [0, 1]],
    ['IL', `${lines(4)}${CSI}2;1H${CSI}2L`, ['0', '', '', '1', '2', '3']],
    ['DL', `${lines(6)}${CSI}2;1H${CSI}2M`, ['0', '3', '4', '5']],
    ['IL in a region', `${lines(10)}${CSI}2;4r${CSI}2;1H${CSI}1L`, ['0', '', '1', '2', ...ten.slice(4)]],
    ['IRM', `abc${CSI}1;2H${CSI}4hxy${CSI}4lz`, ['axyzc'], [0, 4]],
    ['REP', `ab${CSI}3b`, ['abbbb'], [0, 5]],
  ]),
  ...group('tabs', [
    ['stops at every eighth column', 'a\tb\tc', ['a       b       c'], [0, 17]],
    ['the last stop is the edge', '\t\t\t\tx', [`${' '.repeat(19)}x`]],
    ['HTS', `${CSI}1;4H\x1bH\r\tx`, ['   x'], [0, 4]],
    ['TBC of one', `${CSI}1;9H${CSI}g\r\tx`, [`${' '.repeat(16)}x`]],
    ['TBC of all', `${CSI}3g\r\tx`, [`${' '.repeat(19)}x`]],
    ['CHT and CBT', `${CSI}2Ia${CSI}1Zb`, ['                b'], [0, 17]],
  ]),
  ...group('character sets', [
    ['line drawing in G0', '\x1b(0lqk\x1b(Bq', ['┌─┐q']],
    ['line drawing in G1 by SO and SI', '\x1b)0a\x0eq\x0fq', ['a─q']],
    ['UTF-8', 'äöü €', ['äöü €']],
    ['combining marks', 'e\u0301x', ['e\u0301x'], [0, 2]],
    ['wide characters', '日本x', ['日本x'], [0, 5]],
    ['emoji', '🎉x', ['🎉x'], [0, 3]],
    ['half of a wide character written over', `日本${CSI}1;2Hx`, [' x本']],
  ]),
  ...group('screens and modes', [
    ['the alternate screen comes and goes', `ab${CSI}?1049hxy${CSI}?1049lc`, ['abc'], [0, 3]],
    ['the alternate screen is blank', `ab${CSI}?1049h${CSI}Hx`, ['x'], [0, 1]],
    ['RIS', `${lines(10)}${CSI}2;4r\x1bcx`, ['x'], [0, 1]],
    ['DECSTR', `${CSI}4h${CSI}!pab${CSI}1;1Hx`, ['xb']],
    ['LNM', `${CSI}20hab\nx`, ['ab', 'x'], [1, 1]],
  ]),
  ...group('answers', [
    ['DA1', `${CSI}c`, [], [0, 0], `${CSI}?1;2c`],
    ['DA2', `${CSI}>c`, [], [0, 0], `${CSI}>0;276;0c`],
    ['DSR', `${CSI}5n`, [], [0, 0], `${CSI}0n`],
    ['CPR', `${CSI}3;5H${CSI}6n`, [], [2, 4], `${CSI}3;5R`],
    ['DECRQM of marked pastes', `${CSI}?2004h${CSI}?2004$p`, [], [0, 0], `${CSI}?2004;1$y`],
    ['XTVERSION', `${CSI}>q`, [], [0, 0], '\x1bP>|gaffer\x1b\\'],
    ['the extended keyboard is not spoken', `${CSI}?u`, [], [0, 0], ''],
  ]),
  ...group('strings', [
    ['a title is no text', '\x1b]0;title\x07ab', ['ab']],
    ['a link is its text', '\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\!', ['link!']],
    ['the clipboard is out of reach', '\x1b]52;c;ZXZpbA==\x07ab', ['ab']],
    ['DCS, APC, PM and SOS are no text', '\x1bPx\x1b\\\x1b_x\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\ab', ['ab']],
    ['CAN ends a sequence', `a${CSI}3\x18b`, ['ab']],
    ['controls within a sequence are carried out', `ab${CSI}\r2Cx`, ['abx']],
  ]),
];

export interface StyleCase {
  readonly name: string;
  readonly output: string;
  /** As the outer terminal has it. */
  readonly style: Readonly<Record<string, number | boolean>>;
}

export const STYLES: readonly StyleCase[] = [
  ...(
    [
      [1, 'isBold'],
      [2, 'isDim'],
      [3, 'isItalic'],
      [4, 'isUnderline'],
      [5, 'isBlink'],
      [7, 'isInverse'],
      [8, 'isInvisible'],
      [9, 'isStrikethrough'],
      [53, 'isOverline'],
    ] as const
  ).flatMap(([code, flag]) => [
    { name: `SGR ${code}`, output: `${CSI}${code}mx`, style: { [flag]: true } },
    { name: `SGR ${code} and 0`, output: `${CSI}${code}m${CSI}mx`, style: { [flag]: false } },
  ]),
  { name: 'eight colours', output: `${CSI}31;42mx`, style: { getFgColor: 1, getBgColor: 2 } },
  { name: 'bright colours', output: `${CSI}91;102mx`, style: { getFgColor: 9, getBgColor: 10 } },
  { name: '256 colours', output: `${CSI}38;5;200;48;5;17mx`, style: { getFgColor: 200, getBgColor: 17 } },
  {
    name: 'true colour',
    output: `${CSI}38;2;1;2;3;48;2;4;5;6mx`,
    style: { getFgColor: 0x010203, getBgColor: 0x040506, isFgRGB: true, isBgRGB: true },
  },
  { name: 'true colour with colons', output: `${CSI}38:2::1:2:3mx`, style: { getFgColor: 0x010203, isFgRGB: true } },
  { name: 'default colours', output: `${CSI}31;42m${CSI}39;49mx`, style: { isFgDefault: true, isBgDefault: true } },
];
