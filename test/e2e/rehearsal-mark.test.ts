import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { layRehearsal, openScenario } from '../../src/cli/lay-rehearsal.ts';
import { gaffer, openGaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

/** A rehearsal's workspace in which plain shells sit, so that nothing could cost anything. */
const layFirstLight = async () => {
  const home = tempDir();
  const workspace = join(home, 'laid');
  const scenario = await openScenario('first-light');
  if (!scenario.ok) throw new Error(scenario.problem.message);
  const laid = await layRehearsal(scenario.value, 'first-light', workspace);
  if (!laid.ok) throw new Error(laid.problem.message);
  appendFileSync(join(workspace, 'gaffer.yaml'), 'agent: { command: [bash, --norc] }\n');
  const run = (...args: readonly string[]) => gaffer(home, [...args, '-C', workspace]);
  onTestFinished(async () => {
    await run('down');
  });
  return { home, run, mark: join(workspace, '.gaffer/rehearsal') };
};

const modeOf = (stdout: string): unknown => {
  const { mode, scenario } = JSON.parse(stdout);
  return { mode, scenario };
};

it('starts the scripted model in a workspace that a rehearsal laid, whoever starts it', async () => {
  const { run, mark } = await layFirstLight();
  const up = await run('up', '--json');
  expect(up.stderr).toBe('');
  expect(modeOf(up.stdout)).toEqual({ mode: 'rehearsal', scenario: 'first-light' });
  expect((await run('down')).code).toBe(0);

  rmSync(mark);
  expect(modeOf((await run('up', '--json')).stdout)).toMatchObject({ mode: 'live' });
}, 60_000);

it('starts nothing where the mark cannot be read, and says so in a sentence', async () => {
  const { run, mark, home } = await layFirstLight();
  rmSync(mark);
  mkdirSync(mark);
  const up = await run('up');
  expect(up).toMatchObject({
    code: 78,
    stderr: expect.stringMatching(/the mark of a rehearsal cannot be read.*remove it/s),
  });
  const robot = openGaffer(home, ['-C', join(mark, '../..')]);
  onTestFinished(() => robot.kill());
  expect(await robot.exited).toBe(78);
  expect(robot.text()).toMatch(/the mark of a rehearsal cannot be read/);
  expect(robot.text()).not.toMatch(/ at \w+ \(/);
}, 60_000);

it('starts nothing where the scenario of the mark is not to be found', async () => {
  const { run, mark } = await layFirstLight();
  writeFileSync(mark, '/nowhere/gone.yaml\n');
  const up = await run('up');
  expect(up.code).not.toBe(0);
  expect(up.stderr).toMatch('/nowhere/gone.yaml');
  expect((await run('status')).stderr).toMatch('no supervisor runs');
}, 60_000);
