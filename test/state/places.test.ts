import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWorkspace, placesOf } from '../../src/state/places.ts';
import { takeSupervisorLock } from '../../src/state/supervisor-lock.ts';
import { tempDir } from '../kit/temp.ts';

describe('places', () => {
  it('finds the workspace above a directory, and none where there is none', () => {
    const workspace = tempDir();
    writeFileSync(join(workspace, 'gaffer.yaml'), '');
    mkdirSync(join(workspace, 'apps/alpha'), { recursive: true });
    expect(findWorkspace(join(workspace, 'apps/alpha'))).toBe(workspace);
    expect(findWorkspace('/')).toBeNull();
  });

  it('keeps its own directories to their owner', () => {
    const places = placesOf(tempDir(), { XDG_RUNTIME_DIR: tempDir() });
    if (!places.ok) throw new Error(places.problem.message);
    expect(statSync(places.value.own).mode & 0o777).toBe(0o700);
    expect(statSync(places.value.runtime).mode & 0o777).toBe(0o700);
    expect(places.value.controlSocket.length).toBeLessThan(108);
  });

  it('refuses a socket directory that is a symbolic link', () => {
    const base = tempDir();
    symlinkSync(tempDir(), join(base, 'gaffer'));
    expect(placesOf(tempDir(), { XDG_RUNTIME_DIR: base })).toMatchObject({
      ok: false,
      problem: { found: 'a symbolic link' },
    });
  });
});

describe('the supervisor lock', () => {
  const hold = async (file: string) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../programs/lock-holder.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = await once(child.stdout, 'data');
    return { child, said: String(said).trim() };
  };

  it('has one holder among processes, and is free the moment the holder is killed', async () => {
    const file = join(tempDir(), 'supervisor.lock');
    const first = await hold(file);
    expect(first.said).toBe('held');
    expect(takeSupervisorLock(file)).toBeNull();
    expect((await hold(file)).said).toBe('busy');
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const lock = takeSupervisorLock(file);
    expect(lock).not.toBeNull();
    lock?.release();
  });
});
