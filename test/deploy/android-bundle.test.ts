import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { AndroidGate } from '../../src/domain/pipelines/gate.ts';
import { parseManifestProto } from '../../src/domain/pipelines/manifest-proto.ts';
import { zipEntries } from '../../src/jobs/zip-entries.ts';
import { type ApkSpec, apkMaker } from '../kit/apk.ts';
import { readGate } from '../kit/one-gate.ts';
import { seeded } from '../kit/random.ts';

const apks = apkMaker(afterAll);
const root = mkdtempSync(join(tmpdir(), 'gaffer-test-bundle-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = 'app.aab';
const build = async (base: ApkSpec, more: Readonly<Record<string, ApkSpec>> = {}): Promise<void> =>
  copyFileSync(await apks.bundle({ ...more, base }), join(root, file));
const manifest: AndroidGate = {
  gate: 'apk-manifest',
  file,
  policy: {
    package: 'org.example.one',
    minSdk: 21,
    targetSdk: 33,
    permissions: ['android.permission.INTERNET'],
    exported: [],
  },
};

test('a bundle that is as it should be passes, with what was read from it', async () => {
  await build({ versionCode: 6 }, { extra: { versionCode: 6 } });
  expect(await readGate(root, manifest)).toMatchObject({
    kind: 'pass',
    because: expect.stringContaining('SDK 24 to 34'),
  });
  expect(await readGate(root, { gate: 'apk-version', file }, { shipped: { versionCode: 5 } })).toMatchObject({
    kind: 'pass',
    facts: { versionCode: 6 },
  });
  expect(await readGate(root, { gate: 'apk-signature', file, certificate: apks.certificate })).toMatchObject({
    kind: 'pass',
    facts: { certificate: apks.certificate },
  });
}, 60_000);

test('what any of its modules asks for, the bundle asks for', async () => {
  await build({}, { extra: { permissions: ['android.permission.READ_SMS'], exportedService: true, debuggable: true } });
  const reading = await readGate(root, manifest);
  expect(reading.kind).toBe('fail');
  expect(reading.evidence).toEqual([
    'the app is debuggable',
    'the permission android.permission.READ_SMS is not on the list',
    'the service .Sync may be called by every app',
  ]);
});

test.each<[string, ApkSpec, string]>([
  ['unsigned', { sign: false }, 'not signed'],
  ['signed by a stranger', { stranger: true }, '1 faults'],
])(
  'a bundle that is %s fails',
  async (_, spec, because) => {
    await build(spec);
    const reading = await readGate(root, { gate: 'apk-signature', file, certificate: apks.certificate });
    expect(reading).toMatchObject({ kind: 'fail', because: expect.stringContaining(because) });
  },
  60_000,
);

test('what was put into a bundle after it was signed is no part of it', async () => {
  await build({});
  writeFileSync(join(root, 'late.txt'), 'late');
  execFileSync('zip', ['-q', file, 'late.txt'], { cwd: root });
  const reading = await readGate(root, { gate: 'apk-signature', file, certificate: apks.certificate });
  expect(reading).toMatchObject({ kind: 'fail', evidence: ['it holds entries that are not signed'] });
}, 60_000);

test.each([
  ['no ZIP file', () => writeFileSync(join(root, file), 'not a bundle'), 'is no ZIP file'],
  ['without a base module', () => zipOf('other/manifest/AndroidManifest.xml', 'x'), 'other'],
  ['with a manifest that is none', () => zipOf('base/manifest/AndroidManifest.xml', '<manifest/>'), 'base'],
])('a bundle that is %s is unknown, never good', async (_, make, because) => {
  make();
  expect(await readGate(root, manifest)).toMatchObject({ kind: 'unknown', because: expect.stringContaining(because) });
});

const zipOf = (name: string, text: string): void => {
  rmSync(join(root, file), { force: true });
  const tree = mkdtempSync(join(root, 'tree-'));
  execFileSync(
    'sh',
    [
      '-c',
      'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1" && zip -q -r "$3" "$1"',
      'sh',
      name,
      text,
      join(root, file),
    ],
    { cwd: tree },
  );
};

test('where the tools of Java are missing, the signature is unknown, with the way to get them', async () => {
  await build({});
  const reading = await readGate(root, { gate: 'apk-signature', file, certificate: null }, { path: root });
  expect(reading).toMatchObject({ kind: 'unknown', because: 'jarsigner is not installed, keytool is not installed' });
  expect(reading.evidence.join()).toContain('apt install default-jdk-headless');
});

test('a damaged manifest of a bundle is read as none or as one, and never breaks the reader', async () => {
  const bundle = await apks.bundle({ base: { exportedService: true } });
  const bytes = (await zipEntries(bundle))?.find(({ name }) => name.endsWith('.xml'))?.read() ?? Buffer.alloc(0);
  expect(parseManifestProto(bytes)?.package).toBe('org.example.one');
  const random = seeded(5);
  for (let length = 0; length < bytes.length; length += 1) parseManifestProto(bytes.subarray(0, length));
  for (let time = 0; time < 2_000; time += 1) {
    const damaged = Buffer.from(bytes);
    for (let flips = 0; flips < 4; flips += 1) damaged[random.below(damaged.length)] = random.below(256);
    parseManifestProto(damaged);
  }
  expect(parseManifestProto(readFileSync(import.meta.filename))).toBeNull();
});
