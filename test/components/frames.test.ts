import { describe, expect, it } from 'vitest';
import type { DashboardRobot } from '../kit/dashboard.ts';
import { dashboards } from '../kit/dashboards.ts';
import { calmWorld, exampleWorld } from '../kit/example-world.ts';
import { aPreview, aRun } from '../kit/preview.ts';
import { aDecision, aQuestion } from '../kit/world.ts';

const dashboard = dashboards();

const LIVE = aPreview(
  [aRun('● ', { fg: 2 }), aRun('Edit(src/theme.ts)', { bold: true })],
  '  ⎿ Updated 12 lines',
  [aRun('● ', { fg: 2 }), aRun('Bash(npm test)', { bold: true })],
  '  ⎿ 42 passed',
  [aRun('✻ Thinking… (8s)', { fg: '#d77757' })],
);

const looksAs = async (robot: DashboardRobot, name: string): Promise<void> => {
  const { cols, rows } = robot.screen.terminal;
  const frame = `${await robot.screen.frame()}\n`;
  await expect(frame).toMatchFileSnapshot(`../frames/${name}.${cols}x${rows}.txt`);
};

const rehearsal = () => exampleWorld({ fleet: { ...exampleWorld().fleet, mode: 'rehearsal', scenario: 'tour' } });

const anEdit = () =>
  exampleWorld({
    decisions: {
      D8: aDecision('D8', {
        question: aQuestion('Edit', {
          file_path: '/home/dev/work/apps/gamma/.claude/settings.json',
          old_string: '{\n  "model": "haiku",\n  "hooks": true\n}',
          new_string: '{\n  "model": "opus",\n  "hooks": true\n}',
        }),
        because: 'executor configuration is asked about (built-in)',
      }),
    },
  });

describe('frames', () => {
  it.each([
    ['wide', 120, 40, exampleWorld],
    ['calm', 120, 40, calmWorld],
    ['rehearsal', 120, 36, rehearsal],
    ['edit', 120, 30, anEdit],
    ['stacked', 80, 24, exampleWorld],
    ['stacked-calm', 80, 24, calmWorld],
    ['stacked-rehearsal', 80, 24, rehearsal],
  ] as const)('%s at %ix%i', async (name, cols, rows, world) => {
    const robot = dashboard({ cols, rows, world: world() });
    await robot.shows('NAV');
    robot.client.screens[0]?.show(LIVE);
    await robot.shows('42 passed', '· live');
    await looksAs(robot, name);
  });

  it.each([
    [40, 10],
    [60, 24],
    [80, 24],
  ])('a question is shown whole at %ix%i', async (cols, rows) => {
    const robot = dashboard({ cols, rows });
    robot.press('Q');
    await robot.shows('Are you sure?', 'n no');
    const words = (await robot.screen.frame()).replace(/[│\s]+/g, ' ');
    expect(words).toContain('Their work and locks are kept for the next start. ');
  });

  it.each([
    ['single', 50, 20],
    ['too-small', 30, 8],
  ] as const)('%s at %ix%i', async (name, cols, rows) => {
    const robot = dashboard({ cols, rows });
    await robot.shows(name === 'single' ? 'NAV' : 'too small');
    await looksAs(robot, name);
  });

  it.each([
    [120, 40],
    [80, 24],
  ])('grid at %ix%i', async (cols, rows) => {
    const robot = dashboard({ cols, rows });
    await robot.shows('NAV');
    robot.press('g');
    await robot.shows('╭▸1 · ');
    for (const screen of robot.client.screens) if (!screen.isClosed) screen.show(LIVE);
    await robot.shows('42 passed');
    await looksAs(robot, 'grid');
  });

  it.each([
    ['help', '?', 'Keys'],
    ['palette', ':', 'Do'],
    ['locks', 'L', 'fence'],
    ['confirm', 'Q', 'Stop the fleet?'],
    ['deny', 'n', 'The worker reads it'],
    ['card', '\t\r', 'READ'],
  ] as const)('%s at 80x24', async (name, keys, shown) => {
    const robot = dashboard({ cols: 80, rows: 24 });
    robot.press(keys);
    await robot.shows(shown);
    await looksAs(robot, name);
  });
});
