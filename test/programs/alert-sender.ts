/**
 * One life of a supervisor's alert side, to be killed at any moment: journal, outbox and delivery as compose/alerts.ts
 * wires them. It raises alerts and prints each key once its event is on disk, which is when a person was promised it.
 */
import { join } from 'node:path';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { openPost } from '../kit/alerts.ts';

const [root = '.', url = '', perLife = '5'] = process.argv.slice(2);
const journal = openJournal(join(root, 'journal.db'));
if (!journal.ok) throw new Error(journal.problem.message);
const post = openPost({ root, alerts: { channels: [{ name: 'phone', kind: 'webhook', url }], most: 100 } });
const loop = createLoop({
  journal: journal.value,
  now: Date.now,
  hands: async (effect) => {
    if (effect.kind === 'send-alert') post.delivery.send(effect.alert, effect.seq);
  },
  onBug: (error) => {
    throw error;
  },
});
for (const { seq, event } of journal.value.read({ after: post.outbox.lastSeq(), kind: 'alert' }))
  if (event.kind === 'alert.raised') post.delivery.send(event.alert, seq);
post.delivery.start();
for (let number = 0; number < Number(perLife); number += 1) {
  const raised = await loop.submit({ kind: 'test-alerts', channel: null, level: 'alarm' }, { by: 'test' });
  if (!raised.ok) throw new Error(raised.problem.message);
  for (const { event } of raised.value) if (event.kind === 'alert.raised') process.stdout.write(`${event.alert.key}\n`);
}
await loop.idle();
while (post.outbox.waiting('phone') > 0) await new Promise((resolve) => setTimeout(resolve, 5));
process.stdout.write('empty\n');
setInterval(() => undefined, 60_000);
