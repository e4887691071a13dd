/**
 * Start-up as a person feels it: time to the first frame with and without a supervisor running, time until four workers
 * are ready beside four bare `claude` processes of the same configuration, and what a fleet at rest costs. Medians of ten
 * on real processes, in a workspace as `gaffer init` lays it; the agent's service is never asked.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import headless from '@xterm/headless';
import { type IPty, spawn } from 'node-pty';
import { stringify } from 'yaml';
import { readScreen } from '../src/claude/screen-reading.ts';
import { seedConfigDir } from '../src/claude/trust.ts';
import { describeProblem } from '../src/domain/problem.ts';
import { placesOf } from '../src/state/places.ts';
import { connectFleet } from '../src/wire/client.ts';
import type { FleetClient } from '../src/wire/fleet-client.ts';
import { type Bench, median } from './figures.ts';

const ROUNDS = 10;
const WORKERS = 4;
const IDLE_SECONDS = 20;
/** Four sessions together take about 4 % of a core when nothing happens; above a tenth they are at work. */
const EASE_MS = 2_000;
const EASE_TICKS = 20;
const root = join(import.meta.dirname, '..');
const launcher = join(root, 'bin/gaffer.cjs');
const claude = join(root, 'node_modules/.bin/claude');

export const bench: Bench = async (progress) => {
  const dir = mkdtempSync(join(tmpdir(), 'gaffer-bench-'));
  let workspace = join(dir, 'work');
  try {
    const cold: number[] = [];
    const ready: number[] = [];
    const bare: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      workspace = join(dir, `work-${round}`);
      await lay(workspace);
      bare.push(await bareClaudes(workspace));
      const start = await coldStart(workspace);
      cold.push(start.firstFrameMs);
      ready.push(start.readyMs);
      start.dashboard.kill('SIGKILL');
      down(workspace);
      progress(
        `round ${round}: cold ${cold.at(-1)?.toFixed(0)} ms, ready ${ready.at(-1)?.toFixed(0)} ms, bare ${bare.at(-1)?.toFixed(0)} ms`,
      );
    }
    workspace = join(dir, 'work-warm');
    await lay(workspace);
    const first = await coldStart(workspace);
    const warm: number[] = [];
    first.dashboard.kill('SIGKILL');
    await atEase(first.sessions);
    for (let round = 1; round <= ROUNDS; round += 1) {
      const opened = await openDashboard(workspace);
      warm.push(opened.firstFrameMs);
      opened.dashboard.kill('SIGKILL');
    }
    progress(`warm ${warm.map((ms) => ms.toFixed(0)).join(' ')} ms`);
    const last = await openDashboard(workspace);
    const rest = await atRest(workspace, last.dashboard.pid);
    last.dashboard.kill('SIGKILL');
    down(workspace);
    return {
      firstFrameWarm: { value: median(warm), unit: 'ms', goal: '< 250' },
      firstFrameCold: { value: median(cold), unit: 'ms', goal: '< 600' },
      fourWorkersReady: { value: median(ready), unit: 'ms', goal: null },
      fourBareClaudesReady: { value: median(bare), unit: 'ms', goal: null },
      readyRatio: { value: median(ready) / median(bare), unit: 'times bare', goal: '<= 1.5' },
      idleCpu: { value: rest.cpuPercent, unit: '% of a core', goal: '< 1' },
      rss: { value: rest.rssMiB, unit: 'MiB', goal: '< 250' },
    };
  } finally {
    spawnSync(process.execPath, [launcher, 'down', '-C', workspace]);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** As a person's workspace is: scaffolded, trusted, nothing in the backlog that would be begun. */
const lay = async (workspace: string): Promise<void> => {
  execFileSync(process.execPath, [launcher, 'init', workspace], { stdio: 'ignore' });
  const config = { workers: WORKERS, dispatch: 'off', agent: { command: [claude], env: ['ANTHROPIC_AUTH_TOKEN'] } };
  writeFileSync(join(workspace, 'gaffer.yaml'), stringify(config));
  const seeded = await seedConfigDir(configDirOf(workspace), [workspace]);
  if (!seeded.ok) throw new Error(describeProblem(seeded.problem));
};

const configDirOf = (workspace: string): string => `${workspace}-claude`;

/** Nothing answers there, and nothing is asked before the first prompt. */
const serviceOf = (workspace: string) => ({
  CLAUDE_CONFIG_DIR: configDirOf(workspace),
  ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
  ANTHROPIC_AUTH_TOKEN: 'bench',
});

interface Opened {
  readonly dashboard: IPty;
  readonly firstFrameMs: number;
}

/** From the start of the process until the dashboard's header stands on a 120x40 terminal. */
const openDashboard = (workspace: string): Promise<Opened> =>
  new Promise((resolve) => {
    const screen = new headless.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
    const startedAt = performance.now();
    const dashboard = spawn(process.execPath, [launcher, 'dashboard', '-C', workspace], {
      cols: 120,
      rows: 40,
      cwd: tmpdir(),
      env: { ...process.env, ...serviceOf(workspace), TERM: 'xterm-256color', NODE_ENV: 'production' },
    });
    let seen = false;
    dashboard.onData((data) => {
      screen.write(data, () => {
        if (seen || !rowsOf(screen).some((row) => row.includes('Workers'))) return;
        seen = true;
        resolve({ dashboard, firstFrameMs: performance.now() - startedAt });
      });
    });
  });

interface Started extends Opened {
  readonly readyMs: number;
  readonly sessions: readonly number[];
}

const coldStart = async (workspace: string): Promise<Started> => {
  const startedAt = performance.now();
  const opened = await openDashboard(workspace);
  const client = await supervisorOf(workspace);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const workers = Object.values(client.snapshot().workers);
      if (workers.length === WORKERS && workers.every((worker) => worker.state.kind === 'idle')) resolve();
    };
    client.subscribe(look);
    look();
  });
  const readyMs = performance.now() - startedAt;
  const sessions = Object.values(client.snapshot().workers).flatMap(({ session }) => session?.pid ?? []);
  client.close();
  return { ...opened, readyMs, sessions };
};

