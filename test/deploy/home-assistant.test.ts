import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeployClient } from '../../src/compose/quiet-fleet.ts';
import { CONFIGURATION, HOME } from '../kit/deploy-projects.ts';
import { becauseOf, deployAndWait, deployWorkspace, openFleet, outcomeOf, readings } from '../kit/deploy-workspace.ts';
import { type HomeAssistantDouble, homeAssistantDouble } from '../kit/home-assistant-double.ts';

const TOKEN = 'a-token-of-the-double-1234';
const workspace = deployWorkspace(afterAll);
const config = join(workspace.root, 'instance');
let double: HomeAssistantDouble;
let client: DeployClient;

const onInstance = (file: string): string => readFileSync(join(config, file), 'utf8');

beforeAll(async () => {
  mkdirSync(config);
  writeFileSync(join(config, 'configuration.yaml'), '# the old one\n');
  writeFileSync(join(config, 'secrets.yaml'), 'rest_password: real\n');
  process.env.TEST_HA_TOKEN = TOKEN;
  double = await homeAssistantDouble(config, TOKEN);
  workspace.commit(HOME);
  workspace.configure({
    home: {
      kind: 'home-assistant',
      project: 'apps/one',
      url: double.url,
      token: 'TEST_HA_TOKEN',
      config,
      backups: join(workspace.root, 'backups'),
      entities: ['light.*'],
      within: '2s',
    },
  });
  client = await openFleet(workspace);
});
afterAll(async () => {
  await client.close();
  double.close();
});

test('a configuration is checked, copied beside a backup, taken by the instance, and loaded', async () => {
  const run = await deployAndWait(client, { pipeline: 'home' });
  expect(outcomeOf(run), JSON.stringify(run.steps, null, 1)).toBe('shipped');
  expect(readings(run)).toMatchObject({ yaml: 'pass', entities: 'pass', secrets: 'pass', 'check-config': 'pass' });
  expect(double.loaded()).toBe(CONFIGURATION);
  expect(onInstance('secrets.yaml')).toBe('rest_password: real\n');
  expect(existsSync(join(config, '.git'))).toBe(false);
  const [backup = ''] = readdirSync(join(workspace.root, 'backups'));
  expect(readFileSync(join(workspace.root, 'backups', backup, 'configuration.yaml'), 'utf8')).toBe('# the old one\n');
  const log = readFileSync(join(workspace.places.own, 'runs', run.id, 'reload.log'), 'utf8');
  expect(log).not.toContain(TOKEN);
});

test.each([
  ['with broken YAML', 'yaml', { 'automations.yaml': '- id: "1\n' }, 'faults'],
  ['that includes what is not there', 'yaml', { 'configuration.yaml': 'automation: !include gone.yaml\n' }, 'faults'],
  ['that includes itself', 'yaml', { 'configuration.yaml': 'a: !include configuration.yaml\n' }, 'faults'],
  ['with a key twice', 'yaml', { 'packages/tea.yaml': 'timer:\n  tea: {}\n  tea: {}\n' }, 'faults'],
  ['with a secret that nobody named', 'yaml', { 'secrets.example.yaml': 'other: ""\n' }, 'faults'],
  [
    'with an id twice',
    'entities',
    { 'automations.yaml': HOME['automations.yaml'].replace("id: '2'", "id: '1'") },
    'wrong',
  ],
  [
    'that asks for an entity that is not there',
    'entities',
    { 'automations.yaml': HOME['automations.yaml'].replace('timer.tea', 'timer.coffee') },
    'wrong',
  ],
  [
    'with its secrets committed',
    'secrets',
    { 'secrets.yaml': 'rest_password: real\n' },
    'secrets in what is committed',
  ],
  [
    'with a password in the open',
    'secrets',
    { 'configuration.yaml': CONFIGURATION.replace('!secret rest_password', 'hunter22') },
    'secrets in what is committed',
  ],
])('a configuration %s is held, and the instance keeps what it has', async (_, gate, files, because) => {
  const before = onInstance('configuration.yaml');
  workspace.commit(files);
  const run = await deployAndWait(client, { pipeline: 'home' });
  expect(readings(run)[gate]).toBe('fail');
  expect(becauseOf(run, gate)).toContain(because);
  expect(outcomeOf(run)).toBe('held');
  expect(onInstance('configuration.yaml')).toBe(before);
  rmSync(join(workspace.project, 'secrets.yaml'), { force: true });
  workspace.commit(HOME);
});

test.each([
  ['does not take', 'check-config', 'broken:\n'],
  ['does not come back with', 'healthy', 'sick:\n'],
])('what the instance %s is put back by itself', async (_, gate, line) => {
  const before = onInstance('configuration.yaml');
  workspace.commit({ 'configuration.yaml': `${CONFIGURATION}${line}` });
  const run = await deployAndWait(client, { pipeline: 'home' });
  expect(readings(run)[gate]).toBe('fail');
  expect(outcomeOf(run), JSON.stringify(run.steps, null, 1)).toBe('rolled-back');
  expect(onInstance('configuration.yaml')).toBe(before);
  expect(double.loaded()).toBe(before);
  workspace.commit(HOME);
});
