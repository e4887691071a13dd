import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { World } from '../../src/domain/world.ts';
import { placesOf } from '../../src/state/places.ts';
import { connectFleet } from '../../src/wire/client.ts';
import { gaffer, openGaffer } from '../kit/gaffer-process.ts';
import type { ScreenRobot } from '../kit/screen-robot.ts';
import { tempDir } from '../kit/temp.ts';

const LONG_MS = 240_000;
/** What is in the World already may be a moment away from the journal. */
const DISK = { timeout: 30_000, interval: 500 };

const shows = (robot: ScreenRobot, pattern: RegExp | string, timeout = 60_000): Promise<void> =>
  vi.waitFor(() => expect(robot.text()).toMatch(pattern), { timeout, interval: 100 });

const statusOf = async (home: string, workspace: string) =>
  JSON.parse((await gaffer(home, ['status', '--json', '-C', workspace])).stdout);

const eventsOf = async (home: string, workspace: string, ...args: readonly string[]) =>
  (await gaffer(home, ['events', ...args, '--json', '-C', workspace])).stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).event);

/** Waits until the World is so, over a connection of its own: a process for each look would slow down what is waited for. */
const worldIs = async (home: string, workspace: string, isSo: (world: World) => boolean): Promise<void> => {
  const client = await vi.waitFor(
    async () => {
      // Before the supervisor lies there, nothing of it may be made.
      if (!existsSync(join(workspace, '.gaffer/supervisor.pid'))) throw new Error('no supervisor yet');
      const places = placesOf(workspace, { XDG_RUNTIME_DIR: home });
      if (!places.ok) throw new Error(places.problem.message);
      const connected = await connectFleet(places.value.controlSocket);
      if (!connected.ok) throw new Error(connected.problem.message);
      return connected.value;
    },
    { timeout: 60_000, interval: 100 },
  );
  try {
    await vi.waitFor(() => expect(isSo(client.snapshot()), JSON.stringify(client.snapshot().workers)).toBe(true), {
      timeout: 150_000,
      interval: 20,
    });
  } finally {
    client.close();
  }
};

const waitingIn = ({ decisions }: World): readonly string[] =>
  Object.values(decisions).flatMap(({ id, state }) => (state.kind === 'waiting' ? [id] : []));

const pidsIn = ({ workers }: World): readonly number[] =>
  Object.values(workers).flatMap(({ session }) => session?.pid ?? []);

const doneIn = ({ records }: World): number => Object.values(records).filter(({ status }) => status === 'done').length;

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
        const robot = openGaffer(home, ['rehearse', '--pace', 'fast'], size);
        onTestFinished(() => robot.kill());
        return robot;
      },
    };
  };

  it(
    'lets a person approve, deny, attach, type, come back, leave, return and stop',
    async () => {
      const { home, workspace, open } = prepare();
      const settled = () => eventsOf(home, workspace, '--kind', 'decision.settled');
      const first = open();
      await shows(first, 'REHEARSAL');
      await shows(first, 'gaffer init');
      await shows(first, /Decisions · [12] waiting/, 120_000);
      first.write('y');
      await worldIs(home, workspace, ({ decisions }) => decisions.D1?.state.kind === 'settled');
      await vi.waitFor(async () => expect(await settled()).toMatchObject([{ answer: 'approve' }]), DISK);
      // The second question: another one than the first, and on screen.
      await worldIs(home, workspace, (world) => waitingIn(world).join() === 'D2');
      expect((await statusOf(home, workspace)).decisions).toMatchObject([{ id: 'D2' }]);
      // No worker leaves its session for another task from here on.
      first.write('d');
      await shows(first, 'Dispatch is self.');
      first.write('d');
      await shows(first, 'Dispatch is off.');
      await vi.waitFor(
        () => {
          // Refused for a moment after another question took the place of the last one.
          if (!/Deny D2: why/.test(first.text())) first.write('n');
          expect(first.text()).toMatch(/Deny D2: why/);
        },
        { timeout: 30_000, interval: 700 },
      );
      first.write('use the local table\r');
      await worldIs(home, workspace, ({ decisions }) => decisions.D2?.state.kind === 'settled');
      await vi.waitFor(
        async () =>
          expect(await settled()).toMatchObject([
            { answer: 'approve' },
            { answer: 'deny', reason: 'use the local table' },
          ]),
        DISK,
      );

      await worldIs(home, workspace, ({ workers }) => workers[2]?.session?.guard.kind === 'proven');
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
      expect(after.workers.map(({ pid }: { pid: number }) => pid)).toEqual(
        before.workers.map(({ pid }: { pid: number }) => pid),
      );
      for (const { pid } of after.workers) expect(() => process.kill(pid, 0)).not.toThrow();
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
    'goes on with the same sessions after a dashboard was killed, and at its place with their tasks after the supervisor was',
    async () => {
      const { home, workspace, open } = prepare();
      const first = open();
      await shows(first, /Workers/);
      await worldIs(home, workspace, (world) => pidsIn(world).length === 4);
      process.kill(first.pid, 'SIGKILL');
      await first.exited;
      const second = open({ columns: 80, lines: 24 });
      await shows(second, 'REHEARSAL');
      const status = await statusOf(home, workspace);
      expect(status.workers).toHaveLength(4);
      for (const { pid } of status.workers) expect(() => process.kill(pid, 0)).not.toThrow();

      // Node keeps it apart by V8's flags, and only the supervisor has some. It has not ended, and its code is kept already.
      const compiled = join(home, 'cache/gaffer/compiled');
      await vi.waitFor(() => {
        const kept = readdirSync(compiled).map((flags) => readdirSync(join(compiled, flags)).length > 0);
        expect(kept).toEqual([true, true]);
      }, DISK);
      await worldIs(
        home,
        workspace,
        ({ workers }) => Object.values(workers).filter(({ step }) => step === 'work').length > 1,
      );
      process.kill(Number(readFileSync(join(workspace, '.gaffer/supervisor.pid'), 'utf8')), 'SIGKILL');
      await shows(second, 'A new supervisor is there');
      await worldIs(home, workspace, (world) => doneIn(world) > 2);
      const events = await eventsOf(home, workspace, '--limit', '5000');
      const lost = events.filter(({ kind }) => kind === 'session.lost');
      const opened = events.filter(({ kind }) => kind === 'session.opened').map(({ session }) => session);
      expect(lost.length).toBeGreaterThan(1);
      expect(new Set(opened).size).toBeLessThan(opened.length);
    },
    LONG_MS,
  );
});
