/** The whole product as a user runs it: the launcher as a process, in a terminal or not, with a home of its own. */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { openScreenRobot, type ScreenRobot } from './screen-robot.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const LAUNCHER = join(ROOT, 'bin/gaffer.cjs');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where state and sockets of a test lie; nothing of the user's is touched. */
export const environmentIn = (home: string): Readonly<Record<string, string>> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  XDG_STATE_HOME: join(home, 'state'),
  XDG_RUNTIME_DIR: home,
  XDG_CACHE_HOME: join(home, 'cache'),
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  TZ: 'UTC',
});

export const gaffer = (
  home: string,
  args: readonly string[],
  { cwd = home, input = '', env = environmentIn(home) } = {},
): Promise<Ran> =>
  new Promise((done) => {
    const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd, env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('close', (code) => done({ code, stdout, stderr }));
    child.stdin.end(input);
  });

export const openGaffer = (
  home: string,
  args: readonly string[],
  { columns = 120, lines = 40, cwd = home } = {},
): ScreenRobot =>
  openScreenRobot({
    command: process.execPath,
    args: [LAUNCHER, ...args],
    cwd,
    env: environmentIn(home),
    columns,
    lines,
  });
