import { copyFileSync, existsSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { replay } from '../../src/domain/evolve.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import type { World } from '../../src/domain/world.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { seatClients, someProjects } from '../kit/lock-history.ts';
import { tempDir } from '../kit/temp.ts';

const CLIENTS = 3;
const projects = someProjects(CLIENTS);

/** A journal that was never closed: three claims, then one release, each in a commit of its own. */
const written = async (directory: string) => {
  const file = join(directory, 'journal.db');
  const journal = openJournal(file);
  if (!journal.ok) throw new Error(journal.problem.message);
  const loop = createLoop({
    journal: journal.value,
    now: Date.now,
    hands: async () => undefined,
    onBug: () => undefined,
  });
  await seatClients(loop, { projects, clients: CLIENTS });
  for (const [index, project] of projects.entries()) {
    const claim = { worker: workerNumber(index + 1), generation: 1, project, door: 'mcp' } as const;
    await loop.submit({ kind: 'claim-project', ...claim }, { by: 'test' });
  }
  await loop.submit({ kind: 'release-project', worker: workerNumber(1), generation: 1, door: 'mcp' }, { by: 'test' });
  return { file, events: journal.value.read({}), close: journal.value.close };
};

const holders = ({ locks }: World) => Object.values(locks).map(({ project, holder }) => [project, holder]);

describe('a journal whose tail is damaged', () => {
  it('holds what was held before the damage, and a new start frees none of it', async () => {
    const directory = tempDir();
    const { file, events, close } = await written(directory);
    const size = statSync(`${file}-wal`).size;
    let shorter = 0;
    for (const [index, lost] of [1, 3_000, 5_000, 9_000, 14_000, 20_000].entries()) {
      const copy = join(directory, `copy-${index}.db`);
      copyFileSync(file, copy);
      copyFileSync(`${file}-wal`, `${copy}-wal`);
      writeSync(openSync(`${copy}-wal`, 'r+'), Buffer.alloc(lost, 0xff), 0, lost, size - lost);
      const journal = openJournal(copy);
      if (!journal.ok) throw new Error(journal.problem.message);
      const world = journal.value.load();
      if (world.seq < events.length) shorter += 1;
      expect(world).toEqual(replay(events.slice(0, world.seq)));
      const loop = createLoop({
        journal: journal.value,
        now: Date.now,
        hands: async () => undefined,
        onBug: () => undefined,
      });
      await seatAgain(loop);
      expect(holders(loop.world())).toEqual(holders(world));
      expect(new Set(Object.values(loop.world().locks).map(({ fence }) => fence)).size).toBe(holders(world).length);
      journal.value.close();
    }
    expect(shorter, 'the damage was real').toBeGreaterThan(3);
    close();
  });

  it('starts nothing and says so when an event in it cannot be read', async () => {
    const { file, close } = await written(tempDir());
    close();
    const database = new DatabaseSync(file);
    database.exec('UPDATE events SET event = substr(event, 1, 20) WHERE seq = (SELECT max(seq) FROM events)');
    database.close();
    expect(openJournal(file)).toMatchObject({
      ok: false,
      problem: { message: 'the journal cannot be opened', next: expect.stringContaining('Nothing was started') },
    });
    expect(existsSync(file)).toBe(true);
  });
});

/** What a supervisor does first: it boots on the journal and gives every seat a session. */
const seatAgain = async ({ submit }: Pick<ReturnType<typeof createLoop>, 'submit'>): Promise<void> => {
  const workers = Array.from({ length: CLIENTS }, (_, index) => workerNumber(index + 1));
  const facts = { workspace: '/ws', mode: 'live', scenario: null, agent: 'claude', hooks: true, workers } as const;
  await submit({ kind: 'boot', ...facts, dispatch: 'auto' }, { by: 'test' });
  await submit({ kind: 'start-fleet' }, { by: 'test' });
};
