/**
 * A minute of random output, and of hostile output cut up and mixed, through the parser and the painter: what comes out
 * is safe, and the outer terminal shows what the session's own does. `--seed N` repeats a run, `--seconds N` sets its length.
 */
import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';
import { createPainter } from '../src/sessions/painter.ts';
import { createScreen } from '../src/sessions/screen.ts';
import { cellsOf, randomOutput, seededRandom } from '../test/sessions/cells.ts';
import { HOSTILE_OUTPUT } from '../test/sessions/hostile-output.ts';
import type { Bench } from './figures.ts';

const SECONDS = 60;
const OUTER = { cols: 100, rows: 40 };
const RECTANGLE = { top: 3, left: 7, cols: 40, rows: 12 };
/** What this process may be kept from its keys and sockets by one piece of output. */
const LONGEST_MS = 100;

export const bench: Bench = async (progress, options) => {
  const numberAfter = (name: string, fallback: number): number => {
    const at = options.indexOf(name);
    return at === -1 ? fallback : Number(options[at + 1]);
  };
  const seed = numberAfter('--seed', Date.now() % 1_000_000);
  const random = seededRandom(seed);
  const endsAt = performance.now() + numberAfter('--seconds', SECONDS) * 1000;
  progress(`seed ${seed}`);
  let rounds = 0;
  let frames = 0;
  let breaches = 0;
  let longestMs = 0;
  while (performance.now() < endsAt) {
    rounds += 1;
    const outer = await outerTerminal();
    const { screen, replies } = paneOf();
    const painter = createPainter();
    for (let frame = 0; frame < 12; frame += 1) {
      const output = random.below(3) === 0 ? mixed(random) : randomOutput(random, 1 + random.below(60));
      const startedAt = performance.now();
      screen.write(output);
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      await screen.settled();
      const painted = painter.paint(screen, RECTANGLE);
      await outer.write(painted);
      frames += 1;
      const because = breachOf(painted, replies, screen, outer.terminal);
      if (because === null) continue;
      breaches += 1;
      progress(`round ${rounds}, frame ${frame}: ${because} after ${JSON.stringify(output).slice(0, 400)}`);
    }
  }
  return {
    rounds: { value: rounds, unit: 'screens', goal: '> 0' },
    frames: { value: frames, unit: 'frames', goal: null },
    breaches: { value: breaches, unit: 'breaches', goal: '= 0' },
    longestTurn: { value: longestMs, unit: 'ms', goal: `< ${LONGEST_MS}` },
  };
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
  const row = wanted.findIndex((text, index) => text !== shown[index]);
  return row === -1 ? null : `row ${row} shows ${JSON.stringify(shown[row])} for ${JSON.stringify(wanted[row])}`;
};

/** Each row as text with its styles; a replacement of two columns is two characters on the outer terminal. */
const pictureOf = (cells: ReturnType<typeof cellsOf>): readonly string[] =>
  cells.map((row) => row.flatMap(({ text, style }) => [...text].map((char) => `${char}${style}`)).join('|'));
