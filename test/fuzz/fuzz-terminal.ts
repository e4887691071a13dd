/**
 * Random output, and hostile output cut up and mixed, through the parser and the painter: what comes out is safe, and the
 * outer terminal shows what the session's own does. The same seed gives the same run, as far as the time reaches.
 */
import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { createPainter } from '../../src/sessions/painter.ts';
import { createScreen } from '../../src/sessions/screen.ts';
import { cellsOf, randomOutput, seededRandom } from '../sessions/cells.ts';
import { HOSTILE_OUTPUT } from '../sessions/hostile-output.ts';

const OUTER = { cols: 100, rows: 40 };
const RECTANGLE = { top: 3, left: 7, cols: 40, rows: 12 };

export interface Fuzzed {
  /** Screens, each with a dozen frames. */
  readonly rounds: number;
  readonly frames: number;
  /** A sentence each. */
  readonly breaches: readonly string[];
  /** The longest that one piece of output kept this process. */
  readonly longestMs: number;
}

export const fuzzTerminal = async (seed: number, seconds: number): Promise<Fuzzed> => {
  const random = seededRandom(seed);
  const endsAt = performance.now() + seconds * 1000;
  const breaches: string[] = [];
  let rounds = 0;
  let frames = 0;
  let longestMs = 0;
  while (performance.now() < endsAt) {
    rounds += 1;
    const outer = await outerTerminal();
    const { screen, replies } = paneOf();
    const painter = createPainter();
    for (let frame = 0; frame < 12; frame += 1) {
      const output = random.below(3) === 0 ? mixed(random) : randomOutput(random, 1 + random.below(60));
      const startedAt = process.threadCpuUsage();
      screen.write(output);
      await screen.settled();
      const { user, system } = process.threadCpuUsage(startedAt);
      longestMs = Math.max(longestMs, (user + system) / 1000);
      const painted = painter.paint(screen, RECTANGLE);
      await outer.write(painted);
      frames += 1;
      const because = breachOf(painted, replies, screen, outer.terminal);
      if (because !== null)
        breaches.push(`round ${rounds}, frame ${frame}: ${because} after ${JSON.stringify(output).slice(0, 400)}`);
    }
  }
  return { rounds, frames, breaches, longestMs };
};

const paneOf = () => {
  const replies: string[] = [];
  const screen = createScreen({
    cols: RECTANGLE.cols,
    rows: RECTANGLE.rows,
    scrollback: 500,
    reply: (bytes) => replies.push(bytes),
    pause: () => {},
    resume: () => {},
  });
  return { screen, replies };
};

const outerTerminal = async () => {
  const terminal = new headless.Terminal({ ...OUTER, allowProposedApi: true, scrollback: 0 });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const write = (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve));
  await write(Array.from({ length: OUTER.rows }, (_, row) => `\x1b[${row + 1};1H${'#'.repeat(OUTER.cols)}`).join(''));
  return { terminal, write };
};

/** Pieces of hostile output behind each other, cut anywhere. */
const mixed = (random: ReturnType<typeof seededRandom>): string =>
  Array.from({ length: 1 + random.below(8) }, () => {
    const bytes = HOSTILE_OUTPUT[random.below(HOSTILE_OUTPUT.length)]?.[1] ?? Buffer.alloc(0);
    const text = bytes.toString();
    return random.below(2) === 0 ? text : text.slice(0, random.below(text.length + 1));
  }).join('');

// biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar is of control sequences.
const SAFE_SEQUENCE = /\x1b\[(?:[\d;]*m|\d+;\d+H|\?25[hl]|\?2026[hl])/g;

const breachOf = (
  painted: string,
  replies: readonly string[],
  screen: ReturnType<typeof createScreen>,
  outer: headless.Terminal,
): string | null => {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(painted.replaceAll(SAFE_SEQUENCE, ''))) return 'unsafe output';
  if (replies.some((reply) => /rm -rf|evil/.test(reply))) return 'a reply with text of the session';
  for (let row = 0; row < OUTER.rows; row += 1) {
    const line = outer.buffer.active.getLine(row)?.translateToString() ?? '';
    const isInside = row >= RECTANGLE.top && row < RECTANGLE.top + RECTANGLE.rows;
    if (!/^#+$/.test(isInside ? line.slice(0, RECTANGLE.left) : line)) return `row ${row} changed outside the pane`;
  }
  const wanted = pictureOf(cellsOf(screen.buffer, { ...RECTANGLE, top: screen.buffer.baseY, left: 0 }));
  const shown = pictureOf(cellsOf(outer.buffer.active, RECTANGLE));
  const row = wanted.findIndex((cells, index) => !isShown(cells, shown[index] ?? []));
  return row === -1
    ? null
    : `row ${row} shows ${JSON.stringify(shown[row]?.join('|'))} for ${JSON.stringify(wanted[row]?.join('|'))}`;
};

/** The second column of a character that the outer terminal may take for narrow. */
const HALF = '';

/** Each row by its columns, with their styles; a replacement of two columns is two characters on the outer terminal. */
const pictureOf = (cells: ReturnType<typeof cellsOf>): readonly (readonly string[])[] =>
  cells.map((row) =>
    row.flatMap(({ text, style }, col) => {
      if (text !== '') return [...text].map((char) => `${char}${style}`);
      return [...(row[col - 1]?.text ?? '')].length === 1 ? [HALF] : [];
    }),
  );

const isShown = (wanted: readonly string[], shown: readonly string[]): boolean =>
  wanted.length === shown.length &&
  wanted.every((cell, col) => cell === shown[col] || (cell === HALF && shown[col]?.startsWith(' ') === true));
