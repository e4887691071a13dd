import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DecisionId } from '../../src/domain/ids.ts';
import { placesOf } from '../../src/state/places.ts';
import { connectFleet } from '../../src/wire/client.ts';
import { serveFleet, type WireServer } from '../../src/wire/server.ts';
import { gaffer, type Ran } from '../kit/gaffer-process.ts';
import { askingScenario, openSupervised, type Supervised } from '../kit/supervised.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

let opened: Supervised | undefined;
let server: WireServer | undefined;
afterEach(async () => {
  await server?.close();
  await opened?.stop();
  [server, opened] = [undefined, undefined];
});

const QUESTION = '{ tool: mcp__gaffer__ask_human, input: { question: Which port? } }';
const touch = (name: string): string => `{ tool: Bash, input: { command: touch ${name}, description: Ask } }`;

describe('decisions from a shell, against a running fleet', { timeout: 180_000 }, () => {
  it('are shown, answered, approved with a rule, edited and denied with a reason; of two dashboards one wins', async () => {
    opened = await openSupervised({
      scenario: askingScenario([QUESTION, ...['one', 'one', 'two', 'three', 'four'].map(touch)]),
    });
    const { fleet, workspace, waiting } = opened;
    const places = placesOf(workspace, process.env);
    if (!places.ok) throw new Error(places.problem.message);
    server = await serveFleet(fleet, places.value.controlSocket);
    const home = dirname(workspace);
    const decisions = (...args: readonly string[]): Promise<Ran> =>
      gaffer(home, ['decisions', ...args, '-C', workspace]);
    const held = (command: string) =>
      waiting(({ question }) => question.kind === 'blocking' && JSON.stringify(question.call).includes(command));

    const question = await waiting((decision) => decision.question.kind === 'posted');
    expect(await decisions('answer', question.id, 'Take', '8080.')).toMatchObject({ code: 0 });

    const one = await held('touch one');
    const shown = await decisions('show', one.id);
    expect(shown.stdout).toMatch(/\$ touch one\n[\s\S]*runs: touch one\nchanges: apps\/alpha\/one\n[\s\S]*lately: /);
    expect(await decisions('approve', one.id, '--always')).toMatchObject({ code: 0 });
    await vi.waitFor(async () =>
      expect(await readFile(join(workspace, 'POLICIES.md'), 'utf8')).toContain(
        '`Bash(touch one)` in apps/alpha - always',
      ),
    );
    expect(await decisions('approve', one.id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('already approved by cli'),
    });

    // The second touch of one is asked no more.
    const two = await held('touch two');
    expect(await decisions('deny', two.id, '--reason', 'not two')).toMatchObject({ code: 0 });
    expect(fleet.snapshot().decisions[two.id]?.state).toMatchObject({ answer: 'deny', reason: 'not two' });

    const three = await held('touch three');
    expect(await decisions('approve', three.id, '--edit', 'touch thrice', '--json')).toMatchObject({ code: 0 });

    const four = await held('touch four');
    const answers = await race(places.value.controlSocket, four.id);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const loser = answers.find(({ ok }) => !ok);
    expect(JSON.stringify(loser)).toMatch(/already (approved|denied) by dashboard/);

    await vi.waitFor(() => expect(fleet.snapshot().workers[1]?.state.kind).toBe('idle'), PATIENT);
    const files = await readdir(join(workspace, 'apps/alpha'));
    expect(files).toEqual(expect.arrayContaining(['one', 'thrice']));
    expect(files).not.toContain('two');
    expect(files).not.toContain('three');
    const won = fleet.snapshot().decisions[four.id]?.state;
    expect(files.includes('four')).toBe(won?.kind === 'settled' && won.answer === 'approve');
  });
});

/** Two dashboards press at the same moment, one y and one n. */
const race = async (socket: string, decision: DecisionId) => {
  const clients = await Promise.all([connectFleet(socket), connectFleet(socket)]);
  const [first, second] = clients.map((client) => {
    if (!client.ok) throw new Error(client.problem.message);
    return client.value;
  });
  const settle = { kind: 'settle-decision', decision, by: 'dashboard', reason: null } as const;
  const answers = await Promise.all([
    first?.command({ ...settle, answer: 'approve' }),
    second?.command({ ...settle, answer: 'deny' }),
  ]);
  first?.close();
  second?.close();
  return answers.flatMap((answer) => (answer === undefined ? [] : [answer]));
};
