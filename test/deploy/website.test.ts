import { mkdirSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeployClient } from '../../src/compose/quiet-fleet.ts';
import { page, SITE } from '../kit/deploy-projects.ts';
import { becauseOf, deployAndWait, deployWorkspace, openFleet, outcomeOf, readings } from '../kit/deploy-workspace.ts';
import { type LoopbackSshd, startSshd } from '../kit/loopback-sshd.ts';

const workspace = deployWorkspace(afterAll);
const www = join(workspace.root, 'www');
let sshd: LoopbackSshd;
let web: Server;
let url = '';
let client: DeployClient;

const pipeline = () => ({
  kind: 'website',
  project: 'apps/one',
  build: ['sh', 'build.sh'],
  url,
  smoke: { within: '3s' },
  deploy: {
    to: 'rsync',
    path: www,
    keep: 3,
    host: sshd.host,
    port: sshd.port,
    identity: sshd.identity,
    knownHosts: sshd.knownHosts,
  },
});

const served = async (path = ''): Promise<string> => (await fetch(`${url}${path}`)).text();

beforeAll(async () => {
  mkdirSync(www);
  sshd = await startSshd();
  web = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '/');
    readFile(join(www, 'current', path)).then(
      (body) => response.end(body),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const address = web.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  workspace.commit(SITE);
  workspace.configure({ site: pipeline() });
  client = await openFleet(workspace);
});

afterAll(async () => {
  await client.close();
  web.close();
});

test('a site goes through its gates to the server, and the server serves it', async () => {
  const run = await deployAndWait(client, { pipeline: 'site' });
  expect(outcomeOf(run), JSON.stringify(run.steps, null, 1)).toBe('shipped');
  expect(readings(run)).toMatchObject({ source: 'pass', html: 'pass', links: 'pass', smoke: 'pass' });
  expect(await served()).toContain('<h1>First</h1>');
  const target = client.snapshot().targets['site:production'];
  expect(target?.live).toMatchObject({ run: run.id, commit: run.commit, digest: run.digest });
  expect(run.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(readlinkSync(join(www, 'current'))).toBe(`releases/${run.release}`);
  expect(client.snapshot().holds).toEqual({});
});

test.each([
  [
    'a broken link',
    'links',
    { 'pages/about.html': page('About', '<p><a href="gone.html">Gone</a></p>') },
    'lead nowhere',
  ],
  [
    'a link to what is not on the page',
    'links',
    { 'pages/about.html': page('About', '<p><a href="index.html#no">x</a></p>') },
    'lead nowhere',
  ],
  [
    'a page that is no valid HTML',
    'html',
    {
      'pages/about.html':
        '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p><div></p></div></body></html>',
    },
    'fault',
  ],
  [
    'a picture without a text',
    'accessibility',
    { 'pages/about.html': page('About', '<img src="style.css">') },
    'fault',
  ],
  [
    'a field without a label',
    'accessibility',
    {
      'pages/about.html': page(
        'About',
        '<form action="./"><input type="text" name="a"><button type="submit">b</button></form>',
      ),
    },
    'fault',
  ],
  ['a page over its budget', 'budget', { 'pages/style.css': `/* ${'x'.repeat(1_100_000)} */\n` }, 'over budget'],
])('%s holds the deploy, and the old site goes on being served', async (_, gate, files, because) => {
  const before = await served();
  workspace.commit({ ...SITE, ...files });
  const run = await deployAndWait(client, { pipeline: 'site' });
  expect(outcomeOf(run)).toBe('held');
  expect(readings(run)[gate]).toBe('fail');
  expect(becauseOf(run, gate)).toContain(because);
  expect(readings(run).upload).toBeUndefined();
  expect(await served()).toBe(before);
  workspace.commit(SITE);
});

test('what is not committed is not shipped', async () => {
  workspace.write({ 'pages/index.html': page('Uncommitted', '') });
  const run = await deployAndWait(client, { pipeline: 'site' });
  expect(outcomeOf(run)).toBe('held');
  expect(readings(run)).toEqual({ source: 'fail' });
  workspace.commit(SITE);
});

test('a second version can be taken back, as an HTTP client sees it', async () => {
  workspace.commit({ 'pages/index.html': page('Second', '<p><a href="about.html">About</a></p>') });
  expect(outcomeOf(await deployAndWait(client, { pipeline: 'site' }))).toBe('shipped');
  expect(await served()).toContain('<h1>Second</h1>');
  const back = await deployAndWait(client, { pipeline: 'site', purpose: 'rollback' });
  expect(outcomeOf(back)).toBe('rolled-back');
  expect(await served()).toContain('<h1>First</h1>');
  expect(client.snapshot().targets['site:production']).toMatchObject({ previous: null, unknown: null });
});

test('a site that the server does not serve is turned back by itself', async () => {
  const before = await served();
  workspace.commit({ 'pages/index.html': page('Third', '<p><a href="about.html">About</a></p>') });
  workspace.configure({ site: { ...pipeline(), smoke: { within: '1s', contains: 'not there', exact: false } } });
  const run = await deployAndWait(client, { pipeline: 'site' });
  expect(readings(run)).toMatchObject({
    switch: 'passed',
    smoke: 'fail',
    'back-switch': 'passed',
    'back-smoke': 'pass',
  });
  expect(outcomeOf(run)).toBe('rolled-back');
  expect(await served()).toBe(before);
  workspace.configure({ site: pipeline() });
});

test('ssh that is dropped in mid-upload leaves the old site serving, and the run says so', async () => {
  const before = await served();
  workspace.commit({ ...SITE, 'build.sh': `${SITE['build.sh']}head -c 300000000 /dev/zero > dist/large.bin\n` });
  workspace.configure({ site: { ...pipeline(), budget: { total: '1GB' } } });
  const dropped = new Promise<void>((resolve) => {
    const look = client.subscribe(() => {
      const upload = Object.values(client.snapshot().runs)
        .at(-1)
        ?.steps.find(({ id }) => id === 'upload');
      if (upload?.state.kind !== 'running') return;
      look();
      void sshd.stop().then(resolve);
    });
  });
  const run = await deployAndWait(client, { pipeline: 'site' });
  await dropped;
  expect(readings(run)).toMatchObject({ prepare: 'passed', upload: 'failed' });
  expect(readings(run).switch).toBeUndefined();
  expect(outcomeOf(run)).toBe('failed');
  expect(await served()).toBe(before);
});
