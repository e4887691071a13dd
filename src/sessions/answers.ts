/**
 * What a pane's own terminal answers where the library stays silent: its name and version, and its colours. The answers
 * are the same for every session, and never the person's terminal's. To a question about the extended keyboard no answer
 * is the answer: it is not spoken here.
 */
import type { Terminal } from '@xterm/headless';

/** `send` is given whole answers, made of nothing that the session said. */
export const answerQueries = (terminal: Terminal, send: (bytes: string) => void): void => {
  terminal.parser.registerCsiHandler({ prefix: '>', final: 'q' }, () => {
    send(VERSION);
    return true;
  });
  for (const [number, answer] of COLOURS) {
    terminal.parser.registerOscHandler(number, (data) => {
      if (data !== '?') return false;
      send(answer);
      return true;
    });
  }
};

const VERSION = '\x1bP>|gaffer\x1b\\';
/** Text, background, cursor: what a program should draw for, light on dark. */
const COLOURS: readonly (readonly [osc: number, answer: string])[] = [
  [10, '\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\'],
  [11, '\x1b]11;rgb:0000/0000/0000\x1b\\'],
  [12, '\x1b]12;rgb:d0d0/d0d0/d0d0\x1b\\'],
];

export const FIXED_ANSWERS: ReadonlySet<string> = new Set([VERSION, ...COLOURS.map(([, answer]) => answer)]);
