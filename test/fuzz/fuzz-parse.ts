/**
 * Random output through our way into the terminal and through the library's alone: each word of each line, the cursor and
 * the modes must be the same. The same seed gives the same run, as far as the time reaches.
 */
import unicode from '@xterm/addon-unicode11';
import headless, { type IBufferLine } from '@xterm/headless';
import { EXTENDED, WORDS, wordsOf } from '../../src/sessions/line-words.ts';
import { createParse } from '../../src/sessions/parse.ts';
import { randomOutput, seededRandom } from '../sessions/cells.ts';

const SIZE = { cols: 40, rows: 12 } as const;

export interface FuzzedParse {
  readonly pieces: number;
  /** A sentence each. */
  readonly differences: readonly string[];
}

export const fuzzParse = (seed: number, seconds: number): FuzzedParse => {
  const random = seededRandom(seed);
  const endsAt = performance.now() + seconds * 1000;
  const differences: string[] = [];
  let pieces = 0;
  while (performance.now() < endsAt && differences.length < 5) {
    const [ours, alone] = [newTerminal(), newTerminal()];
    const parse = createParse(ours);
    let output = '';
    for (let piece = 0; piece < 20; piece += 1) {
      const text = Array.from({ length: 1 + random.below(12) }, () =>
        random.below(3) === 0 ? EDGES[random.below(EDGES.length)] : randomOutput(random, 1 + random.below(4)),
      ).join('');
      // Where the library throws (see parse.ts) there is nothing to compare with.
      if (erasesToTheEnd(alone, text)) break;
      output += text;
      parse(text);
      pieces += 1;
      const because = differenceOf(ours, alone);
      if (because === null) continue;
      differences.push(`${because} after ${JSON.stringify(output).slice(-600)}`);
      break;
    }
    ours.dispose();
    alone.dispose();
  }
  return { pieces, differences };
};

/** What meets the edges of a run: the last column, halves of wide characters, and what is kept beside the words. */
const EDGES: readonly string[] = [
  'x'.repeat(39),
  'я'.repeat(41),
  '─'.repeat(40),
  'a日b',
  '日本語',
  'ab\u0301c',
  '\x1b[39Gab',
  '\x1b[40Gx',
  '\x1b[40G日',
  '\x1b[39G日\x1b[40Gx',
  '日\x1b[Dx',
  '日\b\bx',
  'x\x1b[3b',
  'ab\x1b[50b',
  '\x1b[4:3mcurly\x1b[24m',
  '\x1b[4m\x1b[58;5;9mred\x1b[59mline',
  '\x1b]8;;x:y\x1b\\link\x1b]8;;\x1b\\',
  '\x1b7\x1b[31;44m\x1b8text',
  '\x1b[0m',
  '\x1b[44m\x1b[K\x1b[0m',
  '日\b\x1b[K',
  '\x1b[3;41m\x1b[2K',
  '\x1b[40Gxx\x1b[K',
  '\x0eqx\x0f',
  '\x1b)0',
  '\x1b[1"qkept\x1b[0"q\x1b[?2J',
  '\ud83d',
  '\ufeff',
];

const newTerminal = (): headless.Terminal => {
  const terminal = new headless.Terminal({ ...SIZE, scrollback: 60, allowProposedApi: true, logLevel: 'off' });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  return terminal;
};

/** Writes the text; says whether that was too much for the library alone. */
const erasesToTheEnd = (alone: headless.Terminal, text: string): boolean => {
  try {
    alone.input('', true);
    alone.write(text);
    return false;
  } catch {
    return true;
  }
};

const differenceOf = (ours: headless.Terminal, alone: headless.Terminal): string | null => {
  const [a, b] = [ours.buffer.active, alone.buffer.active];
  if (a.type !== b.type || a.cursorX !== b.cursorX || a.cursorY !== b.cursorY || a.length !== b.length)
    return `${a.type} ${a.cursorX},${a.cursorY} of ${a.length} for ${b.type} ${b.cursorX},${b.cursorY} of ${b.length}`;
  if (JSON.stringify(ours.modes) !== JSON.stringify(alone.modes)) return 'other modes';
  for (let index = 0; index < a.length; index += 1) {
    const [mine, theirs] = [a.getLine(index), b.getLine(index)];
    if (mine === undefined || theirs === undefined || mine.isWrapped !== theirs.isWrapped) return `line ${index} wraps`;
    const [words, wanted] = [wordsOf(mine), wordsOf(theirs)];
    if (words === null || wanted === null) return 'the library has no words any more';
    const at = wanted.findIndex((word, place) => word !== words[place]);
    if (at !== -1) return `line ${index}, word ${at}: ${words[at]} for ${wanted[at]}`;
    const extended = SIZE_COLS.find((col) => extendedOf(mine, wanted, col) !== extendedOf(theirs, wanted, col));
    if (extended !== undefined) return `line ${index}, column ${extended} is underlined or linked otherwise`;
    if (mine.translateToString() !== theirs.translateToString()) return `line ${index} reads otherwise`;
  }
  return null;
};

const SIZE_COLS = Array.from({ length: SIZE.cols }, (_, col) => col);

/** What is kept beside the words of a cell: the kind of underline with its colour, and the link. */
const extendedOf = (line: IBufferLine, words: Uint32Array, col: number): string => {
  if (((words[col * WORDS + 2] ?? 0) & EXTENDED) === 0) return '';
  const { _line: inner } = line as IBufferLine & { readonly _line?: { readonly _extendedAttrs?: Extended } };
  const attributes = inner?._extendedAttrs?.[col];
  return `${attributes?.ext} ${attributes?.urlId}`;
};

type Extended = Readonly<Record<number, { readonly ext: number; readonly urlId: number } | undefined>>;
