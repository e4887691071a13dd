/** Opens dashboards for a test file and closes them after each test, whatever state the test left them in. */
import { afterEach } from 'vitest';
import { type DashboardRobot, openDashboard, type RobotOptions } from './dashboard.ts';
import { exampleWorld } from './example-world.ts';

export const dashboards = (): ((options?: Partial<RobotOptions>) => DashboardRobot) => {
  const open: DashboardRobot[] = [];
  afterEach(async () => {
    for (const robot of open.splice(0)) {
      // The first ctrl-c closes an overlay if there is one, the second leaves.
      robot.press('\x03\x03');
      await robot.ended;
    }
  });
  return (options = {}) => {
    const robot = openDashboard({ world: exampleWorld(), ...options });
    open.push(robot);
    return robot;
  };
};
