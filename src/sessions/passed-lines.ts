/** Lines that went past the parser, as they came, and what they look like once somebody asks. */
import unicode from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

export interface PassedLines {
  /** Whole lines: see plain-lines.ts for what may stand in them. */
  readonly text: string;
  /** How many rows of the screen they take. */
  readonly rows: number;
  readonly cols: number;
  /** Colours as they were before the first line. */
  readonly pen: string;
}

/** The first of them in the terminal that parses them. */
export const FIRST_PASSED = 1;

/** A terminal of their own, which holds them from `FIRST_PASSED` on. */
export const parsePassed = ({ text, rows, cols, pen }: PassedLines): headless.Terminal => {
  const terminal = new headless.Terminal({
    cols,
    rows: 2,
    scrollback: rows + 1,
    allowProposedApi: true,
    logLevel: 'off',
  });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  // Behind user input, even an empty one, the terminal parses at once and not at the next turn of the loop.
  terminal.input('', true);
  // From the last row on, each line end scrolls, as it did where they came from.
  terminal.write(`\x1b[2;1H${pen}${text}`);
  return terminal;
};
