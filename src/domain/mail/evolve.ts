/** What events mean for the mail that waits. What was delivered is in the journal alone. */
import type { Logged } from '../event.ts';
import { put } from '../records.ts';
import type { World } from '../world.ts';
import type { Mail, TriggerMail } from './mail.ts';

/** Notes of the last hour count against their sender. */
export const NOTES_WINDOW_MS = 3_600_000;

export const evolveMail = (world: World, { event, at }: Logged): World => {
  switch (event.kind) {
    case 'note.left': {
      const { mail: id, from, to, text } = event;
      const sent = (world.notesAt[from] ?? []).filter((time) => time > at - NOTES_WINDOW_MS);
      return {
        ...withMail(world, { kind: 'note', id, from, to, text, at }),
        notesAt: put(world.notesAt, from, [...sent, at]),
      };
    }
    case 'trigger.fired': {
      const { mail: id, worker: to, text, because } = event;
      return withMail(world, { kind: 'trigger', id, to, text, because, at, typedInto: null, failures: 0 });
    }
    case 'worker.woken':
      return onTriggers(world, event.mail, (mail) => ({ ...mail, typedInto: event.generation }));
    case 'mail.returned':
      return onTriggers(world, event.mail, (mail) => ({ ...mail, typedInto: null, failures: mail.failures + 1 }));
    case 'mail.delivered':
      return { ...world, mail: world.mail.filter(({ id }) => !event.mail.includes(id)) };
    default:
      return world;
  }
};

const withMail = (world: World, mail: Mail): World => ({
  ...world,
  mail: [...world.mail, mail],
  lastMail: world.lastMail + 1,
});

const onTriggers = (world: World, ids: readonly string[], step: (mail: TriggerMail) => TriggerMail): World => ({
  ...world,
  mail: world.mail.map((mail) => (mail.kind === 'trigger' && ids.includes(mail.id) ? step(mail) : mail)),
});
