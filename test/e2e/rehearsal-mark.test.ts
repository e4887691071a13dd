import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { layRehearsal, openScenario } from '../../src/cli/lay-rehearsal.ts';
import { gaffer } from '../kit/gaffer-process.ts';
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
  return { run, workspace, mark: join(workspace, '.gaffer/rehearsal') };
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

it('starts nothing where the scenario of the mark is not to be found', async () => {
  const { run, mark } = await layFirstLight();
  writeFileSync(mark, '/nowhere/gone.yaml\n');
  const up = await run('up');
  expect(up.code).not.toBe(0);
  expect(up.stderr).toMatch('/nowhere/gone.yaml');
  expect((await run('status')).stderr).toMatch('no supervisor runs');
}, 60_000);
