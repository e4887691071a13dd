/**
 * Adds a task to the backlog, and says which one it became: its id is given where it is written, so the answer waits until
 * the backlog has it. What was not written is never said to be there.
 */
import type { Task } from '../domain/tasks/task.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session } from './session.ts';

/** Writing the file takes some milliseconds; whoever is not there by then was refused, which the warnings tell. */
const PATIENCE_MS = 5_000;
const WRITING = 'The task is being written to BACKLOG.md.';

/** Whether the line was taken. */
export const addTask = async (session: Session, line: string): Promise<boolean> => {
  const { client } = session;
  const before = new Set(Object.keys(client.snapshot().tasks));
  const added = (): Task | undefined =>
    Object.values(client.snapshot().tasks).find(({ id, title }) => !before.has(id) && line.includes(title));
  const isTaken = await sendCommand(session, { kind: 'add-task', line }, WRITING);
  if (isTaken) tellWhenThere(session, added);
  return isTaken;
};

const tellWhenThere = (session: Session, added: () => Task | undefined): void => {
  const end = (tone: 'good' | 'warn', text: string): void => {
    clearTimeout(timer);
    leave();
    // The person may have gone on to something that was answered since.
    if (session.ui.getState().answer?.text === WRITING) answer(session, tone, text);
  };
  const timer = setTimeout(
    () => end('warn', 'The task is not in BACKLOG.md yet: gaffer status says what stands against it.'),
    PATIENCE_MS,
  );
  timer.unref();
  const look = (): void => {
    const task = added();
    if (task !== undefined) end('good', `${task.id} is in the backlog.`);
  };
  const leave = session.client.subscribe(look);
  look();
};
