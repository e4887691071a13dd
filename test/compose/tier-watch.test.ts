import { afterEach, describe, expect, it, vi } from 'vitest';
import { createTierWatch } from '../../src/compose/tier-watch.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import type { OllamaReading } from '../../src/jobs/ollama.ts';
import { type LoopFleet, openLoopFleet } from '../kit/loop-fleet.ts';
import { LOCAL } from '../kit/tiers.ts';

let fleet: LoopFleet | undefined;
afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
});

const TIERS = [
  LOCAL,
  { name: 'gate', model: 'some', url: 'http://gateway.example', token: 'GATE_TOKEN' },
  { name: 'haiku', model: 'haiku' },
  { name: 'opus', model: 'opus' },
];
const UP: OllamaReading = { up: true, model: 'qwen3-coder:latest' };
const DOWN: OllamaReading = { up: false, because: 'no Ollama answers' };
const session = { worker: workerNumber(1), generation: 1 };

const watching = async (environment: Readonly<Record<string, string>> = { GATE_TOKEN: 'x' }) => {
  const opened = await openLoopFleet({ tiers: TIERS });
  fleet = opened;
  const time = { now: 1_000_000 };
  const server: { reading: OllamaReading; asked: number } = { reading: UP, asked: 0 };
  const watch = createTierWatch({
    fleet: opened,
    environment,
    now: () => time.now,
    probe: async () => {
      server.asked += 1;
      return server.reading;
    },
  });
  const state = () => opened.world().tiers.state;
  return { fleet: opened, watch, server, time, state };
};

const error = (status: number | null) =>
  ({ kind: 'api-error', model: 'qwen3-coder', status, error: 'Connection error.', attempt: 1 }) as const;

describe('the watch on tiers', () => {
  it('asks a server before work is given out, and not again while the answer is fresh', async () => {
    const { watch, server, time, state } = await watching();
    await watch.refresh();
    await watch.refresh();
    expect(server.asked).toBe(1);
    expect(state().ollama).toMatchObject({ up: true, model: 'qwen3-coder:latest' });
    server.reading = DOWN;
    time.now += 60_000;
    await watch.refresh();
    expect(state().ollama).toMatchObject({ up: false, because: 'no Ollama answers' });
  });

  it('looks at once when a session of it fails, and its task goes on with the next tier', async () => {
    const { fleet, watch, server, state } = await watching();
    await fleet.seat(1);
    server.reading = DOWN;
    watch.heard(session, error(null));
    await vi.waitFor(() => expect(state().ollama?.up).toBe(false));
    expect(fleet.world().routes[fleet.world().workers[1]?.task ?? '']).toMatchObject({ tier: 'gate' });
  });

  it.each([429, 529])('leaves %i to the agent, which waits and asks again', async (status) => {
    const { fleet, watch, server } = await watching();
    await fleet.seat(1);
    watch.heard(session, error(status));
    expect(server.asked).toBe(0);
  });

  it('takes out the one tier whose service does not have its model, and the task goes on above', async () => {
    const { fleet, watch, state } = await watching();
    for (const tier of ['ollama', 'gate'])
      await fleet.submit({ kind: 'report-tier', tier: tier as never, ...DOWN, up: false, model: null }, { by: 'test' });
    await fleet.seat(1);
    const generation = fleet.world().workers[1]?.generation ?? 0;
    watch.refused({ worker: workerNumber(1), generation }, 'model_not_found');
    await vi.waitFor(() => expect(state().haiku?.up).toBe(false));
    expect(state().opus).toBeUndefined();
    expect(fleet.world().routes.T1?.tier).toBe('opus');
  });

  it('does not use a tier whose token is not set, and never tells the token', async () => {
    const { fleet, watch, state } = await watching({});
    await watch.refresh();
    expect(state().gate).toMatchObject({ up: false, because: 'the variable GATE_TOKEN with its token is not set' });
    const told = await watching({ GATE_TOKEN: 'sesame-open' });
    await told.watch.refresh();
    expect(JSON.stringify(told.fleet.journal.read({}))).not.toContain('sesame-open');
    await fleet.close();
  });

  it('takes out all tiers of a refused credential, and tries them again after a while', async () => {
    const { fleet, watch, time, state } = await watching();
    for (const tier of ['ollama', 'gate'])
      await fleet.submit({ kind: 'report-tier', tier: tier as never, ...DOWN, up: false, model: null }, { by: 'test' });
    await fleet.seat(1);
    watch.refused(
      { worker: workerNumber(1), generation: fleet.world().workers[1]?.generation ?? 0 },
      'authentication_failed',
    );
    await vi.waitFor(() => expect(state().opus?.up).toBe(false));
    expect(state().haiku).toMatchObject({ up: false, because: 'its service refuses the credential' });
    expect(state().gate).toMatchObject({ because: 'no Ollama answers' });
    time.now = Date.now() + 10 * 60_000;
    await watch.refresh();
    expect(state().haiku?.up).toBe(true);
  });
});
