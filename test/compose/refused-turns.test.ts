import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRefusedTurns } from '../../src/compose/refused-turns.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { type LoopFleet, openLoopFleet } from '../kit/loop-fleet.ts';

let fleet: LoopFleet | undefined;
afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
});

const NOON = Date.UTC(2026, 10, 23, 12);
const MINUTE = 60_000;

const opened = async () => {
  const at = await openLoopFleet();
  fleet = at;
  await at.seat(1);
  const due: { action: () => void; ms: number; live: boolean }[] = [];
  const turns = createRefusedTurns(at, {
    now: () => NOON,
    schedule: (action, ms) => {
      const one = { action, ms, live: true };
      due.push(one);
      return () => {
        one.live = false;
      };
    },
  });
  const session = { worker: workerNumber(1), generation: at.world().workers[1]?.generation ?? 0 };
  const refuse = async (because: string): Promise<void> => {
    const signal = { kind: 'refused', because } as const;
    await at.submit({ kind: 'report-signal', ...session, signal, evidence: 'hook StopFailure' }, { by: 'test' });
    turns.refused(session, because);
  };
  const prompts = (): readonly string[] =>
    at.journal
      .read({ kind: 'prompt.wanted' })
      .flatMap(({ event }) => (event.kind === 'prompt.wanted' ? [event.text] : []));
  return { at, turns, due, session, refuse, prompts };
};

describe('a turn that a busy model service ended', () => {
  it('is taken up again after a while, and after longer ones when that was in vain', async () => {
    const { due, refuse, prompts } = await opened();
    const before = prompts().length;
    await refuse('overloaded');
    expect(due.map(({ ms }) => ms)).toEqual([30_000]);
    due[0]?.action();
    await vi.waitFor(() => expect(prompts()).toHaveLength(before + 1));
    expect(prompts().at(-1)).toBe(
      'Go on with [task T1] where you stopped: the model service refused your turn (overloaded), and may answer by now.',
    );
    for (let time = 0; time < 6; time += 1) await refuse('overloaded');
    expect(due.map(({ ms }) => ms / MINUTE)).toEqual([0.5, 1, 2, 4, 8, 15, 15]);
    expect(due.filter(({ live }) => live)).toHaveLength(1);
  });

  it('waits for the end of a limit that is known', async () => {
    const { at, due, refuse } = await opened();
    const limits = {
      fiveHour: { usedPercent: 100, resetsAt: NOON / 1000 + 3600 },
      sevenDay: { usedPercent: 60, resetsAt: NOON / 1000 + 86_400 },
    };
    await at.submit({ kind: 'report-limits', limits }, { by: 'test' });
    await refuse('rate_limit');
    expect(due[0]?.ms).toBe(60 * MINUTE + 5_000);
  });

  it('begins to count anew once a turn came to its end', async () => {
    const { turns, due, session, refuse } = await opened();
    await refuse('overloaded');
    turns.ended(session);
    expect(due[0]?.live).toBe(false);
    await refuse('overloaded');
    expect(due.map(({ ms }) => ms)).toEqual([30_000, 30_000]);
  });

  it.each(['authentication_failed', 'billing_error', 'invalid_request', 'model_not_found'])(
    'is not taken up by itself when it was %s',
    async (because) => {
      const { due, refuse } = await opened();
      await refuse(because);
      expect(due).toEqual([]);
    },
  );

  it('is left alone when somebody was quicker', async () => {
    const { at, due, session, refuse, prompts } = await opened();
    await refuse('server_error');
    const working = { kind: 'report-signal', ...session, signal: { kind: 'prompted' }, evidence: 'hook' } as const;
    await at.submit(working, { by: 'test' });
    const before = prompts().length;
    due[0]?.action();
    await at.submit({ kind: 'report-warnings', warnings: ['a moment later'] }, { by: 'test' });
    expect(prompts()).toHaveLength(before);
  });
});
