import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page } from '../kit/deploy-projects.ts';
import { deployAndWait, deployWorkspace, openFleet, outcomeOf, readings } from '../kit/deploy-workspace.ts';
import { type LoopbackSshd, startSshd } from '../kit/loopback-sshd.ts';

let sshd: LoopbackSshd;
beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8' }).trim();

/** A real bare repository whose hook checks out what was pushed, and a web server over that. */
const host = async () => {
  const workspace = deployWorkspace(afterAll);
  const [bare, www] = [join(workspace.root, 'host.git'), join(workspace.root, 'www')];
  mkdirSync(www);
  git(workspace.root, 'init', '-q', '--bare', bare);
  const hook = join(bare, 'hooks/post-receive');
  writeFileSync(hook, `#!/bin/sh\nGIT_WORK_TREE=${www} git checkout -q -f live\n`);
  chmodSync(hook, 0o755);
  const server = createServer((request, response) => {
    readFile(join(www, 'public', request.url === '/' ? 'index.html' : (request.url ?? '/'))).then(
      (body) => response.end(body),
      () => response.writeHead(404).end(),
    );
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
  const configure = (smoke: object = {}) =>
    workspace.configure({
      site: {
        kind: 'website',
        project: 'apps/one',
        output: 'public',
        url,
        smoke: { within: '3s', ...smoke },
        deploy: { to: 'git', remote: 'host', branch: 'live' },
        environments: { production: { approval: 'none' } },
      },
    });
  configure();
  return { workspace, bare, configure, served: async () => (await fetch(url)).text() };
};

describe.each([
  ['a file', (bare: string) => `file://${bare}`],
  ['ssh', (bare: string) => `ssh://${sshd.host}:${sshd.port}${bare}`],
])('a website that is pushed by git over %s', (_, remoteOf) => {
  it('is served, taken back when it is not what was built, and brought back by hand', async () => {
    process.env.GIT_SSH_COMMAND = `ssh -i ${sshd.identity} -o UserKnownHostsFile=${sshd.knownHosts} -o BatchMode=yes`;
    const { workspace, bare, configure, served } = await host();
    git(workspace.project, 'remote', 'add', 'host', remoteOf(bare));
    const first = workspace.commit({ 'public/index.html': page('First', '') });
    workspace.commit({ 'public/style.css': 'p { margin: 0 }\n' });
    const client = await openFleet(workspace);
    const run = await deployAndWait(client, { pipeline: 'site' });
    expect(outcomeOf(run), JSON.stringify(run.steps, null, 1)).toBe('shipped');
    expect(git(bare, 'rev-parse', 'live')).toBe(run.commit);
    expect(run.commit).not.toBe(first);
    expect(await served()).toContain('<h1>First</h1>');

    workspace.commit({ 'public/index.html': page('Second', '') });
    configure({ contains: 'not there', exact: false, within: '1s' });
    const bad = await deployAndWait(client, { pipeline: 'site' });
    expect(readings(bad)).toMatchObject({ push: 'passed', smoke: 'fail', 'back-push': 'passed', 'back-smoke': 'pass' });
    expect(outcomeOf(bad)).toBe('rolled-back');
    expect(await served()).toContain('<h1>First</h1>');

    configure();
    expect(outcomeOf(await deployAndWait(client, { pipeline: 'site' }))).toBe('shipped');
    expect(await served()).toContain('<h1>Second</h1>');
    expect(outcomeOf(await deployAndWait(client, { pipeline: 'site', purpose: 'rollback' }))).toBe('rolled-back');
    expect(await served()).toContain('<h1>First</h1>');
    expect(git(bare, 'rev-parse', 'live')).toBe(run.commit);
    await client.close();
  });

  it('is not shipped where the repository is gone, and nothing is said to serve that does not', async () => {
    const { workspace } = await host();
    git(workspace.project, 'remote', 'add', 'host', remoteOf(join(workspace.root, 'gone.git')));
    workspace.commit({ 'public/index.html': page('First', ''), 'public/style.css': 'p { margin: 0 }\n' });
    const client = await openFleet(workspace);
    const run = await deployAndWait(client, { pipeline: 'site' });
    expect(readings(run).push).toBe('failed');
    expect(client.snapshot().targets['site:production']?.live ?? null).toBeNull();
    await client.close();
  });
});
