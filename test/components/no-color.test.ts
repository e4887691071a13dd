import chalk from 'chalk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../kit/dashboards.ts';
import { aPreview, aRun } from '../kit/preview.ts';

const dashboard = dashboards();

// What chalk does by itself when NO_COLOR is set as the program starts.
const level = chalk.level;
beforeAll(() => {
  chalk.level = 0;
});
afterAll(() => {
  chalk.level = level;
});

it('says the same without a single colour', async () => {
  const robot = dashboard();
  await robot.shows('! 2 decisions', '▸ 1 ● working', '? asks', '○ idle', '▸Workers', '! Decisions');
  robot.client.screens[0]?.show(aPreview([aRun('red', { fg: '#ff0000', bg: 4, bold: true })]));
  await robot.shows('red');
  robot.press('n');
  await robot.shows('TYPE');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: SGR begins with ESC.
  expect(robot.screen.bytes()).not.toMatch(/\x1b\[[\d;]*m/);
});
