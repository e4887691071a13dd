/** Drives a program in a real pseudo-terminal and reads its screen as a person would see it. */
import xterm from '@xterm/headless';
import { spawn } from 'node-pty';

export interface ScreenRobot {
  readonly rows: () => readonly string[];
  readonly text: () => string;
  readonly write: (data: string) => void;
  readonly resize: (columns: number, lines: number) => void;
  /** Whether a program has the terminal for itself, as one that was given back has not. */
  readonly isAlternate: () => boolean;
  readonly pid: number;
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  readonly kill: () => Promise<void>;
}

export interface RobotSpec {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly columns?: number;
  readonly lines?: number;
}

export const openScreenRobot = ({ command, args, env, cwd, columns = 100, lines = 40 }: RobotSpec): ScreenRobot => {
  const terminal = new xterm.Terminal({ cols: columns, rows: lines, allowProposedApi: true });
  const pty = spawn(command, [...args], { cols: columns, rows: lines, cwd, env: { ...env } });
  pty.onData((data) => terminal.write(data));
  terminal.onData((reply) => pty.write(reply));
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  let over = false;
  exited.then(() => {
    over = true;
  });
  const rows = (): readonly string[] => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
  };
  return {
    rows,
    text: () => rows().join('\n'),
    write: (data) => pty.write(data),
    resize: (cols, rows) => {
      terminal.resize(cols, rows);
      pty.resize(cols, rows);
    },
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    pid: pty.pid,
    exited,
    kill: async () => {
      if (!over) pty.kill('SIGKILL');
      await exited;
      terminal.dispose();
    },
  };
};
