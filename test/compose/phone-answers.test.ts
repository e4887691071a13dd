/** A question that waits long reaches a phone, and its button answers it: through the journal, the outbox and the listener. */
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openAlerts } from '../../src/compose/alerts.ts';
import type { Fleet } from '../../src/compose/parts.ts';
import { sessionId, workerNumber } from '../../src/domain/ids.ts';
import { parseConfigText } from '../../src/state/config-file.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { placesOf } from '../../src/state/places.ts';
import { HOOKS } from '../kit/pure-fleet.ts';
import { openReceiver } from '../kit/receivers.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const open = async (root: string, ntfy: string, listener: string) => {
  const places = placesOf(root, { XDG_RUNTIME_DIR: root });
  const { config } = parseConfigText(`
alerts:
  channels: [{ name: phone, kind: ntfy, server: '${ntfy}', topic: mine, actions: true }]
  decisionAfter: 10m
  listener: ${listener}
`);
  const journal = openJournal(join(root, 'journal.db'));
  if (!places.ok || config === null || !journal.ok) throw new Error('the test is not set up');
  const late: { hands: Parameters<typeof createLoop>[0]['hands'] } = { hands: async () => undefined };
  const clock = { ahead: 0 };
  const loop = createLoop({
    journal: journal.value,
    now: () => Date.now() + clock.ahead,
    hands: (effect, cause) => late.hands(effect, cause),
    onBug: (error) => {
      throw error;
    },
  });
  const fleet: Fleet = {
    places: places.value,
    config,
    mode: 'live',
    world: loop.world,
    subscribe: (listening) => loop.subscribe(() => listening()),
    submit: loop.submit,
    log: () => undefined,
  };
  const alerts = await openAlerts(fleet, journal.value);
  if (!alerts.ok) throw new Error(alerts.problem.message);
  late.hands = async (effect) => {
    if (effect.kind === 'send-alert') alerts.value.send(effect.alert, effect.seq);
  };
  const close = async (): Promise<void> => {
    await alerts.value.close();
    await loop.idle();
    journal.value.close();
  };
  return { loop, alerts: alerts.value, clock, close };
};

/** A worker's session that waits for an answer. */
const ask = async ({ loop, clock }: Awaited<ReturnType<typeof open>>): Promise<void> => {
  const [by, worker] = [{ by: 'test' }, workerNumber(1)];
  await loop.submit(
    {
      kind: 'boot',
      workspace: '/ws',
      mode: 'live',
      scenario: null,
      agent: 'claude',
      hooks: true,
      workers: [worker],
      dispatch: 'off',
    },
    by,
  );
  await loop.submit({ kind: 'start-worker', worker }, by);
  const live = { worker, generation: loop.world().workers[1]?.generation ?? 0 };
  await loop.submit(
    {
      kind: 'report-opened',
      ...live,
      session: sessionId('s-1'),
      pid: 1,
      model: null,
      cwd: '/ws',
      project: null,
      tier: null,
      hooks: true,
    },
    by,
  );
  await loop.submit({ kind: 'report-guard-proven', ...live, hooks: HOOKS }, by);
  const call = { tool: 'Bash', input: { command: 'git push origin main' }, cwd: '/ws', toolUseId: null };
  await loop.submit({ kind: 'ask-decision', ...live, call, because: 'no rule', binding: 'b1' }, by);
  clock.ahead += 11 * 60_000;
  await loop.submit({ kind: 'look-at-clock' }, by);
};

it('is answered from the phone once, and the link is nothing to anybody after that', async () => {
  const [root, receiver] = [await temporaryDirectory(), await openReceiver()];
  onTestFinished(receiver.close);
  const side = await open(root, receiver.url, '{ enabled: true }');
  onTestFinished(side.close);
  await side.alerts.start();
  await ask(side);
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  const message: {
    readonly title: string;
    readonly message: string;
    readonly actions: readonly { readonly url: string }[];
  } = JSON.parse(receiver.got[0]?.body ?? '');
  expect(message.title).toBe('D1: worker 1 waits for you');
  expect(message.message).toContain('git push origin main');
  const [approve, deny] = message.actions.map(({ url }) => url);
  expect((await fetch(approve ?? '', { method: 'POST' })).status).toBe(200);
  expect(side.loop.world().decisions.D1?.state).toMatchObject({ kind: 'settled', answer: 'approve', by: 'phone' });
  expect((await fetch(deny ?? '', { method: 'POST' })).status).toBe(410);
  expect((await fetch(approve ?? '', { method: 'POST' })).status).toBe(410);
  expect(side.loop.world().alerts.open).toEqual({});
});

it('has no buttons while the listener is off, which it is unless somebody switches it on', async () => {
  const [root, receiver] = [await temporaryDirectory(), await openReceiver()];
  onTestFinished(receiver.close);
  const side = await open(root, receiver.url, '{}');
  onTestFinished(side.close);
  await side.alerts.start();
  await ask(side);
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  expect(JSON.parse(receiver.got[0]?.body ?? '').actions).toEqual([]);
});

it('takes what a kill left between the journal and the outbox from the journal', async () => {
  const [root, receiver] = [await temporaryDirectory(), await openReceiver()];
  onTestFinished(receiver.close);
  const cut = await open(root, receiver.url, '{}');
  await cut.alerts.close();
  // The event is on disk, and nobody put it into the outbox.
  await cut.loop.submit({ kind: 'test-alerts', channel: null, level: 'warn' }, { by: 'test' }).catch(() => undefined);
  await cut.loop.idle().catch(() => undefined);
  const side = await open(root, receiver.url, '{}');
  onTestFinished(side.close);
  await side.alerts.start();
  await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
});
