import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AgentSearch,
  compareVersions,
  findAgent,
  OLDEST_CLAUDE,
  TESTED_CLAUDE,
} from '../../src/claude/find-agent.ts';
import { CLAUDE } from '../kit/claude-rig.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'gaffer-agent-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A double of an agent program: says its version and nothing else. */
const install = async (path: string, says: string): Promise<string> => {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${says}\n`);
  await chmod(file, 0o755);
  return file;
};

const search = (change: Partial<AgentSearch> = {}) =>
  findAgent({ configured: null, path: join(root, 'bin'), workspace: root, ownCopy: null, ...change });

describe('the search for the agent', () => {
  it('finds claude on PATH', async () => {
    const file = await install('bin/claude', `echo '${TESTED_CLAUDE} (Claude Code)'`);
    expect(await search()).toEqual({
      ok: true,
      value: { kind: 'claude', command: [file], version: TESTED_CLAUDE, note: null },
    });
  });

  it('knows the real one', async () => {
    expect(await search({ ownCopy: CLAUDE })).toMatchObject({
      ok: true,
      value: { kind: 'claude', command: [CLAUDE], version: TESTED_CLAUDE },
    });
  });

  it('prefers the one on PATH to the development copy', async () => {
    const file = await install('bin/claude', `echo '${TESTED_CLAUDE} (Claude Code)'`);
    expect(await search({ ownCopy: CLAUDE })).toMatchObject({ value: { command: [file] } });
  });

  it('says what to install when there is none', async () => {
    expect(await search()).toMatchObject({
      ok: false,
      problem: { kind: 'dependency', next: expect.stringContaining('npm install -g @anthropic-ai/claude-code') },
    });
  });

  it('points at gaffer.yaml when the configured one is not there', async () => {
    const missing = await search({ configured: ['./tools/agent'], ownCopy: CLAUDE });
    expect(missing).toMatchObject({
      ok: false,
      problem: { kind: 'dependency', next: expect.stringContaining('gaffer.yaml') },
    });
  });

  it('refuses a Claude Code whose hooks cannot be made to block', async () => {
    await install('bin/claude', "echo '2.1.294 (Claude Code)'");
    expect(await search()).toMatchObject({
      ok: false,
      problem: { kind: 'dependency', found: '2.1.294', expected: `${OLDEST_CLAUDE} or newer` },
    });
  });

  it('says that a newer one is untested, and takes it', async () => {
    await install('bin/claude', "echo '3.0.0 (Claude Code)'");
    expect(await search()).toMatchObject({
      ok: true,
      value: { version: '3.0.0', note: expect.stringContaining('newer') },
    });
  });

  it.each(['exit 3', 'echo hello', 'echo 2.1.330 >&2', "echo 'v9'"])(
    'takes no version for granted from one that does "%s"',
    async (says) => {
      await install('bin/claude', says);
      expect(await search()).toMatchObject({ ok: false, problem: { kind: 'process' } });
    },
  );

  it('takes any other program as it is, with its arguments', async () => {
    const file = await install('tools/agent', 'exit 1');
    expect(await search({ configured: ['./tools/agent', '--fast'] })).toEqual({
      ok: true,
      value: { kind: 'other', command: [file, '--fast'], name: 'agent' },
    });
  });

  it('recognises claude behind a link of another name', async () => {
    const file = await install('opt/claude', `echo '${TESTED_CLAUDE} (Claude Code)'`);
    await mkdir(join(root, 'bin'), { recursive: true });
    await symlink(file, join(root, 'bin/cc'));
    expect(await search({ configured: ['cc', '--verbose'] })).toMatchObject({
      value: { kind: 'claude', command: [join(root, 'bin/cc'), '--verbose'] },
    });
  });
});

it.each([
  ['2.1.295', '2.1.295', 0],
  ['2.1.30', '2.1.295', -1],
  ['2.2.0', '2.1.999', 1],
  ['10.0.0', '9.9.9', 1],
])('version %s against %s is %i', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign);
});
