import chalk from 'chalk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dashboards } from '../kit/dashboards.ts';
import { aPreview, aRun } from '../kit/preview.ts';

const dashboard = dashboards();

const level = chalk.level;
const { NO_COLOR } = process.env;
beforeAll(() => {
  chalk.level = 3;
  process.env.NO_COLOR = '1';
});
afterAll(() => {
  chalk.level = level;
  if (NO_COLOR === undefined) delete process.env.NO_COLOR;
  else process.env.NO_COLOR = NO_COLOR;
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
