/** Services on loopback: http, https with certificates made here, TCP, DNS, systemd. Each fault found, each twin passes. */

import { createSocket } from 'node:dgram';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findingOf } from '../kit/checks.ts';
import { tempDir } from '../kit/temp.ts';
import { needTools, runTool } from '../kit/tools.ts';

let root = '';
const closing: (() => void)[] = [];
const ports: Record<string, number> = {};

const listen = async (name: string, server: Server): Promise<void> => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  ports[name] = (server.address() as AddressInfo).port;
  closing.push(() => server.close());
};

/** A certificate for localhost that holds for so many days. */
const certificate = (name: string, days: number): { readonly key: Buffer; readonly cert: Buffer } => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  runTool(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      String(days),
      ...subject,
    ],
    { cwd: root },
  );
  return { key: readFileSync(join(root, `${name}.key`)), cert: readFileSync(join(root, `${name}.pem`)) };
};

beforeAll(async () => {
  needTools('openssl');
  root = tempDir();
  await listen(
    'http',
    createHttp((request, response) => {
      if (request.url === '/hang') return;
      if (request.url === '/flood') {
        response.on('error', () => undefined);
        const more = (): void => {
          while (response.writable && response.write('x'.repeat(65_536)));
          response.once('drain', more);
        };
        return more();
      }
      const isKnown = request.headers.authorization === 'Bearer let-me-in';
      response
        .writeHead(request.url === '/down' ? 503 : request.url === '/private' && !isKnown ? 401 : 200)
        .end('all is well');
    }),
  );
  await listen(
    'fresh',
    createHttps(certificate('fresh', 90), (_, response) => void response.end('ok')),
  );
  await listen(
    'soon',
    createHttps(certificate('soon', 3), (_, response) => void response.end('ok')),
  );
  await listen(
    'banner',
    createServer((socket) => void socket.on('error', () => undefined).end('220 mail.test ready\r\n')),
  );
  await listen(
    'mute',
    createServer((socket) => void socket.on('error', () => undefined)),
  );
}, 60_000);
afterAll(() => {
  for (const close of closing) close();
});
const find = (spec: Readonly<Record<string, unknown>>, bench = {}) => findingOf(spec, { root, ...bench });
const http = (path: string, spec = {}, bench = {}) =>
  find({ kind: 'http', url: `http://127.0.0.1:${ports.http}${path}`, ...spec }, bench);

describe('http', () => {
  it.each([
    ['/', {}, 'pass'],
    ['/', { matches: 'well$' }, 'pass'],
    ['/', { matches: 'ill$' }, 'fail'],
    ['/down', {}, 'fail'],
    ['/down', { status: [200, 503] }, 'pass'],
    ['/private', {}, 'fail'],
    ['/private', { headers: { Authorization: { env: 'TOKEN' } } }, 'pass'],
    ['/private', { headers: { Authorization: { env: 'UNSET' } } }, 'errored'],
    ['/flood', { matches: 'x' }, 'pass'],
  ])('%s, expecting %j, reads %s', async (path, spec, reading) => {
    const found = await http(path, spec, { environment: { TOKEN: 'Bearer let-me-in' } });
    expect(found.reading).toBe(reading);
    expect(JSON.stringify(found)).not.toContain('let-me-in');
  });

  it('that never answers fails in its time', async () => {
    expect((await http('/hang', {}, { timeoutMs: 300 })).reading).toBe('fail');
  });

  it('of which nothing listens fails', async () => {
    expect(await find({ kind: 'http', url: 'http://127.0.0.1:9/' })).toMatchObject({
      reading: 'fail',
      evidence: '127.0.0.1:9: connection refused',
    });
  });
});

describe('a certificate', () => {
  const tls = (name: string, spec = {}, bench = {}) =>
    find({ kind: 'tls', host: 'localhost', port: ports[name], ca: `${name}.pem`, ...spec }, bench);

  it('that holds for long passes, and one that ends soon fails', async () => {
    expect(await tls('fresh')).toMatchObject({ reading: 'pass' });
    expect(await tls('soon')).toMatchObject({ reading: 'fail' });
    expect(await tls('soon', { certificate: { warn: '9d', fail: '1d' } })).toMatchObject({ reading: 'warn' });
  });

  it('that nobody vouches for, or that is another’s, fails', async () => {
    expect(await tls('fresh', { ca: 'soon.pem' })).toMatchObject({ reading: 'fail' });
    expect(await tls('fresh', { serverName: 'other.test' })).toMatchObject({ reading: 'fail' });
  });

  it('is looked at by https as well', async () => {
    const https = (name: string) => find({ kind: 'http', url: `https://localhost:${ports[name]}/`, ca: `${name}.pem` });
    expect(await https('fresh')).toMatchObject({ reading: 'pass' });
    expect(await https('soon')).toMatchObject({ reading: 'fail' });
  });
});

