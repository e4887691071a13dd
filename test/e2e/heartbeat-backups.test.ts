/** Backups with the real restic, borg, rsync and git: each seeded fault is found, and each healthy twin passes. */
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findingOf } from '../kit/checks.ts';
import { tempDir } from '../kit/temp.ts';
import { needTools, runTool } from '../kit/tools.ts';

const DAY_MS = 86_400_000;
const PASSWORD = 'correct horse battery';

let root = '';
beforeAll(() => {
  needTools('restic', 'borg', 'rsync', 'git', 'find');
  root = tempDir();
  mkdirSync(join(root, 'data/home'), { recursive: true });
  writeFileSync(join(root, 'data/home/letter.txt'), 'dear reader\n'.repeat(2_000));
  // Random, so that no compression makes the data smaller than the directory of it.
  writeFileSync(join(root, 'data/home/picture.bin'), randomBytes(300_000));
  writeFileSync(join(root, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
});

/** The largest file below `directory`: where the data is. */
const largestFile = (directory: string): string =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((one, other) => statSync(other).size - statSync(one).size)[0] ?? '';

describe('restic', () => {
  const env = () => ({ RESTIC_PASSWORD: PASSWORD, XDG_CACHE_HOME: join(root, 'cache') });
  const home = () => join(root, 'data/home');
  beforeAll(() => {
    runTool('restic', ['init', '-r', 'restic'], { cwd: root, env: env() });
    runTool('restic', ['-r', 'restic', 'backup', '--host', 'box', home()], { cwd: root, env: env() });
    cpSync(join(root, 'restic'), join(root, 'restic-damaged'), { recursive: true });
    truncateSync(largestFile(join(root, 'restic-damaged/data')), 10);
  });
  const check = (spec: Readonly<Record<string, unknown>>, now?: number) =>
    findingOf(
      { kind: 'restic', repository: 'restic', password: { file: 'password' }, expect: [{ path: home() }], ...spec },
      { root, ...(now === undefined ? {} : { now }) },
    );

  it('passes a fresh repository, checks it and reads a file back', async () => {
    const found = await check({ verify: 'data', restore: true, expect: [{ path: home(), host: 'box' }] });
    expect(found).toMatchObject({ reading: 'pass', subjects: [] });
    expect(found.evidence).toContain('read back');
    expect(found.evidence).toContain('repository is whole');
  });

  it('finds a snapshot that is too old', async () => {
    expect(await check({}, Date.now() + 3 * DAY_MS)).toMatchObject({ reading: 'fail', subjects: [home()] });
  });

  it('finds a source that was never backed up, though restic itself ended well', async () => {
    runTool('restic', ['-r', 'restic', 'backup', '--host', 'box', home(), join(root, 'data/gone')], {
      cwd: root,
      env: env(),
    });
    const gone = join(root, 'data/gone');
    const found = await check({ expect: [{ path: home() }, { path: gone }] });
    expect(found).toMatchObject({ reading: 'fail', subjects: [gone] });
    expect(found.evidence).toContain(`no backup of ${gone}`);
  });

  it('finds a damaged repository', async () => {
    expect(await check({ repository: 'restic-damaged', verify: 'structure' })).toMatchObject({
      reading: 'fail',
      subjects: ['repository'],
    });
  });

  it('finds a file that cannot be read back', async () => {
    expect(await check({ repository: 'restic-damaged', restore: true })).toMatchObject({
      reading: 'fail',
      subjects: [home()],
    });
  });

  it('finds that the repository is gone', async () => {
    expect(await check({ repository: 'nowhere' })).toMatchObject({ reading: 'fail', subjects: ['repository'] });
  });

  it('is errored by a wrong password, which says nothing of the backups, and tells no secret', async () => {
    writeFileSync(join(root, 'wrong'), 'not-the-password');
    const found = await check({ password: { file: 'wrong' } });
    expect(found.reading).toBe('errored');
    expect(JSON.stringify(found)).not.toContain('not-the-password');
    expect(await check({ password: { env: 'NOT_SET' } })).toMatchObject({
      reading: 'errored',
      evidence: 'the variable NOT_SET is not set',
    });
  });

  it('warns of a backup that has shrunk, and fails one that is empty', async () => {
    const source = join(root, 'data/shrinking');
    mkdirSync(source);
    writeFileSync(join(source, 'much'), randomBytes(200_000));
    const backup = () => runTool('restic', ['-r', 'restic', 'backup', source], { cwd: root, env: env() });
    backup();
    truncateSync(join(source, 'much'), 1_000);
    backup();
    expect(await check({ expect: [{ path: source }] })).toMatchObject({ reading: 'warn', subjects: [source] });
    rmSync(join(source, 'much'));
    backup();
    expect(await check({ expect: [{ path: source }] })).toMatchObject({ reading: 'fail', subjects: [source] });
  });
});

describe('borg', () => {
  const env = () => ({ BORG_PASSPHRASE: PASSWORD, BORG_BASE_DIR: root });
  beforeAll(() => {
    runTool('borg', ['init', '--encryption', 'repokey', 'borg'], { cwd: root, env: env() });
    runTool('borg', ['create', 'borg::nightly-1', 'data/home'], { cwd: root, env: env() });
    cpSync(join(root, 'borg'), join(root, 'borg-damaged'), { recursive: true });
    const file = largestFile(join(root, 'borg-damaged/data'));
    truncateSync(file, Math.floor(statSync(file).size / 2));
  });
  const check = (spec: Readonly<Record<string, unknown>>, now?: number) =>
    findingOf(
      { kind: 'borg', repository: 'borg', passphrase: { file: 'password' }, expect: [{ prefix: 'nightly-' }], ...spec },
      { root, ...(now === undefined ? {} : { now }) },
    );

  it('passes a fresh repository, checks it and reads a file back', async () => {
    const found = await check({ verify: 'structure', restore: true });
    expect(found).toMatchObject({ reading: 'pass', subjects: [] });
    expect(found.evidence).toContain('read back');
  });

  it('finds an archive that is too old', async () => {
    expect(await check({}, Date.now() + 3 * DAY_MS)).toMatchObject({ reading: 'fail', subjects: ['nightly-*'] });
  });

  it('finds a source without an archive', async () => {
    expect(await check({ expect: [{ prefix: 'nightly-' }, { prefix: 'weekly-' }] })).toMatchObject({
      reading: 'fail',
      subjects: ['weekly-*'],
    });
  });

  it('finds a damaged repository', async () => {
    expect(await check({ repository: 'borg-damaged', verify: 'structure' })).toMatchObject({ reading: 'fail' });
  });

  it('finds that the repository is gone', async () => {
    expect(await check({ repository: 'nowhere' })).toMatchObject({ reading: 'fail', subjects: ['repository'] });
  });

  it('is errored by a wrong passphrase', async () => {
    writeFileSync(join(root, 'wrong'), 'not-the-password');
    expect(await check({ passphrase: { file: 'wrong' } })).toMatchObject({ reading: 'errored' });
  });
});

describe('plain files', () => {
  const directory = (spec: Readonly<Record<string, unknown>>, now?: number) =>
    findingOf({ kind: 'directory', path: 'data/home', ...spec }, { root, ...(now === undefined ? {} : { now }) });

  it('passes a fresh directory', async () => {
    expect(await directory({ minFiles: 2, minSize: '300k' })).toMatchObject({ reading: 'pass' });
  });

  it.each([
    ['too old', {}, 3 * DAY_MS],
    ['too few', { minFiles: 9 }, 0],
    ['too small', { minSize: '1G' }, 0],
    ['none that match', { files: '*.sql.gz' }, 0],
    ['not there', { path: 'data/nowhere' }, 0],
  ])('finds files that are %s', async (_, spec, later) => {
    expect(await directory(spec, Date.now() + later)).toMatchObject({ reading: 'fail' });
  });

  it('warns of a backup from the future rather than calling it fresh', async () => {
    expect(await directory({}, Date.now() - DAY_MS)).toMatchObject({ reading: 'warn' });
  });

  it('reads an rsync target, and finds a stale one and one that is gone', async () => {
    runTool('rsync', ['-a', 'data/home/', 'mirror/'], { cwd: root });
    const check = (target: string, now = Date.now()) =>
      findingOf({ kind: 'rsync', target, minFiles: 2 }, { root, now });
    expect(await check('mirror')).toMatchObject({ reading: 'pass', figures: { files: 2 } });
    expect(await check('mirror', Date.now() + 3 * DAY_MS)).toMatchObject({ reading: 'fail' });
    expect(await check('nowhere')).toMatchObject({ reading: 'fail' });
    expect(await check('rsync://127.0.0.1:9/none')).toMatchObject({ reading: 'errored' });
  });

  it('passes a whole git bundle, and finds a cut one, an old one and one without its branch', async () => {
    const cwd = join(root, 'repo');
    mkdirSync(cwd);
    mkdirSync(join(root, 'bundles'));
    const git = (...args: string[]) => runTool('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
    git('init', '-q', '-b', 'main');
    writeFileSync(join(cwd, 'file'), Buffer.alloc(50_000, 3));
    git('add', '.');
    git('commit', '-qm', 'one');
    git('bundle', 'create', '-q', '../bundles/repo.bundle', '--all');
    const check = (spec = {}) =>
      findingOf({ kind: 'git-bundle', path: 'bundles', refs: ['refs/heads/main'], ...spec }, { root });
    expect(await check()).toMatchObject({ reading: 'pass', figures: { bundles: 1 } });
    expect(await check({ refs: ['refs/heads/release'] })).toMatchObject({ reading: 'fail', subjects: ['repo.bundle'] });
    const bundle = join(root, 'bundles/repo.bundle');
    utimesSync(bundle, new Date(Date.now() - 3 * DAY_MS), new Date(Date.now() - 3 * DAY_MS));
    expect(await check()).toMatchObject({ reading: 'fail' });
    truncateSync(bundle, statSync(bundle).size - 20);
    const cut = await check();
    expect(cut).toMatchObject({ reading: 'fail', subjects: ['repo.bundle'] });
    expect(cut.evidence).toContain('damaged');
  });
});
