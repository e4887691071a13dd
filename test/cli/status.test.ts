import { expect, it } from 'vitest';
import { statusText } from '../../src/cli/status.ts';
import { aWorker, aWorld, NOON_MS } from '../kit/world.ts';

it('says beside a worker that is held why', () => {
  const state = { kind: 'failed', because: 'stopped 5 times in 60 s', since: NOON_MS, evidence: 'pty exit' } as const;
  const world = aWorld({ workers: [aWorker(1, { state, doing: null }), aWorker(2, { doing: 'Bash npm test' })] });
  const [, , held, working] = statusText(world, NOON_MS).split('\n');
  expect(held).toMatch(/failed .* stopped 5 times in 60 s$/);
  expect(working).toMatch(/Bash npm test$/);
});
