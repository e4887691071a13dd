import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeployClient } from '../../src/compose/quiet-fleet.ts';
import type { Run } from '../../src/domain/pipelines/run.ts';
import { type ApkSpec, apkMaker } from '../kit/apk.ts';
import { GRADLEW } from '../kit/deploy-projects.ts';
import { becauseOf, deployAndWait, deployWorkspace, openFleet, outcomeOf, readings } from '../kit/deploy-workspace.ts';

const apks = apkMaker(afterAll);
const workspace = deployWorkspace(afterAll);
const store = join(workspace.root, 'store');
let client: DeployClient;

const pipeline = () => ({
  kind: 'android',
  project: 'apps/one',
  gradle: ['sh', './gradlew'],
  file: 'out/app.apk',
  certificate: apks.certificate,
  manifest: { package: 'org.example.one', minSdk: 21, targetSdk: 33, permissions: ['android.permission.INTERNET'] },
  publish: [{ name: 'put it into the store', run: ['cp', 'out/app.apk', `${store}/app.apk`] }],
});

const ship = async (spec: ApkSpec) => {
  copyFileSync(apks.make(spec), join(workspace.root, 'next.apk'));
  return deployAndWait(client, { pipeline: 'app' });
};

beforeAll(async () => {
  mkdirSync(store);
  workspace.commit({ gradlew: GRADLEW, '.gitignore': 'out/\n' });
  workspace.configure({ app: pipeline() });
  client = await openFleet(workspace);
});
afterAll(() => client.close());

test('a package that was built, aligned and signed as it should be passes all eight gates and is published', async () => {
  const run = await ship({ versionCode: 5 });
  expect(outcomeOf(run), JSON.stringify(run.steps, null, 1)).toBe('shipped');
  expect(readings(run)).toEqual({
    source: 'pass',
    build: 'pass',
    'unit-tests': 'pass',
    lint: 'pass',
    signature: 'pass',
    version: 'pass',
    manifest: 'pass',
    size: 'pass',
    leftovers: 'pass',
    approve: 'passed',
    'put-it-into-the-store': 'passed',
  });
  expect(run.facts).toMatchObject({ versionCode: 5, certificate: apks.certificate });
  expect(existsSync(join(store, 'app.apk'))).toBe(true);
});

const failing = (run: Run): readonly string[] =>
  Object.entries(readings(run)).flatMap(([id, reading]) => (reading === 'fail' ? [id] : []));

test.each([
  ['unsigned', { sign: false }, 'not signed'],
  ['signed by a stranger', { stranger: true }, '1 faults'],
])('a package that is %s is held by its signature, and the store keeps what it has', async (_, spec, because) => {
  const before = readFileSync(join(store, 'app.apk'));
  const run = await ship({ versionCode: 6, ...spec });
  expect(failing(run)).toEqual(['signature']);
  expect(becauseOf(run, 'signature')).toContain(because);
  expect(outcomeOf(run)).toBe('held');
  expect(readFileSync(join(store, 'app.apk'))).toEqual(before);
});

/** Each fault by itself is planted by `npm run bench -- deploy`; here all at once, for signing takes seconds. */
test('every fault of one package is read at once, each by its gate', async () => {
  const noise = [...Array(9_000).keys()].map((n) => (n * 7919) % 65_521).join('');
  const run = await ship({
    versionCode: 4,
    debuggable: true,
    permissions: ['android.permission.READ_SMS'],
    exportedService: true,
    targetSdk: 28,
    assets: { 'config.txt': `key=AKIA${'ABCDEFGHIJKLMNOP'}`, 'api.txt': 'http://10.0.2.2:8080/', 'noise.txt': noise },
  });
  expect(failing(run)).toEqual(['version', 'manifest', 'size', 'leftovers']);
  expect(becauseOf(run, 'version')).toBe('version code 4 is not above 5, which was shipped');
  const log = (gate: string): string => readFileSync(join(workspace.places.own, 'runs', run.id, `${gate}.log`), 'utf8');
  expect(log('manifest')).toContain('the app is debuggable');
  expect(log('manifest')).toContain('targetSdkVersion is 28, at least 33 is wanted');
  expect(log('manifest')).toContain('the permission android.permission.READ_SMS is not on the list');
  expect(log('manifest')).toContain('the service .Sync may be called by every app');
  expect(log('leftovers')).toContain('assets/config.txt: an AWS access key (AKIAABCD…)');
  expect(log('leftovers')).toContain("assets/api.txt: the emulator's host");
});

test('failing tests and lint hold the package', async () => {
  workspace.commit({ 'broken-test': '', 'broken-lint': '' });
  const run = await ship({ versionCode: 6 });
  expect(failing(run)).toEqual(['unit-tests', 'lint']);
  expect(outcomeOf(run)).toBe('held');
});

test('a project without a wrapper is unknown, with the way to get one, and held', async () => {
  workspace.configure({ app: { ...pipeline(), gradle: ['./no-gradlew'] } });
  const run = await deployAndWait(client, { pipeline: 'app' });
  expect(readings(run)).toMatchObject({ build: 'unknown' });
  expect(readings(run).signature).toBeUndefined();
  expect(outcomeOf(run)).toBe('held');
  workspace.configure({ app: pipeline() });
});
