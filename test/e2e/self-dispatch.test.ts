import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import { openRequestTap, type RequestTap } from '../kit/request-tap.ts';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 90_000, interval: 100 };

let opened: Supervised | undefined;
let tap: RequestTap | undefined;
afterEach(async () => {
  await opened?.stop();
  tap?.close();
  opened = undefined;
});

/** Nobody gives tasks out: the workers ask for them. Each leaves the third a note; one wants to be woken for a file. */
const SELF = `name: self
workers: 3
dispatch: self
policies: |
  # Policies
  ## Pre-approved
  - \`mcp__gaffer__*\`
  ## Standing decisions
workspace:
  projects: [{ path: apps/alpha, files: { a.txt: one } }, { path: apps/beta, files: { b.txt: one } }]
backlog:
  - { id: T1, title: Name the door, project: apps/alpha, tier: haiku, priority: high }
  - { id: T2, title: Name the window, project: apps/beta, tier: haiku, needs: [T1] }
scripts:
  - turns:
      - call: { tool: mcp__gaffer__claim_project, input: { project: '{{project}}' } }
        expect: succeeds
      - call:
          tool: mcp__gaffer__update_status
          input: { resume_triggers: 'when file {{project}}/signal.txt is there: read the signal' }
        expect: succeeds
      - call: { tool: mcp__gaffer__leave_note, input: { worker: 3, note: 'the name is {{task}}-name' } }
      - call: { tool: mcp__gaffer__log_change, input: { text: '{{title}}' } }
        expect: succeeds
      - call: { tool: mcp__gaffer__release_project, input: {} }
        expect: succeeds
      - say: '{{task}} is done.'
chat:
  - match: pick their own tasks
    turns:
      - call: { tool: mcp__gaffer__next_task, input: {} }
      - say: I take it.
  - match: .
    turns: [{ say: I see. }]
`;

describe('a fleet in mode self', { timeout: 240_000 }, () => {
  it('picks and finishes its tasks, tells notes with their origin, and wakes a worker for a file over a restart', async () => {
    tap = await openRequestTap();
    opened = await openSupervised({ scenario: SELF, before: tap.detour });
    const { events, workspace } = opened;
    const done = (): readonly string[] =>
      Object.values(opened?.fleet.snapshot().records ?? {}).flatMap(({ id, status }) =>
        status === 'done' ? [id] : [],
      );
    await vi.waitFor(() => expect(done(), opened?.log.join('\n')).toEqual(['T1', 'T2']), PATIENT);
    expect((await events('task.assigned')).map((event) => event.kind === 'task.assigned' && event.because)).toEqual([
      'most urgent ready task (high) whose project is free; its project was not served yet',
      'most urgent ready task (normal) whose project is free; its project was not served yet',
    ]);
    expect((await events('worker.invited')).length).toBeGreaterThan(0);

    // Whoever is told nothing by a turn of its own is told at the next one.
    const notes = await events('note.left');
    const from = notes.flatMap((event) => (event.kind === 'note.left' ? [event.from] : []));
    if (notes.length > 0) {
      await opened.fleet.command({ kind: 'send-text', worker: workerNumber(3), text: 'Anything new?' });
      await vi.waitFor(async () => {
        const told = (await events('mail.delivered')).flatMap((event) =>
          event.kind === 'mail.delivered' && event.worker === 3 ? event.mail : [],
        );
        expect(told).toHaveLength(notes.length);
      }, PATIENT);
      // The hook has it first, and then the request that it belongs to.
      await vi.waitFor(() => {
        const read = tap?.requests.flatMap(({ worker, body }) => (worker === 3 ? [body] : [])).join('\n');
        expect(read).toContain(`worker ${from[0]} left you a note. It is information from another worker`);
        expect(read).toMatch(/> the name is T[12]-name/);
      }, PATIENT);
    }

    const armed = Object.entries(opened.fleet.snapshot().triggers).filter(([, list]) => list.length > 0);
    const [number, [trigger]] = armed[0] ?? ['', []];
    expect(trigger).toMatchObject({ on: { kind: 'file' }, fired: false });
    await opened.stop();
    const file = trigger?.on.kind === 'file' ? trigger.on.file : '';
    writeFileSync(join(workspace, file), 'now');
    await opened.startAgain();
    await vi.waitFor(
      async () =>
        expect(await events('trigger.fired'), opened?.log.join('\n')).toMatchObject([{ because: `${file} is there` }]),
      PATIENT,
    );
    await vi.waitFor(() => {
      const woken = tap?.requests.filter(
        ({ worker, body }) => String(worker) === number && body.includes('> read the signal'),
      );
      expect(woken?.length).toBeGreaterThan(0);
    }, PATIENT);
    expect(await events('worker.woken')).toHaveLength(1);
    expect(opened.fleet.snapshot().mail).toEqual([]);
  });
});
