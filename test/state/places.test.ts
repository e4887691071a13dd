import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWorkspace, noteRuntime, type Places, placesOf } from '../../src/state/places.ts';
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

  it('says what stands where its own directory should be made', () => {
    const workspace = tempDir();
    writeFileSync(join(workspace, '.gaffer'), '');
    expect(placesOf(workspace, { XDG_RUNTIME_DIR: tempDir() })).toMatchObject({
      ok: false,
      problem: { kind: 'io', found: 'a file of this name', where: { file: join(workspace, '.gaffer') } },
    });
  });

  it('refuses a socket directory that is a symbolic link', () => {
    const base = tempDir();
    symlinkSync(tempDir(), join(base, 'gaffer'));
    expect(placesOf(tempDir(), { XDG_RUNTIME_DIR: base })).toMatchObject({
      ok: false,
      problem: { found: 'a symbolic link' },
    });
  });

  describe('from another environment', () => {
    const placed = (workspace: string, base: string): Places => {
      const places = placesOf(workspace, { XDG_RUNTIME_DIR: base });
      if (!places.ok) throw new Error(places.problem.message);
      return places.value;
    };

    it('finds the sockets where the supervisor noted them', () => {
      const [workspace, other] = [tempDir(), tempDir()];
      const first = placed(workspace, tempDir());
      expect(placed(workspace, other).controlSocket).not.toBe(first.controlSocket);
      noteRuntime(first);
      noteRuntime(first);
      expect(placed(workspace, other).controlSocket).toBe(first.controlSocket);
      rmSync(first.runtime, { recursive: true });
      expect(placed(workspace, other).runtime).toBe(join(other, 'gaffer', first.runtime.split('/').at(-1) ?? ''));
    });

    it('tells what stands against the note, and leaves nothing half done beside it', () => {
      const first = placed(tempDir(), tempDir());
      expect(noteRuntime(first)).toBeNull();
      rmSync(join(first.own, 'run'));
      mkdirSync(join(first.own, 'run'));
      expect(noteRuntime(first)).toMatchObject({ kind: 'io', where: { file: '.gaffer/run' }, found: 'EISDIR' });
      expect(readdirSync(first.own)).toEqual(['run']);
    });

    it('believes no note about a directory that others may enter, that is another workspace’s, or a link', () => {
      const [workspace, other] = [tempDir(), tempDir()];
      const own = placed(workspace, other);
      const noted = (target: string): string => {
        rmSync(join(own.own, 'run'), { force: true });
        symlinkSync(target, join(own.own, 'run'));
        return placed(workspace, other).runtime;
      };
      const elsewhere = placed(workspace, tempDir());
      expect(noted(elsewhere.runtime)).toBe(elsewhere.runtime);
      expect(noted(tempDir())).toBe(own.runtime);
      chmodSync(elsewhere.runtime, 0o755);
      expect(noted(elsewhere.runtime)).toBe(own.runtime);
      rmSync(elsewhere.runtime, { recursive: true });
      symlinkSync(tempDir(), elsewhere.runtime);
      expect(noted(elsewhere.runtime)).toBe(own.runtime);
      unlinkSync(elsewhere.runtime);
      writeFileSync(elsewhere.runtime, '', { mode: 0o600 });
      expect(noted(elsewhere.runtime)).toBe(own.runtime);
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
