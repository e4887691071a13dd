/** What the keys of the memory page do with the chosen note. */
import { MEMORY_TIERS } from '../domain/memory/item.ts';
import { draftOf } from './draft.ts';
import { chosenNote } from './pages/memory-page.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session, setUi, viewOf } from './session.ts';
import { openPrompt } from './ui-state.ts';

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

/** A line is edited here; what has more of them, or front matter that nobody can read, is a matter for an editor. */
export const editNote = (session: Session): void => {
  const note = chosenNote(viewOf(session));
  if (note === null) return;
  const { id, file, text: before } = note;
  if (note.problem !== null) answer(session, 'warn', `${file}: mend its front matter first.`);
  else if (note.isCut || before.includes('\n')) answer(session, 'warn', `${id} has more than a line: edit ${file}.`);
  else setUi(session, (ui) => openPrompt(ui, { kind: 'edit-note', note: id, before }, draftOf(before)));
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
    `${note.id} goes to ${tier}, and stays there.`,
  );
};
