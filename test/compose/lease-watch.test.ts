import { describe, expect, it } from 'vitest';
import { createLeaseWatch } from '../../src/compose/lease-watch.ts';
import { projectId } from '../../src/domain/ids.ts';
import { lockFleet } from '../kit/lock-fleet.ts';

const LEASE_MS = 1_000;
const alpha = projectId('apps/alpha');

/** One timer at most is ever set; time moves only by `pass`. */
const setUp = () => {
  const { pure, fleet } = lockFleet();
  let now = 0;
  let timer: { readonly at: number; readonly action: () => void } | null = null;
  const watch = createLeaseWatch(fleet, LEASE_MS, {
    monotonicMs: () => now,
    schedule: (action, ms) => {
      const mine = { at: now + ms, action };
      timer = mine;
      return () => {
        if (timer === mine) timer = null;
      };
    },
  });
  const pass = (ms: number): void => {
    const until = now + ms;
    while (timer !== null && timer.at <= until) {
      const due = timer;
      timer = null;
      now = due.at;
      due.action();
    }
    now = until;
  };
  const claim = (number: number, wait = false) =>
    fleet.submit({ kind: 'claim-project', ...pure.live(number), project: alpha, door: 'mcp', wait }, { by: 'test' });
  return { pure, fleet, watch, pass, claim, isTimed: () => timer !== null };
};

describe('a lease', () => {
  it('passes when its holder gives no sign for its length', async () => {
    const { pure, pass, claim } = setUp();
    await claim(1);
    pass(LEASE_MS - 1);
    expect(pure.world.locks[alpha]).toBeDefined();
    pass(1);
    expect(pure.world.locks).toEqual({});
    expect(pure.world.lapsedLocks[1]?.because).toBe('no sign of worker 1 for 1 s');
  });

  it('goes by the monotonic clock: no jump of the wall clock takes a lock or keeps one', async () => {
    const { pure, pass, claim } = setUp();
    await claim(1);
    pure.now += 365 * 86_400_000;
    pass(LEASE_MS - 1);
    expect(pure.world.locks[alpha]).toBeDefined();
    pure.now -= 2 * 365 * 86_400_000;
    pass(1);
    expect(pure.world.locks).toEqual({});
  });

  it('is renewed by any sign of the holding session, without an event', async () => {
    const { pure, watch, pass, claim } = setUp();
    await claim(1);
    const { seq } = pure.world;
    for (let round = 0; round < 5; round += 1) {
      pass(LEASE_MS - 1);
      watch.heard(pure.live(1));
    }
    expect(pure.world.seq).toBe(seq);
    expect(watch.leftMs(alpha)).toBe(LEASE_MS);
    pass(LEASE_MS);
    expect(pure.world.locks).toEqual({});
  });

  it('is not renewed by an older session of the seat, nor by another worker', async () => {
    const { pure, watch, pass, claim } = setUp();
    await claim(1);
    pass(LEASE_MS / 2);
    watch.heard({ ...pure.live(1), generation: pure.generation(1) - 1 });
    watch.heard(pure.live(2));
    pass(LEASE_MS / 2);
    expect(pure.world.locks).toEqual({});
  });

  it('of a holder that waits for the human does not pass', async () => {
    const { pure, fleet, pass, claim } = setUp();
    await claim(1);
    const call = { tool: 'Bash', input: { command: 'git push' }, cwd: '/ws', toolUseId: null };
    await fleet.submit({ kind: 'ask-decision', ...pure.live(1), call, because: 'b', binding: 'b' }, { by: 'test' });
    pass(10 * LEASE_MS);
    expect(pure.world.locks[alpha]).toMatchObject({ holder: 1 });
  });

  it('that passed gives the lock to the next in line, with a whole lease', async () => {
    const { pure, pass, claim } = setUp();
    await claim(1);
    await claim(2, true);
    pass(LEASE_MS);
    expect(pure.world.locks[alpha]).toMatchObject({ holder: 2 });
    pass(LEASE_MS - 1);
    expect(pure.world.locks[alpha]).toMatchObject({ holder: 2 });
  });

  it('of a seat whose session was replaced is counted anew', async () => {
    const { pure, fleet, pass, claim } = setUp();
    await claim(1);
    pass(LEASE_MS - 1);
    await fleet.submit({ kind: 'restart-worker', worker: pure.live(1).worker }, { by: 'human' });
    pass(LEASE_MS - 1);
    expect(pure.world.locks[alpha]).toMatchObject({ holder: 1 });
  });

  it('sets no timer while nobody holds anything, nor after the end', async () => {
    const { claim, fleet, watch, isTimed } = setUp();
    expect(isTimed()).toBe(false);
    await claim(1);
    expect(isTimed()).toBe(true);
    await fleet.submit({ kind: 'force-release', project: alpha }, { by: 'human' });
    expect(isTimed()).toBe(false);
    await claim(1);
    watch.stop();
    expect(isTimed()).toBe(false);
  });
});
