import { expect, it } from 'vitest';
import { eventRows } from '../../src/cli/events.ts';
import { projectId, workerNumber } from '../../src/domain/ids.ts';

it('tells an event to people in a sentence', () => {
  const because = 'the worker released it';
  const event = { project: projectId('apps/alpha'), worker: workerNumber(2), fence: 4, because };
  expect(eventRows([{ seq: 7, at: 0, by: 'worker 2', cause: 6, event: { kind: 'lock.released', ...event } }])).toEqual([
    [
      '7',
      '1970-01-01T00:00:00.000Z',
      'worker 2',
      '6',
      'lock.released',
      expect.stringMatching(/^[^{]*apps\/alpha[^{]*$/),
    ],
  ]);
});
