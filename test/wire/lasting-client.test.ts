import { expect, test, vi } from 'vitest';
import { decisionId, workerNumber } from '../../src/domain/ids.ts';
import { fail, ok, type Problem, type Result } from '../../src/domain/problem.ts';
import { emptyWorld, type World } from '../../src/domain/world.ts';
import type { FleetClient } from '../../src/wire/fleet-client.ts';
import { lastingClient } from '../../src/wire/lasting-client.ts';
import { type FakeFleetClient, fakeFleetClient } from '../kit/fleet-client.ts';

const SOON = { interval: 1 };
const missing: Problem = { kind: 'missing', message: 'no supervisor runs for this workspace' };
const worldOf = (lastFence: number, state: World['fleet']['state'] = 'running'): World => ({
  ...emptyWorld,
  lastFence,
  fleet: { ...emptyWorld.fleet, state },
});
const settle = {
  kind: 'settle-decision',
  decision: decisionId('D1'),
  answer: 'approve',
  by: 'dashboard',
  reason: null,
} as const;
const attached = { kind: 'attach', worker: workerNumber(2), cols: 80, rows: 23, top: 1, left: 0 } as const;

/** A seat whose time and whose attempts are in hand: each attempt waits until the test answers it. */
const seat = ({ starts = true, first = fakeFleetClient({ world: worldOf(1) }) } = {}) => {
  let now = 0;
  const attempts: { readonly kind: 'find' | 'start'; readonly answer: (result: Result<FleetClient>) => void }[] = [];
  const asked = (kind: 'find' | 'start') => () =>
    new Promise<Result<FleetClient>>((answer) => attempts.push({ kind, answer }));
  const client = lastingClient(Promise.resolve(ok(first)), {
    find: asked('find'),
    start: starts ? asked('start') : null,
    commandFor: () => 'gaffer up',
    log: '/w/.gaffer/supervisor.log',
    now: () => now,
    pause: async (ms) => {
      now += ms;
    },
  });
  let told = 0;
  client.subscribe(() => {
    told += 1;
  });
  return {
    client,
    first,
    told: () => told,
    now: () => now,
    wait: (ms: number) => {
      now += ms;
    },
    /** The next attempt, once it is made. */
    attempt: () =>
      vi.waitFor(() => {
        const next = attempts.shift();
        if (next === undefined) throw new Error('no attempt yet');
        return next;
      }, SOON),
    attempts: () => attempts.length,
  };
};

const arrived = (client: FleetClient, fence: number) =>
  vi.waitFor(() => expect(client.snapshot().lastFence).toBe(fence), SOON);
const lost = (client: FleetClient) => vi.waitFor(() => expect(client.gone()).not.toBeNull(), SOON);

const nextDies = async (
  at: ReturnType<typeof seat>,
  dying: FakeFleetClient,
  fence: number,
): Promise<FakeFleetClient> => {
  const next = fakeFleetClient({ world: worldOf(fence) });
  dying.die();
  const start = await at.attempt();
  expect(start.kind).toBe('start');
  start.answer(ok(next));
  await arrived(at.client, fence);
  return next;
};

test('a supervisor that dies is followed by the next one, whose World is told of', async () => {
  const at = seat();
  await arrived(at.client, 1);
  at.first.die();
  await lost(at.client);
  expect(at.client.snapshot().lastFence).toBe(1);
  expect(at.client.gone()).toMatchObject({ isStarting: true, problem: null });
  const before = at.told();
  const next = fakeFleetClient({ world: worldOf(2) });
  (await at.attempt()).answer(ok(next));
  await arrived(at.client, 2);
  expect(at.client.gone()).toBeNull();
  expect(at.told()).toBe(before + 1);
  next.set(worldOf(3));
  expect(at.client.snapshot().lastFence).toBe(3);
  expect(at.told()).toBe(before + 2);
});

test('what is commanded while no supervisor is there is refused, and reaches none that comes later', async () => {
  const at = seat();
  await arrived(at.client, 1);
  at.first.die();
  await lost(at.client);
  expect(await at.client.command(settle)).toMatchObject({ ok: false });
  await expect(at.client.events({})).rejects.toThrow(/gone/);
  const next = fakeFleetClient({ world: worldOf(2) });
  (await at.attempt()).answer(ok(next));
  await arrived(at.client, 2);
  expect(next.commands).toEqual([]);
  expect(at.first.commands).toEqual([]);
});

