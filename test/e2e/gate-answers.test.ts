import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DecisionId, decisionId } from '../../src/domain/ids.ts';
import type { Answer } from '../../src/domain/policies/decision.ts';
import { askingScenario, openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

const TOUCH = '{ tool: Bash, input: { command: touch made.txt, description: Ask } }';
const QUESTION = '{ tool: mcp__gaffer__ask_human, input: { question: Which port? } }';

const isIdle = ({ fleet }: Supervised) =>
  vi.waitFor(() => expect(fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);

/** All that Claude Code wrote down of the conversation. */
const transcript = async (workspace: string): Promise<string> => {
  const home = join(workspace, '.gaffer/claude/projects');
  const files = (await readdir(home, { recursive: true })).filter((name) => name.endsWith('.jsonl'));
  return (await Promise.all(files.map((name) => readFile(join(home, name), 'utf8')))).join('\n');
};

describe('what the human answers', { timeout: 120_000 }, () => {
  it('reaches the worker that posted a question at the next edge of its turn, once', async () => {
    opened = await openSupervised({ scenario: askingScenario([QUESTION, TOUCH]) });
    const { fleet, workspace, events } = opened;
    const question = await opened.waiting((decision) => decision.question.kind === 'posted');
    const held = await opened.waiting((decision) => decision.question.kind === 'blocking');
    const settle = (id: typeof question.id, reason: string | null) =>
      fleet.command({ kind: 'settle-decision', decision: id, answer: 'approve', by: 'cli', reason });
    await settle(question.id, 'Take 8080, please.');
    expect(await events('decision.delivered')).toEqual([]);
    await settle(held.id, null);
    await isIdle(opened);
    expect(await events('decision.delivered')).toEqual([
      { kind: 'decision.delivered', decision: question.id, worker: 1 },
    ]);
    // Claude Code writes its transcript when it finds the time.
    await vi.waitFor(
      async () => expect((await transcript(workspace)).includes('> Take 8080, please.')).toBe(true),
      PATIENT,
    );
  });

  it('with "always" is asked no more, and stands in POLICIES.md', async () => {
    opened = await openSupervised({ scenario: askingScenario([TOUCH, TOUCH]) });
    const { fleet, workspace } = opened;
    const { id } = await opened.waiting();
    const done = await fleet.command({ kind: 'approve-always', decision: id, by: 'cli' });
    expect(done.ok).toBe(true);
    await isIdle(opened);
    // The task that stops unfinished posts a question of its own; the second call was not held.
    const held = Object.values(fleet.snapshot().decisions).filter(({ question }) => question.kind === 'blocking');
    expect(held.map((decision) => decision.id)).toEqual([id]);
    expect(await readFile(join(workspace, 'POLICIES.md'), 'utf8')).toMatch(
      /## Standing decisions\s+- `Bash\(touch made\.txt\)` in apps\/alpha - always, by D1/,
    );
  });

  it('runs an edit in its place, runs no edit over a boundary, and tells the reason of a denial', async () => {
    opened = await openSupervised({ scenario: askingScenario([TOUCH, TOUCH, TOUCH]) });
    const { fleet, workspace, events } = opened;
    const answer = async (id: DecisionId, given: { answer: Answer; reason?: string; edited?: string }) => {
      const held = await opened?.waiting((decision) => decision.id === id);
      const settled = { kind: 'settle-decision', decision: id, by: 'cli', reason: null, ...given } as const;
      expect([held?.id, (await fleet.command(settled)).ok]).toEqual([id, true]);
    };
    const reason = 'Not on a Friday, take the staging host.';
    await answer(decisionId('D1'), { answer: 'approve', edited: 'touch edited.txt' });
    await answer(decisionId('D2'), { answer: 'approve', edited: 'touch over.txt; sudo true' });
    await answer(decisionId('D3'), { answer: 'deny', reason });
    await isIdle(opened);
    const files = await readdir(join(workspace, 'apps/alpha'));
    expect(files).toContain('edited.txt');
    expect(files).not.toContain('made.txt');
    expect(files).not.toContain('over.txt');
    const verdicts = (await events('verdict.given')).map((event) => JSON.stringify(event));
    expect(verdicts.find((text) => text.includes('edited.txt'))).toContain('edited and approved by the human (D1)');
    expect(fleet.snapshot().decisions[decisionId('D2')]?.state).toMatchObject({
      kind: 'void',
      because: expect.stringContaining('as edited it is denied'),
    });
    await vi.waitFor(async () => expect((await transcript(workspace)).includes(reason)).toBe(true), PATIENT);
  });

  it('wakes a worker that has nothing to do but to wait for it', async () => {
    opened = await openSupervised({ scenario: askingScenario([QUESTION]) });
    const { fleet, workspace, events } = opened;
    const question = await opened.waiting((decision) => decision.question.kind === 'posted');
    await isIdle(opened);
    const before = (await events('prompt.submitted')).length;
    await fleet.command({
      kind: 'settle-decision',
      decision: question.id,
      answer: 'approve',
      by: 'cli',
      reason: 'Take 8080, please.',
    });
    await vi.waitFor(async () => expect(await events('prompt.submitted')).toHaveLength(before + 1), PATIENT);
    await vi.waitFor(
      async () => expect((await transcript(workspace)).includes('> Take 8080, please.')).toBe(true),
      PATIENT,
    );
    expect(await events('decision.delivered')).toHaveLength(1);
  });
});
