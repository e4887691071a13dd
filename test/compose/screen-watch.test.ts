import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchScreen } from '../../src/compose/screen-watch.ts';
import type { Command } from '../../src/domain/command.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { ok } from '../../src/domain/problem.ts';
import type { WorkerState } from '../../src/domain/workers/worker.ts';
import { aWorker, aWorld, NOON_MS } from '../kit/world.ts';

const recorded = (name: string): readonly string[] =>
  readFileSync(join(import.meta.dirname, `../recordings/2.1.330/${name}.txt`), 'utf8').split('\n');

/** What is reported once a screen has settled, of a worker that was in that state. */
const reportedOf = (state: WorkerState['kind'], rows: readonly string[]): unknown => {
  const reported: unknown[] = [];
  let change = (): void => undefined;
  const fleet = {
    world: () =>
      aWorld({ workers: [aWorker(1, { state: { kind: state, since: NOON_MS, evidence: 'hook' } as never })] }),
    submit: async (command: Command) => {
      if (command.kind === 'report-signal') reported.push([command.signal, command.evidence]);
      return ok([]);
    },
  };
  const screen = {
    rows: () => rows,
    onChange: (listener: () => void) => {
      change = listener;
      return () => undefined;
    },
  };
  const stop = watchScreen(fleet as never, { worker: workerNumber(1), generation: 1 }, { screen } as never);
  onTestFinished(stop);
  change();
  vi.advanceTimersByTime(1_000);
  return reported;
};

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
});

describe('a model service that is asked again', () => {
  const waits = { kind: 'retrying', because: expect.stringMatching(/^429 This request would exceed/) };

  it('is seen on the screen alone, and so is the answer that begins', () => {
    expect(reportedOf('working', recorded('retrying'))).toEqual([[waits, 'screen']]);
    expect(reportedOf('retrying', recorded('retrying'))).toEqual([[waits, 'screen']]);
    expect(reportedOf('retrying', recorded('busy'))).toEqual([[{ kind: 'busy', doing: null }, 'screen']]);
  });

  it('is seen in a pane so narrow that the line goes on below', () => {
    const narrow = recorded('retrying').flatMap((row) =>
      row.includes('retrying in') ? ['✻ 429 This … · retrying in 5s · attempt', '  3/10'] : [row],
    );
    expect(reportedOf('working', narrow)).toEqual([[{ kind: 'retrying', because: '429 This …' }, 'screen']]);
  });

  it('is left by Escape as any turn is', () => {
    expect(reportedOf('retrying', recorded('interrupted'))).toEqual([[{ kind: 'interrupted' }, 'screen']]);
  });

  it('is not believed of a worker whose hooks say that its turn is over, or of words in its answer', () => {
    expect(reportedOf('idle', recorded('retrying'))).toEqual([]);
    expect(reportedOf('refused', recorded('retrying'))).toEqual([]);
    const line = recorded('retrying').find((row) => row.includes('retrying in')) ?? '';
    const quoted = recorded('busy').flatMap((row) => (row.startsWith('✽') ? [`  ${line}`, '', row] : [row]));
    expect(reportedOf('working', quoted)).toEqual([]);
  });
});
