import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** Its second request alone uses its budget up; what comes after costs cents of a cent. */
const SCENARIO = `name: budget
description: One worker whose task costs more than it may.
workers: 1
tiers:
  - { name: haiku, model: haiku, price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 } }
config:
  budgets: { task: 0.1 }
workspace:
  projects: [{ path: apps/alpha, files: { notes.txt: one } }]
backlog: [{ id: T1, title: Spend, project: apps/alpha }]
scripts:
  - turns:
      - call: { tool: Read, input: { file_path: '{{cwd}}/notes.txt' } }
      - call: { tool: Read, input: { file_path: '{{cwd}}/notes.txt' } }
        usage: { input: 1000000, output: 10 }
      - call: { tool: Read, input: { file_path: '{{cwd}}/notes.txt' } }
        repeat: 20
        slow: 100
      - call: { tool: mcp__gaffer__log_change, input: { text: nothing } }
      - call: { tool: mcp__gaffer__release_project, input: {} }
      - say: Done.
`;

describe('a task at work whose budget is used up', { timeout: 180_000 }, () => {
  it('ends its turn between two calls, asks no model meanwhile, and goes on in the same session after a yes', async () => {
    opened = await openSupervised({ scenario: SCENARIO });
    const { fleet, events, waiting } = opened;
    const decision = await waiting();
    expect(decision.question).toMatchObject({ text: expect.stringContaining('T1 is paused in its middle') });
    expect(await events('worker.paused')).toMatchObject([{ worker: 1, generation: 1, task: 'T1' }]);
    expect(fleet.snapshot().workers[1]).toMatchObject({ task: 'T1', state: { kind: 'idle', evidence: 'budget' } });
    // What was on its way is booked within a second or two; from then on nothing is.
    const requests = () => fleet.snapshot().usage.haiku?.requests ?? 0;
    const settledAt = async (): Promise<number> => {
      const before = requests();
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return requests() === before ? before : settledAt();
    };
    const paused = await settledAt();
    expect(paused).toBeLessThan(20);
    expect((await events('worker.sent-back')).length).toBe(0);
    expect(fleet.snapshot().records.T1?.status).toBe('assigned');

    await fleet.command({ kind: 'settle-decision', decision: decision.id, answer: 'approve', by: 'cli', reason: null });
    await vi.waitFor(() => expect(fleet.snapshot().records.T1?.status).toBe('done'), PATIENT);
    expect(fleet.snapshot().workers[1]?.generation).toBe(1);
    expect(requests()).toBeGreaterThan(paused);
  });
});
