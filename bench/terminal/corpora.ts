/** The six kinds of output that panes are measured with, the same bytes on every run. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const CORPORA = ['ascii', 'colour', 'dense', 'altrand', 'unicode', 'claude'] as const;
export type Corpus = (typeof CORPORA)[number];

/** Writes the corpora as files of about `bytes` each; returns their paths. */
export const writeCorpora = (dir: string, bytes: number): Readonly<Record<Corpus, string>> => {
  const paths = Object.fromEntries(CORPORA.map((name) => [name, join(dir, `${name}.bin`)])) as Record<Corpus, string>;
  for (const name of CORPORA) {
    const random = seeded(CORPORA.indexOf(name) + 1);
    let unit = '';
    // A unit of some hundred kilobytes, repeated: the terminal does not know that it has seen it.
    while (unit.length < UNIT_CHARS) unit += MAKERS[name](random);
    const piece = Buffer.from(unit);
    const times = Math.max(1, Math.round(bytes / piece.length));
    const head = name === 'altrand' ? '\x1b[?1049h' : '';
    writeFileSync(paths[name], Buffer.concat([Buffer.from(head), ...Array.from({ length: times }, () => piece)]));
  }
  return paths;
};

const UNIT_CHARS = 400_000;
const COLS = 200;
const ROWS = 50;

type Random = (below: number) => number;

const seeded = (seed: number): Random => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const pick = (random: Random, from: readonly string[]): string => from[random(from.length)] ?? '';
const words = (random: Random, count: number): string =>
  Array.from({ length: count }, () => pick(random, WORDS)).join(' ');
const WORDS = 'error the compile src/main.ts of warning 0x3fa1 passed const return => await import test node'.split(
  ' ',
);

const MAKERS: Readonly<Record<Corpus, (random: Random) => string>> = {
  /** A build log. */
  ascii: (random) => `${words(random, 4 + random(18))}\n`,
  /** A log with a colour every few words. */
  colour: (random) =>
    `${Array.from(
      { length: 3 + random(8) },
      () => `\x1b[${pick(random, ['31', '1;32', '38;5;208', '38;2;80;160;240', '0'])}m${words(random, 2)}\x1b[0m `,
    ).join('')}\n`,
  /** Every cell a colour of its own. */
  dense: (random) =>
    `\x1b[H${Array.from(
      { length: ROWS * COLS },
      () => `\x1b[38;2;${random(256)};${random(256)};${random(256)}m${String.fromCharCode(97 + random(26))}`,
    ).join('')}`,
  /** A full-screen program that jumps about. */
  altrand: (random) => `\x1b[${1 + random(ROWS)};${1 + random(COLS)}H\x1b[${30 + random(8)}m${words(random, 1)}`,
  /** Wide characters, marks, emoji. */
  unicode: (random) =>
    `${Array.from({ length: 8 + random(16) }, () =>
      pick(random, ['日本語', 'русский', '👍', '🎉🚀', 'e\u0301a\u0308', '한국어', 'ελληνικά', '┌──┐', 'naïve', '─│']),
    ).join(' ')}\n`,
  /** What Claude Code draws: a spinner that moves up and erases, and now and then a block of text above it. */
  claude: (random) => {
    const spinner = `\x1b[2K\x1b[1A\x1b[2K\x1b[1A\x1b[2K\x1b[G\x1b[38;2;215;119;87m${pick(random, ['·', '✢', '✳', '✶', '✻', '✽'])}\x1b[39m \x1b[38;2;215;119;87mPondering…\x1b[39m \x1b[2m(${random(99)}s · ↑ ${random(9)}.${random(9)}k tokens · esc to interrupt)\x1b[22m\n\n`;
    const box = `\x1b[2m╭${'─'.repeat(118)}╮\x1b[22m\n\x1b[2m│\x1b[22m > ${' '.repeat(115)}\x1b[2m│\x1b[22m`;
    return random(8) > 0 ? spinner : `\x1b[1m●\x1b[22m ${words(random, 16)}\n  ⎿  ${words(random, 10)}\n${box}\n`;
  },
};
