import { afterEach, describe, expect, it, vi } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

let opened: Supervised | undefined;
afterEach(async () => {
  await opened?.stop();
  opened = undefined;
});

/** One worker on haiku with a task that starts a dearer subagent, and then sits idle. */
const SCENARIO = `name: held
description: One worker that wants more.
workers: 1
workspace:
  projects: [{ path: apps/alpha, files: { notes.txt: one } }]
backlog: [{ id: T1, title: Want more, project: apps/alpha, tier: haiku }]
scripts:
  - turns:
      - call:
          tool: Agent
          input: { description: Think, prompt: Think hard, subagent_type: general-purpose, model: opus }
        expect: above the tier
      - call: { tool: mcp__gaffer__log_change, input: { text: nothing } }
      - call: { tool: mcp__gaffer__release_project, input: {} }
      - say: I stay where I am.
`;

describe('a worker on haiku', { timeout: 120_000 }, () => {
  it('stays there when it wants a dearer subagent, and when somebody types /model opus: seen, and journalled', async () => {
    opened = await openSupervised({ scenario: SCENARIO });
    const { fleet, events } = opened;
    await vi.waitFor(() => expect(fleet.snapshot().records.T1?.status).toBe('done'), PATIENT);
    await vi.waitFor(() => expect(fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);
    const denied = (await events('verdict.given')).filter(
      (event) => event.kind === 'verdict.given' && event.call.tool === 'Agent',
    );
    expect(denied).toMatchObject([
      { verdict: { outcome: 'deny', because: expect.stringContaining('above the tier') } },
    ]);

    const screen = fleet.openScreen(
      { kind: 'attach', worker: workerNumber(1), cols: 120, rows: 40, top: 0, left: 0 },
      {},
    );
    screen.write('/model opus\r');
    await vi.waitFor(
      async () => expect(await events('model.refused')).toMatchObject([{ worker: 1, model: 'opus' }]),
      PATIENT,
    );
    expect(fleet.snapshot().notices.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('worker 1 was kept from opus'),
    );
    screen.close();
    expect(fleet.snapshot().workers[1]?.session).toMatchObject({ tier: 'haiku', model: 'haiku' });
    expect(Object.keys(fleet.snapshot().usage)).toEqual(['haiku']);
  });
});
