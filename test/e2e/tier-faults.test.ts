import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 120_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** Busy, then over the rate, then a connection that drops in the middle of an answer; each once more than the agent likes. */
const SCENARIO = `name: faults
description: One worker whose model service has a bad day.
workers: 1
tiers:
  - { name: haiku, model: haiku, price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 } }
  - { name: opus, model: opus, price: { input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25 } }
workspace:
  projects: [{ path: apps/alpha, files: { notes.txt: one } }]
backlog: [{ id: T1, title: Endure, project: apps/alpha }]
scripts:
  - turns:
      - call: { tool: Read, input: { file_path: '{{cwd}}/notes.txt' } }
        error: { kind: 529, times: 2 }
      - call: { tool: Read, input: { file_path: '{{cwd}}/notes.txt' } }
        error: { kind: 429, times: 2, headers: { retry-after: '1' } }
      - call: { tool: mcp__gaffer__log_change, input: { text: nothing } }
        error: { kind: 500, times: 1 }
      - call: { tool: mcp__gaffer__release_project, input: {} }
      - say: Done.
`;

describe('a model service that is busy for a while', { timeout: 180_000 }, () => {
  it('is waited for by the agent, shown meanwhile, and neither paid for twice nor a reason to rise', async () => {
    opened = await openSupervised({ scenario: SCENARIO });
    const { fleet, events, workspace } = opened;
    await vi.waitFor(() => expect(fleet.snapshot().records.T1?.status).toBe('done'), PATIENT);
    const states = (await events('worker.changed')).flatMap((event) =>
      event.kind === 'worker.changed' && event.state.kind === 'refused' ? [event.state.because] : [],
    );
    expect(states).toContain('overloaded');
    expect(states).toContain('rate_limit');
    expect(await events('task.climbed')).toEqual([]);
    expect(await events('decision.asked')).toEqual([]);
    expect(fleet.snapshot().workers[1]?.generation).toBe(1);
    // What was answered, by the model service's own log, is what is booked: the refused tries cost nothing.
    const served = async (): Promise<readonly { readonly outcome: string }[]> =>
      (await readFile(join(workspace, '.gaffer/rehearsal-requests.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    await vi.waitFor(async () => {
      const answered = (await served()).filter(({ outcome }) => outcome === 'answered').length;
      expect(fleet.snapshot().usage.haiku?.requests).toBe(answered);
    }, PATIENT);
    expect((await served()).filter(({ outcome }) => outcome === 'error').length).toBeGreaterThanOrEqual(5);
  });
});
