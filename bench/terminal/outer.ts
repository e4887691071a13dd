/**
 * The terminal that a person would sit at, for whatever is measured: a pseudo-terminal that takes all that is written to
 * it at once, and tells when a text has come.
 */
import { type IPty, spawn } from 'node-pty';

export interface Outer {
  readonly pid: number;
  readonly type: (keys: string) => void;
  /** Resolves with the time when `text` came out, whatever colours and moves stand between. */
  readonly sees: (text: string, limitMs?: number) => Promise<number>;
  readonly received: () => number;
  readonly kill: () => Promise<void>;
}

export interface OuterSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
}

const LIMIT_MS = 120_000;
/** Longer than any text that is waited for, with all that may stand between its characters. */
const TAIL_CHARS = 4096;

export const openOuter = ({ command, args, ...spec }: OuterSpec): Outer => {
  const pty: IPty = spawn(command, [...args], { ...spec, env: { ...spec.env }, name: 'xterm-256color' });
  let tail = '';
  let received = 0;
  let wanted: { readonly text: string; readonly found: (at: number) => void } | null = null;
  pty.onData((data) => {
    received += data.length;
    if (wanted === null) return;
    tail = (tail + data).slice(-TAIL_CHARS - data.length);
    if (!tail.replaceAll(SEQUENCES, '').includes(wanted.text)) {
      tail = tail.slice(-TAIL_CHARS);
      return;
    }
    const { found } = wanted;
    wanted = null;
    found(performance.now());
  });
  const exited = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  let isOver = false;
  void exited.then(() => {
    isOver = true;
  });
  return {
    pid: pty.pid,
    type: (keys) => pty.write(keys),
    sees: (text, limitMs = LIMIT_MS) =>
      new Promise((resolve, reject) => {
        tail = '';
        const timer = setTimeout(() => {
          wanted = null;
          reject(new Error(`${JSON.stringify(text)} did not come within ${limitMs} ms`));
        }, limitMs);
        wanted = {
          text,
          found: (at) => {
            clearTimeout(timer);
            resolve(at);
          },
        };
      }),
    received: () => received,
    kill: async () => {
      if (!isOver) pty.kill('SIGKILL');
      await exited;
    },
  };
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: what stands between the characters are control sequences.
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[()].|\x1b[=>78M]|[\x0e\x0f]/g;
