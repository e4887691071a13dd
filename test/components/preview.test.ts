import { expect, it, vi } from 'vitest';
import { dashboards } from '../kit/dashboards.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { aPreview, aRun } from '../kit/preview.ts';
import { aWorker, NOON_MS } from '../kit/world.ts';

const dashboard = dashboards();

const SCREEN = Array.from({ length: 30 }, (_, row) => `row ${row} of the worker`);

it('is painted without a commit of Ink, and only where it changed', async () => {
  const robot = dashboard();
  await robot.shows('1 · apps/alpha');
  robot.client.screens[0]?.show(aPreview('first', 'second'));
  await robot.shows('first', 'live');
  const written = robot.screen.bytes().length;
  robot.client.screens[0]?.show(aPreview('first', 'SECOND'));
  await robot.shows('SECOND');
  const added = robot.screen.bytes().slice(written);
  expect(added).not.toContain('first');
  expect(added.length).toBeLessThan(150);
});

it('costs nothing when nothing changed', async () => {
  const robot = dashboard();
  await robot.shows('1 · apps/alpha');
  robot.client.screens[0]?.show(aPreview('same'));
  await robot.shows('same', 'live');
  const written = robot.screen.bytes().length;
  robot.client.screens[0]?.show(aPreview('same'));
  await robot.screen.frame();
  expect(robot.screen.bytes().length).toBe(written);
});

it('keeps its colours', async () => {
  const robot = dashboard();
  await robot.shows('1 · apps/alpha');
  robot.client.screens[0]?.show(aPreview([aRun('ok', { fg: 2, bold: true }), aRun('no', { inverse: true })]));
  const frame = await robot.shows('okno');
  const row = frame.split('\n').findIndex((line) => line.includes('okno'));
  const cell = (col: number) => robot.screen.terminal.buffer.active.getLine(row)?.getCell(col);
  expect([cell(2)?.getFgColor(), cell(2)?.isBold() !== 0, cell(4)?.isInverse() !== 0]).toEqual([2, true, true]);
});

it.each([
  ['another pane takes its place', '\t\t\t', '▸Backlog'],
  ['an overlay takes its place', '?', 'READ'],
  ['another page takes its place', 'L', 'fence'],
  ['another worker is looked at', '2', '2 · apps/beta'],
])('leaves no cell behind when %s', async (_, keys, shown) => {
  const robot = dashboard({ cols: 80, rows: 24 });
  await robot.shows('1 · apps/alpha');
  robot.client.screens[0]?.show(aPreview(...SCREEN));
  await robot.shows('of the worker');
  robot.press(keys);
  await robot.shows(shown);
  await robot.lacks('of the worker');
});

it('comes back when what was over it goes', async () => {
  const robot = dashboard({ cols: 80, rows: 24 });
  await robot.shows('1 · apps/alpha');
  robot.press('?');
  await robot.shows('READ');
  robot.press('?');
  await robot.shows('NAV');
  robot.client.screens.at(-1)?.show(aPreview(...SCREEN));
  const before = await robot.shows('row 29 of the worker', 'live');
  robot.press('x');
  await robot.shows('SURE?');
  robot.press('n');
  await vi.waitFor(async () => expect(await robot.screen.frame()).toBe(before));
});

it('never paints outside its pane, whatever the sizes', async () => {
  const robot = dashboard();
  await robot.shows('1 · apps/alpha');
  const wide = SCREEN.map((line) => `${line} ${'漢'.repeat(100)}`);
  for (const [cols, rows] of [
    [120, 40],
    [80, 24],
    [131, 33],
    [60, 18],
    [200, 50],
  ] as const) {
    robot.screen.resize(cols, rows);
    robot.client.screens.at(-1)?.show(aPreview(...wide));
    const frame = await vi.waitFor(async () => {
      const drawn = await robot.screen.frame();
      const lines = drawn.split('\n');
      expect(lines.at(-1)).toContain('NAV');
      expect(lines.filter((line) => /^[╭│╰]/.test(line) && !/[╮│╯]$/.test(line))).toEqual([]);
      expect(drawn).toContain('row 29');
      return drawn;
    });
    expect(frame.split('\n')).toHaveLength(rows);
  }
});

it('says how a session ended, and shows the next one', async () => {
  const robot = dashboard();
  await robot.shows('1 · apps/alpha');
  robot.client.screens[0]?.show(aPreview('still here'));
  await robot.shows('still here');
  robot.client.screens[0]?.end('it ended with code 1');
  await robot.shows('it ended with code 1 · its last screen', 'still here');
  const world = exampleWorld();
  robot.client.set({ ...world, workers: { ...world.workers, '1': aWorker(1, { generation: 2 }) } });
  await vi.waitFor(() => expect(robot.client.screens).toHaveLength(2));
  robot.client.screens[0]?.show(aPreview('a ghost'));
  robot.client.screens[1]?.show(aPreview('a new one'));
  await robot.shows('a new one', 'live');
  await robot.lacks('a ghost', 'it ended');
});

it('shows the last words of a session that ended by itself, which say why', async () => {
  const world = exampleWorld();
  const state = { kind: 'failed', because: 'stopped 5 times in 60 s', since: NOON_MS, evidence: 'pty exit' } as const;
  const robot = dashboard({ world: { ...world, workers: { ...world.workers, '1': aWorker(1, { state }) } } });
  await robot.shows('failed: stopped 5 times in 60 s');
  robot.client.screens[0]?.show(aPreview('Unable to connect to the model service'));
  robot.client.screens[0]?.end('the session ended with exit code 1');
  await robot.shows('1 · failed: stopped 5 times in 60 s · its last', 'Unable to connect to the model service');
  await robot.lacks('live');
});

it('is not opened for a worker without a session', async () => {
  const world = exampleWorld();
  const off = aWorker(1, { session: null, state: { kind: 'off', since: NOON_MS, evidence: 'boot' } });
  const robot = dashboard({ world: { ...world, workers: { ...world.workers, '1': off } } });
  await robot.shows('off: not started: r starts it');
  expect(robot.client.screens).toEqual([]);
});
