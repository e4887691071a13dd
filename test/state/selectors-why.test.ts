import { expect, test } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import { describeEvent } from '../../src/state/selectors-why.ts';

test('an event is one line, also when it quotes several', () => {
  const worker = workerNumber(1);
  expect(describeEvent({ kind: 'change.logged', worker, task: null, project: null, text: 'one\n\n  two' })).toBe(
    'worker 1 logged a change: one two',
  );
});
