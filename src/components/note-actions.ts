/** What the keys of the memory page do with the chosen note. */
import { MEMORY_TIERS } from '../domain/memory/item.ts';
import { chosenNote } from './pages/memory-page.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session, viewOf } from './session.ts';

export const pinNote = (session: Session): void => {
  const note = chosenNote(viewOf(session));
  if (note === null) return;
  const pinned = !note.pinned;
  void sendCommand(
    session,
    { kind: 'change-memory', wish: { kind: 'pin', item: note.id, pinned } },
    pinned ? `${note.id} stays in ${note.tier}.` : `${note.id} may move again.`,
  );
};

/** `step` -1 is one tier hotter. */
export const moveNote = (session: Session, step: -1 | 1): void => {
  const note = chosenNote(viewOf(session));
  const tier = note === null ? undefined : MEMORY_TIERS[MEMORY_TIERS.indexOf(note.tier) + step];
  if (note === null) return;
  if (tier === undefined) {
    answer(session, 'warn', `${note.id} is in ${note.tier} already.`);
    return;
  }
  void sendCommand(
    session,
    { kind: 'change-memory', wish: { kind: 'move', item: note.id, tier } },
    `${note.id} goes to ${tier}.`,
  );
};
