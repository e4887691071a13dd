import { afterEach, describe, expect, it } from 'vitest';
import { type DashboardRobot, openDashboard, type RobotOptions } from '../kit/dashboard.ts';
import { calmWorld, exampleWorld } from '../kit/example-world.ts';

const open: DashboardRobot[] = [];
const dashboard = (options: Partial<RobotOptions> = {}): DashboardRobot => {
  const robot = openDashboard({ world: exampleWorld(), ...options });
  open.push(robot);
  return robot;
};
afterEach(async () => {
  for (const robot of open.splice(0)) {
    robot.press('\x03\x03');
    await Promise.race([robot.ended, robot.advance(1000)]);
  }
});

describe('the dashboard at each size', () => {
  it.each([
    ['wide', 120, 40, exampleWorld()],
    ['wide-calm', 120, 40, calmWorld()],
    ['stacked', 80, 24, exampleWorld()],
    ['single', 50, 20, exampleWorld()],
    ['too-small', 30, 8, exampleWorld()],
  ] as const)('looks as drawn: %s', async (name, cols, rows, world) => {
    const robot = dashboard({ cols, rows, world });
    await robot.shows(name === 'too-small' ? 'too small' : 'NAV');
    await expect(`${await robot.screen.frame()}\n`).toMatchFileSnapshot(`../frames/${name}.${cols}x${rows}.txt`);
  });
});
