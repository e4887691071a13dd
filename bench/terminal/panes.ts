/**
 * The programs that hold panes, each behind the same few doors: N puppets in panes of 200x50 under a line of status, the
 * first of them on an outer terminal of 200x51.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { placesOf } from '../../src/state/places.ts';
import { connectFleet } from '../../src/wire/client.ts';
import { type Outer, openOuter } from './outer.ts';

export interface Panes {
  /** Showing the first pane. */
  readonly outer: Outer;
  readonly puppets: readonly Puppet[];
  /** Its own processes, without what runs in the panes. */
  readonly pids: () => readonly number[];
  /** Keys that lead to the second pane, and back to the first. */
  readonly switchKeys: readonly [there: string, back: string];
  /** A view of all panes, from which one key leads to the first and another back, to where `text` is drawn. */
  readonly overview: (() => Promise<Overview>) | null;
  readonly close: () => Promise<void>;
}

export interface Overview {
  readonly outer: Outer;
  readonly attachKey: string;
  readonly backKey: string;
  readonly text: string;
}

export interface Puppet {
  readonly order: (line: string) => void;
  readonly done: () => Promise<void>;
}

/** `bare`: the first program alone, on the outer terminal itself. What its figures say is the machine's. */
export type Peer = 'tmux' | 'gaffer' | 'bare';
export type OpenPanes = (dir: string, count: number) => Promise<Panes>;

export const PANE = { cols: 200, rows: 50 } as const;
/** With the one line that each of them has for itself. */
const SIZE = { cols: PANE.cols, rows: PANE.rows + 1 } as const;
const HISTORY = 10_000;
const root = join(import.meta.dirname, '../..');
const launcher = join(root, 'bin/gaffer.cjs');
const puppetScript = join(import.meta.dirname, 'puppet.pl');
const environment = (extra: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  ...extra,
});

const openTmux: OpenPanes = async (dir, count) => {
  const socket = join(dir, 'tmux.sock');
  const config = join(dir, 'tmux.conf');
  writeFileSync(
    config,
    [
      `set -g history-limit ${HISTORY}`,
      'set -g status on',
      'set -sg escape-time 0',
      'set -g default-terminal tmux-256color',
      "set -as terminal-overrides ',xterm-256color:RGB'",
    ].join('\n'),
  );
  const tmux = (...args: readonly string[]): string =>
    execFileSync('tmux', ['-S', socket, '-f', config, ...args], { encoding: 'utf8', env: environment() });
  const puppet = `perl ${puppetScript} ${dir}`;
  tmux('new-session', '-d', '-s', 'bench', '-x', '200', '-y', '51', puppet);
  for (let pane = 2; pane <= count; pane += 1) tmux('new-window', '-d', '-t', `bench:${pane - 1}`, puppet);
  const server = Number(tmux('display-message', '-p', '#{pid}'));
  const pids = tmux('list-panes', '-s', '-t', 'bench', '-F', '#{pane_pid}').trim().split('\n').map(Number);
  const puppets = pids.map((pid) => puppetAt(dir, pid));
  await allUp(dir, pids);
  tmux('select-window', '-t', 'bench:0');
  const outer = openOuter({
    command: 'tmux',
    args: ['-S', socket, 'attach', '-t', 'bench'],
    cwd: dir,
    env: environment(),
    ...SIZE,
  });
  await showsFirst(outer, puppets);
  return {
    outer,
    puppets,
    pids: () => [server, outer.pid],
    switchKeys: ['\x02' + '1', '\x02' + '0'],
    overview: null,
    close: async () => {
      spawnSync('tmux', ['-S', socket, 'kill-server']);
      await outer.kill();
    },
  };
};

const openGaffer: OpenPanes = async (dir, count) => {
  const workspace = join(dir, 'work');
  mkdirSync(join(workspace, 'apps'), { recursive: true });
  writeFileSync(
    join(workspace, 'gaffer.yaml'),
    [
      `workers: ${count}`,
      'dispatch: off',
      `agent: { command: [perl, ${JSON.stringify(puppetScript)}, ${JSON.stringify(dir)}] }`,
      `sessions: { cols: 200, rows: 50, scrollback: ${HISTORY} }`,
      '',
    ].join('\n'),
  );
  const env = environment({ XDG_RUNTIME_DIR: dir });
  const gaffer = (...args: readonly string[]): void => {
    execFileSync(process.execPath, [launcher, ...args, '-C', workspace], { env, stdio: 'pipe' });
  };
  gaffer('up');
  const places = placesOf(workspace, env);
  if (!places.ok) throw new Error(places.problem.message);
  const client = await connectFleet(places.value.controlSocket);
  if (!client.ok) throw new Error(client.problem.message);
  const sessions = () => Object.values(client.value.snapshot().workers).map((worker) => worker.session?.pid ?? null);
  while (sessions().length < count || sessions().includes(null)) await sleep(20);
  const pids = sessions().map(Number);
  client.value.close();
  const puppets = pids.map((pid) => puppetAt(dir, pid));
  await allUp(dir, pids);
  const supervisor = parentOf(pids[0] ?? 0);
  const outer = openOuter({
    command: process.execPath,
    args: [launcher, 'attach', '1', '-C', workspace],
    cwd: workspace,
    env: { ...env, NODE_ENV: 'production' },
    ...SIZE,
  });
  await showsFirst(outer, puppets);
  return {
    outer,
    puppets,
    pids: () => [supervisor, outer.pid],
    switchKeys: ['\x1d2', '\x1d1'],
    overview: async () => {
      // Attached last, it decides the size; the other one must not be there to be painted too.
      await outer.kill();
      const dashboard = openOuter({
        command: process.execPath,
        args: [launcher, '-C', workspace],
        cwd: workspace,
        env: { ...env, NODE_ENV: 'production' },
        ...SIZE,
      });
      await dashboard.sees('Workers', 20_000);
      return { outer: dashboard, attachKey: '\r', backKey: '\x1d', text: 'Workers' };
    },
    close: async () => {
      await outer.kill();
      spawnSync(process.execPath, [launcher, 'down', '-C', workspace], { env });
      rmSync(workspace, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};

const openBare: OpenPanes = async (dir) => {
  const outer = openOuter({ command: 'perl', args: [puppetScript, dir], cwd: dir, env: environment(), ...SIZE });
  await allUp(dir, [outer.pid]);
  const puppets = [puppetAt(dir, outer.pid)];
  await showsFirst(outer, puppets);
  return { outer, puppets, pids: () => [], switchKeys: ['', ''], overview: null, close: outer.kill };
};

export const PEERS: Readonly<Record<Peer, OpenPanes>> = { tmux: openTmux, gaffer: openGaffer, bare: openBare };

const puppetAt = (dir: string, pid: number): Puppet => ({
  order: (line) => {
    const fifo = openSync(join(dir, `${pid}.in`), constants.O_WRONLY);
    writeSync(fifo, `${line}\n`);
    closeSync(fifo);
  },
  done: async () => {
    while (!existsSync(join(dir, `${pid}.done`))) await sleep(5);
  },
});

const allUp = async (dir: string, pids: readonly number[]): Promise<void> => {
  for (;;) {
    const up = new Set(readdirSync(dir).filter((file) => file.endsWith('.up')));
    if (pids.every((pid) => up.has(`${pid}.up`))) return;
    await sleep(10);
  }
};

const showsFirst = async (outer: Outer, [first]: readonly Puppet[]): Promise<void> => {
  const shown = outer.sees('ᚠready', 20_000);
  await sleep(500);
  first?.order('say ᚠready');
  await shown;
};

const parentOf = (pid: number): number =>
  Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }));
