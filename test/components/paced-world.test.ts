import { expect, test } from 'vitest';
import { createPacedWorld, PACE_MS } from '../../src/components/paced-world.ts';
import { emptyWorld, type World } from '../../src/domain/world.ts';

const pacedFleet = () => {
  const changes = new Set<() => void>();
  let world: World = emptyWorld;
  let now = 0;
  let due: { readonly at: number; readonly run: () => void } | null = null;
  const paced = createPacedWorld(
    {
      snapshot: () => world,
      subscribe: (listener) => {
        changes.add(listener);
        return () => changes.delete(listener);
      },
    },
    () => now,
    (run, delayMs) => {
      due = { at: now + delayMs, run };
      return () => {
        due = null;
      };
    },
  );
  const drawn: number[] = [];
  paced.subscribe(() => drawn.push(paced.snapshot().seq));
  return {
    paced,
    drawn,
    change: (seq: number) => {
      world = { ...emptyWorld, seq };
      for (const listener of changes) listener();
    },
    pass: (ms: number) => {
      now += ms;
      if (due === null || due.at > now) return;
      const { run } = due;
      due = null;
      run();
    },
  };
};

test('the first change is drawn at once, and a storm behind it as one', () => {
  const { drawn, change, pass, paced } = pacedFleet();
  for (let seq = 1; seq <= 50; seq += 1) change(seq);
  expect(drawn).toEqual([1]);
  expect(paced.snapshot().seq).toBe(1);
  pass(PACE_MS);
  expect(drawn).toEqual([1, 50]);
});

test('a change after a rest is drawn at once again', () => {
  const { drawn, change, pass } = pacedFleet();
  change(1);
  pass(PACE_MS);
  expect(drawn).toEqual([1]);
  change(2);
  expect(drawn).toEqual([1, 2]);
});

test('nothing is drawn after the end', () => {
  const { drawn, change, pass, paced } = pacedFleet();
  change(1);
  change(2);
  paced.stop();
  pass(PACE_MS);
  change(3);
  expect(drawn).toEqual([1]);
});
