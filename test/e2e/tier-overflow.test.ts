import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 90_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** Leaves its mark in the tree, and then its conversation no longer fits, however short the agent makes it. */
const outgrow = (mark: string): string => `
      - call: { tool: Read, input: { file_path: '{{cwd}}/${mark}' } }
        expect: fails
        met:
          - call: { tool: Write, input: { file_path: '{{cwd}}/${mark}', content: ${mark} } }
          - { say: Never said., error: { kind: overflow, times: always } }
        else:
          - call: { tool: Read, input: { file_path: '{{cwd}}/notes.txt' } }`;

const SCENARIO = `name: overflow
description: One worker whose conversation outgrows its model, twice.
workers: 1
tiers:
  - { name: haiku, model: haiku, price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 } }
  - { name: opus, model: opus, price: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 } }
workspace:
  projects: [{ path: apps/alpha, files: { notes.txt: one } }]
backlog: [{ id: T1, title: Read much, project: apps/alpha }]
scripts:
  - turns:${outgrow('one.txt')}${outgrow('two.txt')}
      - call: { tool: Bash, input: { command: git add . && git commit -m 'T1 Read much', description: Commit } }
      - call: { tool: mcp__gaffer__log_change, input: { text: read much } }
      - call: { tool: mcp__gaffer__release_project, input: {} }
      - say: Done.
`;

describe('a conversation that no longer fits', { timeout: 180_000 }, () => {
  it('is given up for a fresh session that knows what was done, and the second one for the next tier', async () => {
    opened = await openSupervised({ scenario: SCENARIO });
    const { fleet, events } = opened;
    await vi.waitFor(() => expect(fleet.snapshot().records.T1?.status).toBe('done'), PATIENT);
    const because = 'prompt is too long: 201337 tokens > 200000 maximum';
    expect(await events('context.overflowed')).toMatchObject([
      { generation: 1, task: 'T1', because },
      { generation: 2, task: 'T1', because },
    ]);
    expect(await events('session.wanted')).toMatchObject([
      { resume: null, tier: 'haiku' },
      { resume: null, tier: 'haiku', project: 'apps/alpha' },
      { resume: null, tier: 'opus', project: 'apps/alpha' },
    ]);
    expect(await events('task.climbed')).toMatchObject([{ from: 'haiku', to: 'opus', reason: 'hard' }]);
    const prompts = (await events('prompt.wanted')).flatMap((event) =>
      event.kind === 'prompt.wanted' ? [event.text] : [],
    );
    expect(prompts[0]).not.toContain('filled its context window');
    expect(prompts[1]).toContain('filled its context window');
    expect(prompts[2]).toContain('outgrew the window of its model twice');
    // The fresh sessions saw what the ones before left; nobody was asked, and nobody was alarmed.
    expect(await events('decision.asked')).toEqual([]);
    expect(Object.keys(fleet.snapshot().usage).sort()).toEqual(['haiku', 'opus']);
  });
});
