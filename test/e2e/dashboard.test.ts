import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { gaffer, openGaffer } from '../kit/gaffer-process.ts';
import type { ScreenRobot } from '../kit/screen-robot.ts';
import { tempDir } from '../kit/temp.ts';

const LONG_MS = 240_000;

const shows = (robot: ScreenRobot, pattern: RegExp | string, timeout = 60_000): Promise<void> =>
  vi.waitFor(() => expect(robot.text()).toMatch(pattern), { timeout, interval: 100 });

const statusOf = async (home: string, workspace: string) =>
  JSON.parse((await gaffer(home, ['status', '--json', '-C', workspace])).stdout);

describe('the dashboard over real sessions', () => {
  const prepare = (): {
    home: string;
    workspace: string;
    open: (size?: { columns: number; lines: number }) => ScreenRobot;
  } => {
    const home = tempDir();
    const workspace = join(home, 'state/gaffer/rehearsals/first-light');
    onTestFinished(async () => {
      await gaffer(home, ['down', '-C', workspace]);
    });
    return {
      home,
      workspace,
      open: (size = { columns: 120, lines: 40 }) => {
        const robot = openGaffer(home, ['rehearse'], size);
        onTestFinished(() => robot.kill());
        return robot;
      },
    };
  };

  it(
    'lets a person approve, deny, attach, type, come back, leave, return and stop',
    async () => {
      const { home, workspace, open } = prepare();
      const first = open();
      await shows(first, 'REHEARSAL');
      await shows(first, 'gaffer init');
      await shows(first, /Decisions · [12] waiting/, 120_000);
      first.write('y');
      await vi.waitFor(
        async () =>
          expect(
            (await gaffer(home, ['events', '--kind', 'decision.settled', '--json', '-C', workspace])).stdout,
          ).toMatch(/"approve"/),
        {
          timeout: 30_000,
          interval: 500,
        },
      );
      // The second question: another one than the first, and on screen.
      await vi.waitFor(
        async () => {
          const { decisions } = await statusOf(home, workspace);
          expect(decisions.map(({ id }: { id: string }) => id)).toEqual(['D2']);
        },
        { timeout: 120_000, interval: 500 },
      );
      await vi.waitFor(
        () => {
          // Refused for a moment after another question took the place of the last one.
          if (!/Deny D2: why/.test(first.text())) first.write('n');
          expect(first.text()).toMatch(/Deny D2: why/);
        },
        { timeout: 30_000, interval: 700 },
      );
      first.write('use the local table\r');
      await vi.waitFor(
        async () => {
          const { stdout } = await gaffer(home, ['events', '--kind', 'decision.settled', '--json', '-C', workspace]);
          expect(stdout).toMatch(/"deny".*use the local table/);
        },
        { timeout: 30_000, interval: 500 },
      );

      first.write('2');
      first.write('\r');
      await shows(first, /ctrl-\] back/);
      first.write('hello there');
      await shows(first, 'hello there');
      first.write('\x15');
      first.write('\x1d');
      await shows(first, /Workers/);
      const before = await statusOf(home, workspace);
      first.write('q');
      await first.exited;

      const second = open();
      await shows(second, /Workers/);
      const after = await statusOf(home, workspace);
      expect(after.workers.map((worker: { pid: number }) => worker.pid > 0)).toEqual([true, true, true, true]);
      expect(after.workspace).toBe(before.workspace);
      second.write('Q');
      await shows(second, /stop/i);
      second.write('y');
      await second.exited;
      expect((await gaffer(home, ['status', '-C', workspace])).code).toBe(1);
    },
    LONG_MS,
  );

  it(
    'survives the SIGKILL of a dashboard: the same sessions go on, and a second dashboard shows them',
    async () => {
      const { home, workspace, open } = prepare();
      const first = open();
      await shows(first, /Workers/);
      await vi.waitFor(
        async () =>
          expect(
            (await statusOf(home, workspace)).workers.every((worker: { pid: number | null }) => worker.pid !== null),
          ).toBe(true),
        {
          timeout: 60_000,
          interval: 300,
        },
      );
      process.kill(first.pid, 'SIGKILL');
      await first.exited;
      const second = open({ columns: 80, lines: 24 });
      await shows(second, 'REHEARSAL');
      const status = await statusOf(home, workspace);
      for (const { pid } of status.workers) expect(() => process.kill(pid, 0)).not.toThrow();
    },
    LONG_MS,
  );

  it(
    'goes on with the same sessions and tasks after the supervisor was killed in the middle of the work',
    async () => {
      const { home, workspace, open } = prepare();
      const first = open();
      await vi.waitFor(
        async () => {
          const { workers } = await statusOf(home, workspace);
          expect(workers.filter(({ step }: { step: string }) => step === 'work').length).toBeGreaterThan(1);
        },
        { timeout: 90_000, interval: 300 },
      );
      process.kill(Number(readFileSync(join(workspace, '.gaffer/supervisor.pid'), 'utf8')), 'SIGKILL');
      expect(await first.exited).toBe(1);

      const second = open();
      await shows(second, /Workers/);
      await vi.waitFor(async () => expect((await statusOf(home, workspace)).tasks.done).toBeGreaterThan(2), {
        timeout: 150_000,
        interval: 500,
      });
      const events = (await gaffer(home, ['events', '--limit', '5000', '--json', '-C', workspace])).stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event);
      const lost = events.filter(({ kind }) => kind === 'session.lost');
      const opened = events.filter(({ kind }) => kind === 'session.opened').map(({ session }) => session);
      expect(lost.length).toBeGreaterThan(1);
      expect(new Set(opened).size).toBeLessThan(opened.length);
    },
    LONG_MS,
  );
});
