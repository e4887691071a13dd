import { afterEach, expect, it } from 'vitest';
import { createHarvest } from '../../src/compose/harvest.ts';
import type { Memory } from '../../src/compose/memory.ts';
import type { Kept } from '../../src/compose/memory-keeper.ts';
import { createUtility } from '../../src/compose/utility.ts';
import { decisionId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { fail } from '../../src/domain/problem.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { type LoopFleet, openLoopFleet } from '../kit/loop-fleet.ts';
import { LOCAL } from '../kit/tiers.ts';

let fleet: LoopFleet | undefined;
afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
});

const TIERS = [LOCAL, { name: 'haiku', model: 'haiku' }];
const LONG = `Shall the port stay 8080?\n${'The table of ports says many things. '.repeat(40)}`;

/** What memory is given when T1 ends, whose worker asked `question` and was answered; with a local model that says `said`. */
const harvested = async (question: string, said: string | null) => {
  const at = await openLoopFleet({ tiers: TIERS });
  fleet = at;
  await at.seat(1);
  const by = { by: 'test' };
  if (said !== null)
    await at.submit({ kind: 'report-tier', tier: 'ollama' as never, up: true, because: 'x', model: 'qwen3-coder' }, by);
  const generation = at.world().workers[1]?.generation ?? 0;
  await at.submit({ kind: 'post-question', worker: workerNumber(1), generation, text: question }, by);
  await at.submit(
    { kind: 'settle-decision', decision: decisionId('D1'), answer: 'approve', by: 'cli', reason: 'Keep $& as it is' },
    by,
  );
  const [kept, asked]: [Kept[], string[]] = [[], []];
  const memory: Pick<Memory, 'keep' | 'curate'> = {
    keep: async (draft) => {
      kept.push(draft);
      return fail({ kind: 'refused', message: 'a double keeps nothing' });
    },
    curate: async () => undefined,
  };
  const utility = createUtility(at, async (_url, _model, prompt) => {
    asked.push(prompt);
    return said;
  });
  await createHarvest(at, sharedFilesIn(at.places.workspace), memory, utility)(taskId('T1'), workerNumber(1));
  return { texts: kept.map(({ text }) => text), asked };
};

it('keeps a short question as it was asked, and asks no model', async () => {
  const { texts, asked } = await harvested('Which port?', 'Port?');
  expect(texts).toEqual(['Asked: Which port?\nThe human answered: Keep $& as it is']);
  expect(asked).toEqual([]);
});

it('has the local model say a long question shorter, and leaves the human’s words alone', async () => {
  const { texts, asked } = await harvested(LONG, 'Asked: shall the port stay?');
  expect(texts).toEqual(['Asked: shall the port stay?\nThe human answered: Keep $& as it is']);
  expect(asked).toHaveLength(1);
});

it.each([
  ['without one', null],
  ['when what it says is no shorter', 'x'.repeat(500)],
])('shortens it by plain code %s', async (_, said) => {
  const { texts } = await harvested(LONG, said);
  expect(texts).toEqual(['Asked: Shall the port stay 8080?\nThe human answered: Keep $& as it is']);
});

it('sends no secret to any model', async () => {
  const { asked } = await harvested(`${LONG}\npassword = "hunter2-hunter2-hunter2"`, 'short');
  expect(asked).toEqual([]);
});