describe('a port', () => {
  const tcp = (port: number | undefined, spec = {}, bench = {}) =>
    find({ kind: 'tcp', host: '127.0.0.1', port, ...spec }, bench);

  it('that is open passes, and one that is closed fails', async () => {
    expect((await tcp(ports.mute)).reading).toBe('pass');
    expect((await tcp(9)).reading).toBe('fail');
  });

  it('is held to what it says first', async () => {
    expect((await tcp(ports.banner, { matches: '^220 ' })).reading).toBe('pass');
    expect((await tcp(ports.banner, { matches: '^SSH' })).reading).toBe('fail');
    expect((await tcp(ports.mute, { matches: '^220 ' }, { timeoutMs: 300 })).reading).toBe('fail');
  });
});

describe('a name', () => {
  let server = '';
  beforeAll(async () => {
    // A name server of the test's own: knows the address of good.test, and that there is nothing else.
    const socket = createSocket('udp4');
    socket.on('message', (query, from) => {
      const isGood = query.includes('good');
      const header = Buffer.from(query.subarray(0, 12));
      header.writeUInt16BE(isGood ? 0x8180 : 0x8183, 2);
      header.writeUInt16BE(isGood ? 1 : 0, 6);
      header.writeUInt16BE(0, 8);
      header.writeUInt16BE(0, 10);
      const question = query.subarray(12, query.indexOf(0, 12) + 5);
      const answer = Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7]);
      socket.send(Buffer.concat([header, question, ...(isGood ? [answer] : [])]), from.port, from.address);
    });
    await new Promise<void>((bound) => socket.bind(0, '127.0.0.1', bound));
    closing.push(() => socket.close());
    server = `127.0.0.1:${socket.address().port}`;
  });
  const dns = (lookup: string, spec = {}) => find({ kind: 'dns', lookup, server, ...spec }, { timeoutMs: 3_000 });

  it('that leads where it should passes; one that leads elsewhere or is not there fails', async () => {
    expect(await dns('good.test', { expect: ['192.0.2.7'] })).toMatchObject({ reading: 'pass' });
    expect(await dns('good.test', { expect: ['192.0.2.8'] })).toMatchObject({
      reading: 'fail',
      subjects: ['192.0.2.8'],
    });
    expect(await dns('gone.test')).toMatchObject({ reading: 'fail' });
  });

  it('is errored when no server answers', async () => {
    expect(await dns('good.test', { server: '127.0.0.1:9' })).toMatchObject({ reading: 'errored' });
  });
});

describe('a unit of systemd, told by a double of systemctl', () => {
  const systemctl = (answer: string, code = 0) => {
    const bin = join(root, `bin-${Math.random()}`);
    mkdirSync(bin);
    writeFileSync(join(bin, 'systemctl'), `#!/bin/sh\nprintf '${answer}'\nexit ${code}\n`);
    chmodSync(join(bin, 'systemctl'), 0o755);
    return find({ kind: 'systemd', unit: 'nginx.service' }, { environment: { PATH: `${bin}:/usr/bin:/bin` } });
  };

  it.each([
    ['LoadState=loaded\\nActiveState=active\\nSubState=running\\nResult=success\\n', 'pass'],
    ['LoadState=loaded\\nActiveState=failed\\nSubState=failed\\nResult=exit-code\\n', 'fail'],
    ['LoadState=loaded\\nActiveState=activating\\nSubState=auto-restart\\nResult=success\\n', 'warn'],
    ['LoadState=not-found\\nActiveState=inactive\\nSubState=dead\\nResult=success\\n', 'fail'],
  ])('that is %s reads %s', async (answer, reading) => {
    expect((await systemctl(answer)).reading).toBe(reading);
  });

  it('is errored where systemd does not run', async () => {
    expect((await systemctl('', 1)).reading).toBe('errored');
  });
});
