import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { faultsOf } from '../kit/scenario.ts';

test('the example in docs/scenarios.md is a scenario', async () => {
  const docs = await readFile(new URL('../../docs/scenarios.md', import.meta.url), 'utf8');
  const example = /```yaml\n([\s\S]*?)```/.exec(docs)?.[1] ?? 'no example';
  expect(faultsOf(example)).toEqual([]);
});