/** A session that is ready goes on loading for seconds; what is measured next would share the processor with it. */
const atEase = async (pids: readonly number[]): Promise<void> => {
  let before = Number.NEGATIVE_INFINITY;
  for (;;) {
    const ticks = pids.map(cpuTicks).reduce((sum, value) => sum + value, 0);
    if (ticks - before < EASE_TICKS) return;
    before = ticks;
    await sleep(EASE_MS);
  }
};

/** The dashboard stands before its supervisor does: look for it until it answers. */
const supervisorOf = async (workspace: string): Promise<FleetClient> => {
  for (;;) {
    const places = existsSync(join(workspace, '.gaffer/supervisor.pid')) ? placesOf(workspace, process.env) : null;
    const client = places?.ok === true ? await connectFleet(places.value.controlSocket) : null;
    if (client?.ok === true) return client.value;
    await sleep(10);
  }
};

const down = (workspace: string): void => {
  spawnSync(process.execPath, [launcher, 'down', '-C', workspace]);
};

/** Four bare sessions at once, with the same configuration, until each shows its composer. */
const bareClaudes = async (cwd: string): Promise<number> => {
  const startedAt = performance.now();
  const sessions = await Promise.all(Array.from({ length: WORKERS }, () => bareClaude(cwd)));
  const readyMs = performance.now() - startedAt;
  for (const session of sessions) {
    const gone = new Promise((resolve) => session.onExit(resolve));
    session.kill('SIGKILL');
    await gone;
  }
  return readyMs;
};

const bareClaude = (cwd: string): Promise<IPty> =>
  new Promise((resolve) => {
    const screen = new headless.Terminal({ cols: 120, rows: 40, allowProposedApi: true });
    const session = spawn(claude, ['--permission-mode', 'default', '--model', 'haiku'], {
      cols: 120,
      rows: 40,
      cwd,
      env: {
        // What a person's shell would pass, and what gaffer's own list lets through: certificates cost a start, too.
        ...(process.env as Record<string, string>),
        TERM: 'xterm-256color',
        ...serviceOf(cwd),
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_AUTOUPDATER: '1',
        CLAUDE_CODE_DISABLE_ALTERNATE_SCREEN: '1',
      },
    });
    session.onData((data) => {
      screen.write(data, () => {
        if (readScreen(rowsOf(screen)).kind === 'composer') resolve(session);
      });
    });
  });

const rowsOf = (screen: headless.Terminal): string[] =>
  Array.from(
    { length: screen.rows },
    (_, row) => screen.buffer.active.getLine(screen.buffer.active.baseY + row)?.translateToString(true) ?? '',
  );

/** CPU and memory of supervisor and dashboard together over some seconds in which nothing happens. */
const atRest = async (workspace: string, dashboardPid: number) => {
  const pids = [dashboardPid, supervisorPid(workspace)];
  await sleep(3_000);
  const before = pids.map(cpuTicks);
  await sleep(IDLE_SECONDS * 1000);
  const after = pids.map(cpuTicks);
  const ticks = after.reduce((sum, value, index) => sum + value - (before[index] ?? 0), 0);
  const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return {
    cpuPercent: (ticks / ticksPerSecond / IDLE_SECONDS) * 100,
    rssMiB: pids.map(rssKiB).reduce((sum, value) => sum + value, 0) / 1024,
  };
};

const supervisorPid = (workspace: string): number =>
  Number(readFileSync(join(workspace, '.gaffer/supervisor.pid'), 'utf8'));

const cpuTicks = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};

const rssKiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
