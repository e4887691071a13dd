import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { projectId } from '../../src/domain/ids.ts';
import { askingScenario, openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

const TOUCH = '{ tool: Bash, input: { command: touch notes.txt made.txt, description: Ask } }';

/** What happens between the question and the answer. */
const CHANGES: readonly {
  readonly what: string;
  readonly change: (supervised: Supervised) => Promise<unknown>;
  readonly because: RegExp;
}[] = [
  {
    what: 'the lock was taken away',
    change: ({ fleet }) => fleet.command({ kind: 'force-release', project: projectId('apps/alpha') }),
    because: /no longer locked/,
  },
  {
    what: 'a file that it would change was changed',
    change: ({ workspace }) => writeFile(join(workspace, 'apps/alpha/notes.txt'), 'two'),
    because: /notes\.txt has changed/,
  },
  {
    what: 'the policy forbids it by now',
    change: async ({ workspace, log }) => {
      const file = join(workspace, 'POLICIES.md');
      const text = await readFile(file, 'utf8');
      await writeFile(file, `${text}\n## Boundaries\n- \`Bash(touch:*)\` - changed our minds\n`);
      await vi.waitFor(
        () => expect(log.filter((line) => line.includes('rules are in force'))).toHaveLength(2),
        PATIENT,
      );
    },
    because: /changed our minds/,
  },
];

describe('an approval', { timeout: 120_000 }, () => {
  it.each(CHANGES)('is not for another thing than was shown: $what', async ({ change, because }) => {
    opened = await openSupervised({ scenario: askingScenario([TOUCH]) });
    const { fleet, workspace } = opened;
    const { id } = await opened.waiting();
    await change(opened);
    await fleet.command({ kind: 'settle-decision', decision: id, answer: 'approve', by: 'cli', reason: null });
    await vi.waitFor(
      () =>
        expect(fleet.snapshot().decisions[id]?.state).toMatchObject({
          kind: 'void',
          because: expect.stringMatching(because),
        }),
      PATIENT,
    );
    await vi.waitFor(() => expect(fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);
    expect(existsSync(join(workspace, 'apps/alpha/made.txt'))).toBe(false);
  });
});

describe('a broken rule in POLICIES.md', { timeout: 120_000 }, () => {
  it('is shown with its line while the last good policy stays in force, and no more once it is mended', async () => {
    opened = await openSupervised({ scenario: askingScenario([TOUCH, '{ tool: Bash, input: { command: "true" } }']) });
    const { fleet, workspace } = opened;
    const { id } = await opened.waiting();
    const file = join(workspace, 'POLICIES.md');
    const good = await readFile(file, 'utf8');
    const warned = () => fleet.snapshot().fleet.warnings.filter((warning) => warning.includes('POLICIES.md'));
    const before = warned();
    await writeFile(file, good.replace('`Bash(true)`', '`Bash(true)` in the mood'));
    await vi.waitFor(() => expect(warned()).toHaveLength(before.length + 1), PATIENT);
    expect(warned().join('\n')).toMatch(/POLICIES\.md:3\b.*the last good policy is in force/s);
    // The call after this one is pre-approved by the rule that is broken now.
    await fleet.command({ kind: 'settle-decision', decision: id, answer: 'approve', by: 'cli', reason: null });
    await vi.waitFor(() => expect(fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);
    // The task that stops unfinished posts a question of its own; no other call was held.
    const held = Object.values(fleet.snapshot().decisions).filter(({ question }) => question.kind === 'blocking');
    expect(held.map((decision) => decision.id)).toEqual([id]);
    await writeFile(file, good);
    await vi.waitFor(() => expect(warned()).toEqual(before), PATIENT);
  });
});
