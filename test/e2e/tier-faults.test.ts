import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { type ClaudeRig, openClaudeRig } from '../kit/claude-rig.ts';
import { openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 30_000, interval: 100 };

let opened: Supervised | undefined;
let rig: ClaudeRig | undefined;
afterEach(async () => {
  await opened?.stop();
  await rig?.close();
  [opened, rig] = [undefined, undefined];
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
        error: { kind: 429, times: 4, headers: { retry-after: '1' } }
      - call: { tool: mcp__gaffer__log_change, input: { text: nothing } }
        error: { kind: 500, times: 1 }
      - call: { tool: mcp__gaffer__release_project, input: {} }
      - say: Done.
`;

describe('a model service that is busy for a while', { timeout: 180_000 }, () => {
  it('is waited for by the agent, and neither paid for twice nor a reason to rise', async () => {
    opened = await openSupervised({ scenario: SCENARIO });
    const { fleet, events, workspace } = opened;
    await vi.waitFor(() => expect(fleet.snapshot().records.T1?.status).toBe('done'), { ...PATIENT, timeout: 120_000 });
    expect(await events('task.climbed')).toEqual([]);
    // Nothing but its screen told of the limit while it waited, and the worker did not read as working meanwhile.
    const changes = (await events('worker.changed')).filter((event) => event.kind === 'worker.changed');
    expect(changes).toContainEqual(
      expect.objectContaining({
        state: { kind: 'retrying', since: expect.any(Number), evidence: 'screen' },
        doing: expect.stringMatching(/^429 /),
      }),
    );
    expect(changes.map(({ state }) => state.kind)).not.toContain('refused');
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

describe('a turn that the agent gives up', { timeout: 120_000 }, () => {
  it.each([
    [529, 'overloaded_error', 'server_error'],
    [429, 'rate_limit_error', 'rate_limit'],
    [500, 'api_error', 'server_error'],
    [404, 'not_found_error', 'model_not_found'],
    [401, 'authentication_error', 'authentication_failed'],
  ])('after %i is told in the word that gaffer goes by, and its session can go on', async (fail, type, word) => {
    const refused = { fail, type, message: type === 'not_found_error' ? 'model: claude-haiku-5-5' : type };
    rig = await openClaudeRig({
      script: [refused, refused, { say: 'There again.' }],
      overrides: { CLAUDE_CODE_MAX_RETRIES: '1' },
      onHook: () => noReply,
    });
    const { calls, screen, prompt, model } = rig;
    const failures = () => calls.filter(({ event }) => event === 'StopFailure').map(({ payload }) => payload.error);
    await vi.waitFor(() => expect(isReadyForPrompt(readScreen(screen.rows()))).toBe(true), PATIENT);
    prompt('Do it');
    await vi.waitFor(() => expect(failures(), screen.text()).toEqual([word]), PATIENT);
    await vi.waitFor(() => expect(isReadyForPrompt(readScreen(screen.rows())), screen.text()).toBe(true), PATIENT);
    // The prompt that gaffer types then is answered.
    const asked = model.models().length;
    prompt('Go on');
    await vi.waitFor(() => expect(model.models().length).toBeGreaterThan(asked), PATIENT);
  });
});
