/** What the keys of the backlog page do. Every edit is a command; the file is changed by the supervisor, in splices. */
import type { HumanCommand } from '../domain/command.ts';
import { isWorkerNumber, type TaskId, type WorkerNumber } from '../domain/ids.ts';
import { describeProblem } from '../domain/problem.ts';
import type { BacklogEdit } from '../domain/tasks/edit.ts';
import type { Priority, Task } from '../domain/tasks/task.ts';
import { type StoryLine, storyLines } from '../state/selectors-story.ts';
import { writeTaskLine } from '../state/task-line.ts';
import { draftOf } from './draft.ts';
import { overlayCols } from './layout.ts';
import { type Line, wrap } from './line.tsx';
import { chosenTask } from './pages/backlog-rows.ts';
import { type Session, setUi, viewOf } from './session.ts';
import { openPrompt, togglePage } from './ui-state.ts';

export type BacklogAction =
  | 'backlog'
  | 'story'
  | 'give'
  | 'edit-task'
  | 'raise'
  | 'lower'
  | 'priority'
  | 'tick'
  | 'split'
  | 'shelve';

/** How a command is sent, and how one that asks first is. */
export interface Senders {
  readonly send: (session: Session, command: HumanCommand, done: string) => Promise<boolean>;
  readonly ask: (session: Session, question: string, command: HumanCommand, done: string) => void;
}

const NEXT_PRIORITY: Readonly<Record<Priority, Priority>> = { normal: 'high', high: 'low', low: 'normal' };

export const backlogActions = ({ send, ask }: Senders): Readonly<Record<BacklogAction, (session: Session) => void>> => {
  const edit = (session: Session, wanted: BacklogEdit, done: string): void =>
    void send(session, { kind: 'edit-backlog', edit: wanted }, done);
  return {
    backlog: (session) =>
      setUi(session, (ui) => {
        const rows = ui.task === null || ui.page === 'backlog' ? ui.rows : { ...ui.rows, backlog: ui.task };
        return { ...togglePage(ui, 'backlog'), rows };
      }),
    story: (session) => withTask(session, ({ id }) => void showStory(session, id)),
    give: (session) =>
      withTask(session, ({ id }) => setUi(session, (ui) => openPrompt(ui, { kind: 'give', task: id }))),
    'edit-task': (session) =>
      withTask(session, (task) =>
        setUi(session, (ui) =>
          openPrompt(ui, { kind: 'edit-task', task: task.id }, draftOf(writeTaskLine({ ...task, id: null }))),
        ),
      ),
    raise: (session) =>
      withTask(session, ({ id }) => edit(session, { kind: 'shift', task: id, by: 'up' }, `${id} moved up.`)),
    lower: (session) =>
      withTask(session, ({ id }) => edit(session, { kind: 'shift', task: id, by: 'down' }, `${id} moved down.`)),
    priority: (session) =>
      withTask(session, (task) => {
        const priority = NEXT_PRIORITY[task.priority];
        const line = writeTaskLine({ ...task, id: null, priority });
        edit(session, { kind: 'rewrite', task: task.id, line }, `${task.id} is ${priority}.`);
      }),
    tick: (session) =>
      withTask(session, ({ id, done, title }) =>
        ask(
          session,
          done ? `Open ${id} again? ${title}` : `Tick ${id} as done? Nobody works on it then: ${title}`,
          { kind: 'edit-backlog', edit: { kind: 'tick', task: id, done: !done } },
          done ? `${id} is open again.` : `${id} is ticked.`,
        ),
      ),
    split: (session) =>
      withTask(session, ({ id }) => setUi(session, (ui) => openPrompt(ui, { kind: 'split-task', task: id }))),
    shelve: (session) =>
      withTask(session, ({ id, section }) => {
        const to = section === 'ideas' ? 'ready' : 'ideas';
        edit(session, { kind: 'put', task: id, section: to }, `${id} stands under ${to}.`);
      }),
  };
};

/** What Enter does with the line that was typed for a task. */
export type TaskPurpose = { readonly kind: 'give' | 'edit-task' | 'split-task'; readonly task: TaskId };

/** The command that the typed line means, or the sentence that says why it means none. */
export const commandFrom = ({ kind, task }: TaskPurpose, text: string): HumanCommand | string => {
  switch (kind) {
    case 'give': {
      const worker = workerIn(text);
      return worker === undefined
        ? `“${text}” is no worker: a number, or nothing for the first free one.`
        : { kind: 'assign-task', task, worker };
    }
    case 'edit-task':
      return text === ''
        ? 'Nothing was changed: the line was empty.'
        : { kind: 'edit-backlog', edit: { kind: 'rewrite', task, line: text } };
    case 'split-task': {
      const parts = text.split('|').map((part) => part.trim());
      return parts.filter((part) => part !== '').length < 2
        ? 'Nothing was split: write two parts or more with | between them.'
        : { kind: 'edit-backlog', edit: { kind: 'split', task, parts } };
    }
  }
};

export const DONE_TEXTS: Readonly<Record<TaskPurpose['kind'], string>> = {
  give: 'is given out.',
  'edit-task': 'is changed.',
  'split-task': 'is split.',
};

/** Null for nothing typed; undefined for what is no worker. */
const workerIn = (text: string): WorkerNumber | null | undefined => {
  if (text === '') return null;
  const number = Number(text);
  return isWorkerNumber(number) ? number : undefined;
};

const withTask = (session: Session, use: (task: Task) => void): void => {
  const view = viewOf(session);
  const row = chosenTask(view);
  const task = row === null ? undefined : view.world.tasks[row.id];
  if (task !== undefined) use(task);
};

const showStory = async (session: Session, id: TaskId): Promise<void> => {
  const title = `The story of ${id}`;
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'why', title, lines: null, scroll: 0 } }));
  const lines = await readStory(session, id);
  setUi(session, (ui) =>
    ui.overlay?.kind === 'why' && ui.overlay.title === title ? { ...ui, overlay: { ...ui.overlay, lines } } : ui,
  );
};

const readStory = async (session: Session, id: TaskId): Promise<readonly Line[]> => {
  try {
    const story = await session.client.report('story', { task: id });
    return story.ok
      ? storyLines(story.value, session.now()).flatMap((line) => asLines(line, overlayCols(session.size())))
      : [[{ text: describeProblem(story.problem), tone: 'alarm' }]];
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return [[{ text: `The journal could not be read: ${because}`, tone: 'alarm' }]];
  }
};

/** What goes on stands to the right of where it began, so that each moment is found at the edge. */
const asLines = ({ tone, text }: StoryLine, cols: number): readonly Line[] =>
  wrap(text, Math.max(1, cols - HANGING)).map(
    (part, at): Line => [
      { text: '', cells: at === 0 ? 0 : HANGING },
      { text: part, tone },
    ],
  );

/** A moment and the space behind it. */
const HANGING = 7;