test('a screen goes on at the next supervisor in the size that it has then, without the keys of the time between', async () => {
  const at = seat();
  await arrived(at.client, 1);
  const typed: string[] = [];
  const view = at.client.openScreen(attached, {});
  at.first.die();
  await lost(at.client);
  view.write('1\r');
  view.resize({ cols: 120, rows: 39, top: 1, left: 0 });
  const next = fakeFleetClient({ world: worldOf(2), onKeys: (bytes) => typed.push(bytes) });
  (await at.attempt()).answer(ok(next));
  await arrived(at.client, 2);
  expect(next.screens.map(({ request }) => request)).toEqual([{ ...attached, cols: 120, rows: 39 }]);
  view.write('later');
  expect(typed).toEqual(['later']);
  view.close();
  await nextDies(at, next, 3);
  expect(next.screens[0]?.isClosed).toBe(true);
});

test('a start that fails is told with its problem and tried again ever more seldom; one started elsewhere is taken', async () => {
  const at = seat();
  await arrived(at.client, 1);
  at.first.die();
  const broken: Problem = {
    kind: 'config',
    message: 'workers must be 1 to 64',
    where: { file: 'gaffer.yaml', line: 2 },
  };
  const startedAt: number[] = [];
  while (startedAt.length < 8) {
    const { kind, answer } = await at.attempt();
    if (kind === 'start') startedAt.push(at.now());
    answer(fail(kind === 'start' ? broken : missing));
  }
  expect(startedAt.map((ms, index) => ms - (startedAt[index - 1] ?? 0))).toEqual([
    0, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000,
  ]);
  expect(at.client.gone()).toMatchObject({ isStarting: true, problem: broken });
  const found = await at.attempt();
  expect(found.kind).toBe('find');
  found.answer(ok(fakeFleetClient({ world: worldOf(2) })));
  await arrived(at.client, 2);
  expect(at.client.gone()).toBeNull();
});

test('a fleet whose supervisors die one after another is not started a fourth time within ten minutes', async () => {
  const at = seat();
  await arrived(at.client, 1);
  let last = at.first;
  for (const fence of [2, 3, 4]) last = await nextDies(at, last, fence);
  last.die();
  const look = await at.attempt();
  expect(look.kind).toBe('find');
  expect(at.client.gone()).toMatchObject({
    isStarting: false,
    problem: { where: { file: '/w/.gaffer/supervisor.log' } },
  });
  look.answer(fail(missing));
  const again = await at.attempt();
  expect(again.kind).toBe('find');
  const elsewhere = fakeFleetClient({ world: worldOf(5) });
  again.answer(ok(elsewhere));
  await arrived(at.client, 5);
  at.wait(600_000);
  await nextDies(at, elsewhere, 6);
});

test('a seat that starts none waits for one that somebody else starts', async () => {
  const at = seat({ starts: false });
  await arrived(at.client, 1);
  at.first.die();
  for (const result of [fail(missing), fail(missing), ok(fakeFleetClient({ world: worldOf(2) }))]) {
    const { kind, answer } = await at.attempt();
    expect(kind).toBe('find');
    expect(at.client.gone()).toMatchObject({ isStarting: false, problem: null });
    answer(result);
  }
  await arrived(at.client, 2);
});

test.each(['stopping', 'stopped', 'read-only'] as const)('a fleet that was %s ends the seat', async (state) => {
  const at = seat({ first: fakeFleetClient({ world: worldOf(1, state) }) });
  await arrived(at.client, 1);
  at.first.die();
  await at.client.closed;
  expect(at.client.problem()).toBeNull();
  expect(at.attempts()).toBe(0);
});

test('a supervisor of another version ends the seat with what it says', async () => {
  const at = seat();
  await arrived(at.client, 1);
  at.first.die();
  const refused: Problem = { kind: 'refused', message: 'this supervisor speaks protocol 5, the dashboard 4' };
  (await at.attempt()).answer(fail(refused));
  (await at.attempt()).answer(fail(refused));
  await at.client.closed;
  expect(at.client.problem()).toEqual(refused);
});

test('whoever leaves while one is started keeps no connection, and knows whether it is there', async () => {
  const at = seat();
  await arrived(at.client, 1);
  at.first.die();
  const start = await at.attempt();
  at.client.close();
  const next = fakeFleetClient({ world: worldOf(2) });
  const close = vi.spyOn(next, 'close');
  start.answer(ok(next));
  await at.client.settled();
  expect(close).toHaveBeenCalledOnce();
  expect(at.client.gone()).toBeNull();
  expect(at.attempts()).toBe(0);
});

test('an attempt that throws is a problem like any other', async () => {
  const first = fakeFleetClient({ world: worldOf(1) });
  const client = lastingClient(Promise.resolve(ok(first)), {
    find: async () => fail(missing),
    start: async () => {
      throw new Error('ENOSPC: no space left on device');
    },
    commandFor: () => 'gaffer up',
    log: 'log',
    now: () => 0,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  await arrived(client, 1);
  first.die();
  await vi.waitFor(() => expect(client.gone()?.problem).toMatchObject({ found: expect.stringMatching(/ENOSPC/) }));
  client.close();
  await client.settled();
});
