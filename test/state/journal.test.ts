import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Logged } from '../../src/domain/event.ts';
import { type Journal, openJournal } from '../../src/state/journal.ts';
import { tempDir } from '../kit/temp.ts';

const opened = (file: string, options = {}): Journal => {
  const journal = openJournal(file, options);
  if (!journal.ok) throw new Error(journal.problem.message);
  return journal.value;
};

const set = (seq: number, mode: 'auto' | 'off'): Logged => ({
  seq,
  at: seq * 10,
  by: 'test',
  cause: null,
  event: { kind: 'dispatch.set', mode },
});

describe('the journal', () => {
  it('gives back what was appended, by family, newest or after a seq', async () => {
    const journal = opened(join(tempDir(), 'journal.db'));
    await Promise.all([journal.append([set(1, 'off'), set(2, 'auto')]), journal.append([set(3, 'off')])]);
    await journal.append([{ seq: 4, at: 40, by: 'test', cause: 3, event: { kind: 'fleet.stopping' } }]);
    expect(journal.read({ kind: 'dispatch' }).map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(journal.read({ kind: 'fleet.stopping' })).toEqual([
      { seq: 4, at: 40, by: 'test', cause: 3, event: { kind: 'fleet.stopping' } },
    ]);
    expect(journal.read({ limit: 2 }).map(({ seq }) => seq)).toEqual([3, 4]);
    expect(journal.read({ after: 2 }).map(({ seq }) => seq)).toEqual([3, 4]);
    journal.close();
  });

  it('loads the World at any seq, with and without a snapshot', async () => {
    const file = join(tempDir(), 'journal.db');
    const journal = opened(file);
    await journal.append([set(1, 'off'), set(2, 'auto')]);
    journal.snapshot(journal.load());
    await journal.append([set(3, 'off')]);
    expect(journal.load().fleet.dispatch).toBe('off');
    expect(journal.load(2).fleet.dispatch).toBe('auto');
    expect(journal.load(1).fleet.dispatch).toBe('off');
    journal.close();
    expect(opened(file, { readOnly: true }).load()).toMatchObject({ seq: 3, fleet: { dispatch: 'off' } });
  });

  it('takes no snapshot of a World that is ahead of the disk', async () => {
    const journal = opened(join(tempDir(), 'journal.db'));
    await journal.append([set(1, 'off')]);
    journal.snapshot({ ...journal.load(), seq: 9 });
    expect(journal.load().seq).toBe(1);
    journal.close();
  });

  it('is readable by its owner alone', () => {
    const file = join(tempDir(), 'journal.db');
    opened(file).close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('rejects an append that the disk refuses, and keeps what was there', async () => {
    const journal = opened(join(tempDir(), 'journal.db'));
    await journal.append([set(1, 'off')]);
    await expect(journal.append([set(1, 'auto')])).rejects.toThrow(/UNIQUE/);
    expect(journal.load()).toMatchObject({ seq: 1, fleet: { dispatch: 'off' } });
    await journal.append([set(2, 'auto')]);
    journal.close();
  });

  it('says where and what next when the file is no journal, and leaves the file alone', () => {
    const file = join(tempDir(), 'journal.db');
    writeFileSync(file, 'this is not a database, and long enough to be looked at as one'.repeat(20));
    const size = statSync(file).size;
    expect(openJournal(file)).toMatchObject({
      ok: false,
      problem: { where: { file }, next: expect.stringMatching(/Move the file aside/) },
    });
    expect(statSync(file).size).toBe(size);
  });

  it('keeps every acknowledged event when its process is killed at any moment', async () => {
    const file = join(tempDir(), 'journal.db');
    const program = join(import.meta.dirname, '../programs/journal-writer.ts');
    for (let round = 0; round < 5; round += 1) {
      const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
      let acknowledged = 0;
      let rest = '';
      child.stdout.on('data', (chunk) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        acknowledged = Number(lines.at(-1) ?? acknowledged);
        if (acknowledged % 1000 > 40 + round * 37) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const journal = opened(file);
      const kept = journal.load().seq;
      expect(kept).toBeGreaterThanOrEqual(acknowledged);
      expect(acknowledged).toBeGreaterThan(0);
      expect(journal.read({}).map(({ seq }) => seq)).toEqual(Array.from({ length: kept }, (_, index) => index + 1));
      journal.close();
    }
  });
});
