import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../src/domain/effect.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { type Journal, openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { tempDir } from '../kit/temp.ts';

const openIn = (file: string): Journal => {
  const journal = openJournal(file);
  if (!journal.ok) throw new Error(journal.problem.message);
  return journal.value;
};

const start = (journal = openIn(join(tempDir(), 'journal.db'))) => {
  const carried: { effect: Effect; durable: number }[] = [];
  const bugs: unknown[] = [];
  const loop = createLoop({
    journal,
    now: () => 5_000,
    hands: async (effect) => {
      carried.push({ effect, durable: journal.read({ limit: 1 })[0]?.seq ?? 0 });
    },
    onBug: (error) => bugs.push(error),
  });
  const boot = () =>
    loop.submit(
      {
        kind: 'boot',
        workspace: '/ws',
        mode: 'live',
        scenario: null,
        agent: 'x',
        hooks: true,
        workers: [workerNumber(1)],
        dispatch: 'auto',
      },
      { by: 'boot' },
    );
  return { journal, loop, carried, bugs, boot };
};

describe('the loop', () => {
  it('carries an effect out only once its event is on disk', async () => {
    const { loop, carried, boot } = start();
    await boot();
    await loop.submit({ kind: 'start-fleet' }, { by: 'boot' });
    await loop.idle();
    expect(carried.map(({ effect }) => effect.kind)).toEqual(['write-status', 'write-status', 'open-session']);
    expect(carried.at(-1)?.durable).toBeGreaterThanOrEqual(2);
    for (const { durable } of carried) expect(durable).toBeGreaterThanOrEqual(1);
  });

  it('decides at once, so that of two commands of one turn only the first wins', async () => {
    const { loop, boot } = start();
    await boot();
    const [first, second] = await Promise.all([
      loop.submit({ kind: 'set-dispatch', mode: 'off' }, { by: 'a' }),
      loop.submit({ kind: 'set-dispatch', mode: 'off' }, { by: 'b' }),
    ]);
    expect(first).toMatchObject({ ok: true, value: [{ by: 'a' }] });
    expect(second).toEqual({ ok: true, value: [] });
  });

  it('takes nothing more once the disk refused, and says what to do', async () => {
    const { loop, bugs, boot, journal } = start();
    await boot();
    journal.close();
    expect(await loop.submit({ kind: 'set-dispatch', mode: 'off' }, { by: 'a' })).toMatchObject({ ok: false });
    expect(await loop.submit({ kind: 'set-dispatch', mode: 'self' }, { by: 'a' })).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(/takes no more events/) },
    });
    expect(bugs).toHaveLength(1);
    expect(loop.isBroken()).toBe(true);
    // Whoever only looks on sees it too, without having pressed a key.
    expect(loop.world().fleet).toMatchObject({
      state: 'read-only',
      warnings: [expect.stringContaining('gaffer down && gaffer up')],
    });
  });

  it('goes on from the journal after a restart', async () => {
    const file = join(tempDir(), 'journal.db');
    const first = start(openIn(file));
    await first.boot();
    await first.loop.submit({ kind: 'set-dispatch', mode: 'off' }, { by: 'a' });
    first.journal.close();
    const second = start(openIn(file));
    expect(second.loop.world()).toEqual(first.loop.world());
  });
});
