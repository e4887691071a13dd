import { mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTrusted, seedConfigDir, seedTrust, stateFile } from '../../src/claude/trust.ts';

let root: string;
let file: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'gaffer-trust-')));
  file = join(root, '.claude.json');
  await mkdir(join(root, 'ws/apps/alpha'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const alpha = (): string => join(root, 'ws/apps/alpha');
const trusting = (directory: string) => JSON.stringify({ projects: { [directory]: { hasTrustDialogAccepted: true } } });

describe('workspace trust', () => {
  it('stands beside the home directory, or where CLAUDE_CONFIG_DIR says', () => {
    expect(stateFile({ configDir: undefined, home: '/home/mara' })).toBe('/home/mara/.claude.json');
    expect(stateFile({ configDir: '', home: '/home/mara' })).toBe('/home/mara/.claude.json');
    expect(stateFile({ configDir: '/cfg', home: '/home/mara' })).toBe('/cfg/.claude.json');
  });

  it('holds for a directory, for those below it, and through links to it', async () => {
    await writeFile(file, trusting(join(root, 'ws')));
    await symlink(join(root, 'ws'), join(root, 'link'));
    expect(await isTrusted(file, join(root, 'ws'))).toEqual({ ok: true, value: true });
    expect(await isTrusted(file, alpha())).toEqual({ ok: true, value: true });
    expect(await isTrusted(file, join(root, 'link/apps/alpha'))).toEqual({ ok: true, value: true });
    expect(await isTrusted(file, root)).toEqual({ ok: true, value: false });
    expect(await isTrusted(file, `${join(root, 'ws')}-other`)).toEqual({ ok: true, value: false });
  });

  it('is nowhere when there is no file', async () => {
    expect(await isTrusted(file, alpha())).toEqual({ ok: true, value: false });
  });

  it('is seeded without losing a word of what else the file says', async () => {
    const other = {
      numStartups: 7,
      oauthAccount: { id: 'x' },
      projects: { '/p': { allowedTools: ['Bash'], hasTrustDialogAccepted: false } },
    };
    await writeFile(file, JSON.stringify(other), { mode: 0o600 });
    expect(await seedTrust(file, [alpha()])).toEqual({ ok: true, value: null });
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      ...other,
      projects: { ...other.projects, [alpha()]: { hasTrustDialogAccepted: true } },
    });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{"projects":', '[]', 'null', '{"projects":{"/p":7}}'])(
    'is never seeded into a file that reads as %j',
    async (text) => {
      await writeFile(file, text);
      expect(await seedTrust(file, [alpha()])).toMatchObject({
        ok: false,
        problem: { kind: 'parse', where: { file } },
      });
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('is never seeded where the file cannot be read', async () => {
    await mkdir(file);
    expect(await seedTrust(file, [alpha()])).toMatchObject({ ok: false });
    expect(await isTrusted(file, alpha())).toMatchObject({ ok: false });
  });

  it("is given to a rehearsal's own configuration together with the onboarding", async () => {
    const config = join(root, 'config');
    expect(await seedConfigDir(config, [alpha()])).toEqual({ ok: true, value: null });
    expect(JSON.parse(await readFile(join(config, '.claude.json'), 'utf8'))).toMatchObject({
      hasCompletedOnboarding: true,
      theme: 'dark',
    });
    expect(await isTrusted(join(config, '.claude.json'), alpha())).toEqual({ ok: true, value: true });
    expect((await stat(config)).mode & 0o777).toBe(0o700);
  });
});
