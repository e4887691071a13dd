import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DecisionId } from '../../src/domain/ids.ts';
import type { Answer } from '../../src/domain/policies/decision.ts';
import { askingScenario, openSupervised, type Supervised } from '../kit/supervised.ts';

const TOUCH = `{ tool: Bash, input: { command: touch pushed.txt, description: Ask } }`;

/** `GAFFER_LONG=1` holds as long as a lunch takes: 15 minutes, over a hook timeout of one. */
const isLong = process.env.GAFFER_LONG === '1';
const [hookSeconds, heldSeconds] = isLong ? [60, 15 * 60] : [10, 25];
const PATIENT = { timeout: 60_000, interval: 100 };

/** The hook's own timeout, and the client's deadline below it by the usual margin. */
const shortHook = `s/604800/${hookSeconds}/; s/"604795"/"${hookSeconds - 5}"/`;

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

const holdAndSettle = async (answer: Answer, reason: string | null): Promise<Supervised> => {
  opened = await openSupervised({ scenario: askingScenario([TOUCH]), settings: shortHook });
  const { id } = await opened.waiting();
  const settings = await readFile(join(opened.workspace, '.gaffer/sessions/w1-g1/settings.json'), 'utf8');
  expect(JSON.parse(settings).hooks.PermissionRequest[0].hooks[0]).toMatchObject({ timeout: hookSeconds });
  // Time is the subject here: the hook's own must pass, and the decision must outlast it.
  await sleep(heldSeconds * 1000);
  expect((await opened.waiting()).id).toBe(id);
  expect(existsSync(join(opened.workspace, 'apps/alpha/pushed.txt'))).toBe(false);
  const settled = await opened.fleet.command({ kind: 'settle-decision', decision: id, answer, by: 'cli', reason });
  expect(settled.ok).toBe(true);
  return opened;
};

const stateOf = ({ fleet }: Supervised, id: string) => fleet.snapshot().decisions[id as DecisionId]?.state;

describe('a decision that outlives the hook which asked', { timeout: (heldSeconds + 180) * 1000 }, () => {
  it('still runs the call when it is approved, in the same session', async () => {
    const supervised = await holdAndSettle('approve', null);
    await vi.waitFor(() => expect(existsSync(join(supervised.workspace, 'apps/alpha/pushed.txt'))).toBe(true), PATIENT);
    await vi.waitFor(() => expect(supervised.fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);
    expect(supervised.fleet.snapshot().workers[1]?.generation).toBe(1);
    expect(stateOf(supervised, 'D1')).toMatchObject({ kind: 'settled', answer: 'approve', by: 'cli' });
  });

  it('never runs the call when it is denied, and the worker is told why', async () => {
    const supervised = await holdAndSettle('deny', 'not on a Friday');
    await vi.waitFor(async () => {
      const prompts = await supervised.events('prompt.submitted');
      expect(prompts).toHaveLength(2);
    }, PATIENT);
    const wanted = await supervised.events('prompt.wanted');
    expect(wanted.at(-1)).toMatchObject({ text: expect.stringContaining('not on a Friday') });
    expect(existsSync(join(supervised.workspace, 'apps/alpha/pushed.txt'))).toBe(false);
    expect(supervised.fleet.snapshot().workers[1]?.generation).toBe(1);
  });
});
