import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { placesOf } from '../../src/state/places.ts';
import { encodeJson } from '../../src/wire/frames.ts';
import { gaffer, openGaffer } from '../kit/gaffer-process.ts';
import type { ScreenRobot } from '../kit/screen-robot.ts';
import { tempDir } from '../kit/temp.ts';

const LONG_MS = 120_000;
const GOOD = 'workers: 2\nagent: { command: [bash, --norc] }\n';
const BROKEN = 'workers: 99\n';
const PROMPT = /bash-[\d.]+[$#]/;
const LEADER = '\x1d';

const shows = (robot: ScreenRobot, pattern: RegExp | string): Promise<void> =>
  vi.waitFor(() => expect(robot.text()).toMatch(pattern), { timeout: 40_000, interval: 50 });

/** A seat at a fleet of plain shells, which start in no time and tell what was typed into them by what they do. */
const seatAt = async (...words: readonly string[]) => {
  const home = tempDir();
  const workspace = join(home, 'work');
  mkdirSync(workspace);
  const config = (yaml: string): void => writeFileSync(join(workspace, 'gaffer.yaml'), yaml);
  config(GOOD);
  expect((await gaffer(home, ['init', workspace])).code).toBe(0);
  const run = (...args: readonly string[]) => gaffer(home, [...args, '-C', workspace]);
  expect((await run('up')).code).toBe(0);
  onTestFinished(async () => {
    await run('down');
  });
  const robot = openGaffer(home, [...words, '-C', workspace], { columns: 100, lines: 30 });
  onTestFinished(() => robot.kill());
  const supervisor = (): number => Number(readFileSync(join(workspace, '.gaffer/supervisor.pid'), 'utf8'));
  return {
    home,
    workspace,
    robot,
    config,
    run,
    /** As the system does when it is out of memory. */
    kill: (): void => void process.kill(supervisor(), 'SIGKILL'),
    /** Another one than `before`, and ready. */
    nextAfter: (before: number): Promise<void> =>
      vi.waitFor(() => expect(supervisor()).not.toBe(before), { timeout: 40_000, interval: 50 }),
    supervisor,
  };
};

describe('a seat over the end of its supervisor', () => {
  it(
    'keeps its page while the dashboard starts another one, twice, and ends when the fleet is told to stop',
    async () => {
      const { robot, kill, supervisor, nextAfter, run } = await seatAt();
      await shows(robot, /Workers/);
      robot.write('L');
      await shows(robot, /Locks/);
      for (const _ of ['one', 'two']) {
        const before = supervisor();
        kill();
        await nextAfter(before);
        await shows(robot, 'A new supervisor is there');
        expect(robot.text()).toMatch(/Locks/);
        // The line goes with the next key.
        robot.write('j');
        await vi.waitFor(() => expect(robot.text()).not.toMatch('A new supervisor'));
      }
      robot.write('\x1b');
      await shows(robot, /Workers/);
      expect((await run('down')).code).toBe(0);
      expect(await robot.exited).toBe(0);
      expect(robot.isAlternate()).toBe(false);
      expect(robot.text()).toMatch('The fleet has stopped');
    },
    LONG_MS,
  );

  it(
    'stays at the worker’s screen, takes no key typed meanwhile to the next session, and goes on with it',
    async () => {
      const { home, robot, kill, config } = await seatAt();
      const [early, late] = [join(home, 'early'), join(home, 'late')];
      await shows(robot, /Workers/);
      robot.write('2');
      robot.write('\r');
      await shows(robot, /ctrl-\] back/);
      await shows(robot, PROMPT);
      config(BROKEN);
      kill();
      await shows(robot, 'The supervisor is gone');
      robot.write(`touch ${early}\r`);
      config(GOOD);
      await shows(robot, 'A new supervisor is there');
      await shows(robot, PROMPT);
      await vi.waitFor(
        () => {
          if (!existsSync(late)) robot.write(`touch ${late}\r`);
          expect(existsSync(late)).toBe(true);
        },
        { timeout: 30_000, interval: 2000 },
      );
      expect(existsSync(early)).toBe(false);
      robot.write(LEADER);
      await shows(robot, /Workers/);
      expect(robot.text()).not.toMatch('supervisor gone');
    },
    LONG_MS,
  );

  it(
    'says with file and line why none starts, at any size, and is back when that is mended',
    async () => {
      const { robot, kill, config } = await seatAt();
      await shows(robot, /Workers/);
      config(BROKEN);
      kill();
      await shows(robot, /No new one starts: gaffer\.yaml:1:10: workers does not fit/);
      robot.resize(80, 24);
      await vi.waitFor(() => expect(robot.rows()[0]?.length).toBeLessThanOrEqual(80));
      await shows(robot, /supervisor gone[\s\S]*Workers[\s\S]*gaffer\.yaml:1:10[\s\S]*q leaves/);
      config(GOOD);
      await shows(robot, 'A new supervisor is there');
    },
    LONG_MS,
  );

  it.each([
    ['its usual key', (robot: ScreenRobot) => robot.write('q')],
    ['SIGTERM', (robot: ScreenRobot) => void process.kill(robot.pid, 'SIGTERM')],
    ['SIGKILL', (robot: ScreenRobot) => void process.kill(robot.pid, 'SIGKILL')],
  ])(
    'gives the terminal back when it ends by %s while it waits',
    async (_by, end) => {
      const { robot, kill, config } = await seatAt();
      await shows(robot, /Workers/);
      config(BROKEN);
      kill();
      await shows(robot, /No new one starts/);
      expect(robot.isAlternate()).toBe(true);
      end(robot);
      await robot.exited;
      await vi.waitFor(() => expect(robot.isAlternate()).toBe(false));
    },
    LONG_MS,
  );

  it(
    'ends with what a supervisor of another version says',
    async () => {
      const { home, workspace, robot, kill, config } = await seatAt();
      await shows(robot, /Workers/);
      config(BROKEN);
      kill();
      await shows(robot, /No new one starts/);
      const places = placesOf(workspace, { XDG_RUNTIME_DIR: home });
      if (!places.ok) throw new Error(places.problem.message);
      const because = 'this supervisor speaks protocol 5, the dashboard 4: run both from one gaffer';
      const other = createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.end(encodeJson('hello', 0, { kind: 'refused', because }));
      });
      onTestFinished(() => void other.close());
      // The dead one's file is still there.
      rmSync(places.value.controlSocket, { force: true });
      await new Promise<void>((resolve) => other.listen(places.value.controlSocket, resolve));
      expect(await robot.exited).toBe(5);
      expect(robot.isAlternate()).toBe(false);
      expect(robot.text().replaceAll('\n', '')).toMatch('run both from one gaffer');
      config(GOOD);
    },
    LONG_MS,
  );

  it(
    'of gaffer attach waits for a supervisor that is started elsewhere, and leaves by its leader at any time',
    async () => {
      const { robot, kill, supervisor, run } = await seatAt('attach', '1');
      await shows(robot, PROMPT);
      const before = supervisor();
      kill();
      await shows(robot, /The supervisor is gone; again with: gaffer up/);
      expect(supervisor()).toBe(before);
      expect((await run('up')).code).toBe(0);
      await shows(robot, PROMPT);
      kill();
      await shows(robot, /The supervisor is gone/);
      robot.write(LEADER);
      expect(await robot.exited).toBe(0);
      expect(robot.isAlternate()).toBe(false);
    },
    LONG_MS,
  );
});
