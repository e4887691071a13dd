/** What keys do in a prompt: they edit its line, and Enter hands it in. A line that is refused comes back to be mended. */
import type { HumanCommand } from '../domain/command.ts';
import { unreachable } from '../domain/unreachable.ts';
import { addTask } from './add-task.ts';
import { commandFrom, DONE_TEXTS } from './backlog-actions.ts';
import { settle } from './decision-actions.ts';
import { type Draft, editDraft, pasteInto } from './draft.ts';
import type { InputEvent } from './input.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session, setUi } from './session.ts';
import { closeOverlay, type Overlay, type Purpose } from './ui-state.ts';

export const typeKey = (session: Session, overlay: Extract<Overlay, { kind: 'prompt' }>, event: InputEvent): void => {
  if (event.kind === 'key' && event.key === 'enter') {
    if (session.client.gone() !== null && overlay.purpose.kind !== 'filter') {
      answer(
        session,
        'warn',
        'The supervisor is gone, so the line stays here. Enter hands it in when a new one is there.',
      );
      return;
    }
    setUi(session, closeOverlay);
    // What was refused is there to be mended, unless the person went on to something else.
    const comeBack = (): void => setUi(session, (ui) => (ui.overlay === null ? { ...ui, overlay } : ui));
    submit(session, overlay.purpose, overlay.draft.text.trim(), comeBack);
    return;
  }
  const draft = edited(overlay.draft, event);
  if (draft === null) return;
  setUi(session, (ui) => ({
    ...ui,
    overlay: { ...overlay, draft },
    filter: overlay.purpose.kind === 'filter' ? draft.text : ui.filter,
  }));
};

export const edited = (draft: Draft, event: InputEvent): Draft | null => {
  if (event.kind === 'paste') return pasteInto(draft, event.text);
  return event.kind === 'key' ? editDraft(draft, event.key) : null;
};

const submit = (session: Session, purpose: Purpose, text: string, comeBack: () => void): void => {
  const send = (command: HumanCommand, done: string): void =>
    void sendCommand(session, command, done).then((isDone) => {
      if (!isDone) comeBack();
    });
  switch (purpose.kind) {
    case 'filter':
      // The filter followed every key already.
      break;
    case 'deny':
      settle(session, purpose.decision, 'deny', text === '' ? null : text);
      break;
    case 'task':
      if (text === '') answer(session, 'warn', 'Nothing was added: the line was empty.');
      else void addTask(session, text).then((isTaken) => (isTaken ? undefined : comeBack()));
      break;
    case 'answer':
      if (text === '' && !purpose.mayBeEmpty) answer(session, 'warn', 'Nothing was answered: the line was empty.');
      else settle(session, purpose.decision, 'approve', text === '' ? null : text);
      break;
    case 'edit':
      if (text === '') answer(session, 'warn', 'Nothing was approved: the line was empty.');
      else settle(session, purpose.decision, 'approve', null, text === purpose.before.trim() ? null : text);
      break;
    case 'edit-note':
      if (text === '') answer(session, 'warn', 'Nothing was changed: the line was empty.');
      else if (text === purpose.before) answer(session, 'plain', `${purpose.note} is as before.`);
      else {
        const wish = { kind: 'rewrite', item: purpose.note, text } as const;
        send({ kind: 'change-memory', wish }, `${purpose.note} says that now.`);
      }
      break;
    case 'send':
      if (text === '') answer(session, 'warn', 'Nothing was sent: the line was empty.');
      else {
        const { worker } = purpose;
        send({ kind: 'send-text', worker, text }, `Sent to worker ${worker}.`);
      }
      break;
    case 'give':
    case 'edit-task':
    case 'split-task': {
      const command = commandFrom(purpose, text);
      if (typeof command === 'string') {
        answer(session, 'warn', command);
        comeBack();
      } else send(command, `${purpose.task} ${DONE_TEXTS[purpose.kind]}`);
      break;
    }
    default:
      unreachable(purpose);
  }
};
