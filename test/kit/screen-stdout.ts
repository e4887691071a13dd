/** A terminal of a real size to draw on: a TTY's stdout whose bytes go through a real emulator, read as a person sees it. */
import { EventEmitter } from 'node:events';
import { Terminal } from '@xterm/headless';

export interface ScreenStdout {
  readonly stdout: NodeJS.WriteStream;
  readonly terminal: Terminal;
  /** All that was written. */
  readonly bytes: () => string;
  /** The rows as they stand, without spaces at their ends, once everything written so far is drawn. */
  readonly frame: () => Promise<string>;
  readonly resize: (cols: number, rows: number) => void;
}

export const screenStdout = (cols: number, rows: number): ScreenStdout => {
  // A terminal's line discipline turns a line feed into a new line, in Node's raw mode too.
  const terminal = new Terminal({ cols, rows, allowProposedApi: true, scrollback: 0, convertEol: true });
  let written = '';
  const size = { columns: cols, rows };
  const stream = Object.assign(new EventEmitter(), {
    isTTY: true,
    writable: true,
    write: (chunk: string, done?: unknown): boolean => {
      written += chunk;
      terminal.write(chunk, typeof done === 'function' ? () => done() : undefined);
      return true;
    },
  });
  Object.defineProperties(stream, {
    columns: { get: () => size.columns },
    rows: { get: () => size.rows },
  });
  return {
    // The part of a stream that Ink and gaffer use.
    stdout: stream as unknown as NodeJS.WriteStream,
    terminal,
    bytes: () => written,
    frame: async () => {
      await new Promise<void>((resolve) => terminal.write('', resolve));
      const { active } = terminal.buffer;
      return Array.from({ length: terminal.rows }, (_, row) =>
        (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
      ).join('\n');
    },
    resize: (nextCols, nextRows) => {
      terminal.resize(nextCols, nextRows);
      size.columns = nextCols;
      size.rows = nextRows;
      stream.emit('resize');
    },
  };
};
