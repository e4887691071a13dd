import { describe, expect, it } from 'vitest';
import { taskId } from '../../src/domain/ids.ts';
import type { World } from '../../src/domain/world.ts';
import { rehearsalEnd } from '../../src/state/selectors-rehearsal.ts';
import { aTask, aUsage, aWorker, aWorld, NOON_MS } from '../kit/world.ts';

const rehearsal = (parts: Parameters<typeof aWorld>[0]): World => {
  const world = aWorld(parts);
  return { ...world, fleet: { ...world.fleet, mode: 'rehearsal' } };
};

const done = [aTask('T1', { done: true }), aTask('T2', { done: true }), aTask('T3', { section: 'ideas' })];
const free = [aWorker(1)];

describe('the end of a rehearsal', () => {
  it('counts what is done, and tells the figures of the header', () => {
    const usage = [aUsage('haiku', { costMicroUsd: 370_000, counterfactualMicroUsd: 1_000_000, inputTokens: 9 })];
    expect(rehearsalEnd(rehearsal({ tasks: done, workers: free, usage }), NOON_MS)).toBe(
      'All 2 tasks are done; by the price list $0.37, saved 63%.',
    );
    expect(rehearsalEnd(rehearsal({ tasks: done.slice(1), workers: free }), NOON_MS)).toBe('The task is done.');
  });

  it.each<[string, World]>([
    ['a fleet of real models', aWorld({ tasks: done, workers: free })],
    ['nothing was to be done', rehearsal({ tasks: done.slice(2), workers: free })],
    ['a task is open', rehearsal({ tasks: [...done, aTask('T4')], workers: free })],
    ['a worker still closes its task', rehearsal({ tasks: done, workers: [aWorker(1, { task: taskId('T2') })] })],
  ])('has not come: %s', (_, world) => expect(rehearsalEnd(world, NOON_MS)).toBeNull());
});
