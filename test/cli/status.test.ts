import { expect, it } from 'vitest';
import { statusText } from '../../src/cli/status.ts';
import { aDecision, aTask, aWorker, aWorld, NOON_MS } from '../kit/world.ts';

it('counts one task as one, shows less than a cent as such, and knows that a deploy asks too', () => {
  const asked = aDecision('D1', { worker: null });
  const world = aWorld({ workers: [aWorker(1, { costMicroUsd: 4_000 })], tasks: [aTask('T1')], decisions: [asked] });
  const text = statusText(world, NOON_MS);
  expect(text).toMatch(/<\$0\.01/);
  expect(text).toContain('1 task, ');
  expect(text).toContain(`decision ${asked.id}: a deploy asks: `);
});

it('says beside a worker that is held why', () => {
  const state = { kind: 'failed', because: 'stopped 5 times in 60 s', since: NOON_MS, evidence: 'pty exit' } as const;
  const world = aWorld({ workers: [aWorker(1, { state, doing: null }), aWorker(2, { doing: 'Bash npm test' })] });
  const [, , held, working] = statusText(world, NOON_MS).split('\n');
  expect(held).toMatch(/failed .* stopped 5 times in 60 s$/);
  expect(working).toMatch(/Bash npm test$/);
});
