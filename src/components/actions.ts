/** What each key of the keymap does. An action changes the dashboard's own state or sends the fleet a command; it never waits. */
import type { HumanCommand } from '../domain/command.ts';
import type { DispatchMode } from '../domain/fleet/fleet.ts';
import { workerNumber } from '../domain/ids.ts';
import { isRunning } from '../domain/workers/worker.ts';
import { workerAt } from '../state/selectors-workers.ts';
import { backlogActions } from './backlog-actions.ts';
import { alwaysCurrent, approveCurrent, denyCurrent, editCurrent } from './decision-actions.ts';
import { deployActions } from './deploy-actions.ts';
import { emptyDraft } from './draft.ts';
import type { ActionName, KeyBinding } from './keys/key-binding.ts';
import { moveSelection, PAGE_ROWS } from './move-selection.ts';
import { moveBelow, moveBeside, stepTile } from './move-tile.ts';
import { editNote, moveNote, pinNote } from './note-actions.ts';
import { chosenCheck } from './pages/heartbeat-page.ts';
import { chosenLock } from './pages/locks-page.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session, setUi, viewOf } from './session.ts';
import { showWhy } from './show-why.ts';
import { focusPane, openPrompt, stepPane, togglePage, toggleZoom } from './ui-state.ts';

export type ActionRunner = (session: Session, binding: KeyBinding, key: string) => void;

/** Does what the binding says, or answers why not. */
export const runAction: ActionRunner = (session, binding, key) => {
  const when = binding.when(viewOf(session));
  if (when === true) ACTIONS[binding.name](session, key);
  else answer(session, 'warn', when);
};

const DISPATCH_ORDER: Readonly<Record<DispatchMode, DispatchMode>> = { auto: 'self', self: 'off', off: 'auto' };

const ACTIONS: Readonly<Record<ActionName, (session: Session, key: string) => unknown>> = {
  approve: (session) => approveCurrent(session, 'in-pane'),
  deny: denyCurrent,
  always: alwaysCurrent,
  edit: editCurrent,
  'select-worker': (session, key) => {
    const number = workerNumber(Number(key));
    if (workerAt(session.client.snapshot(), number) === null) answer(session, 'warn', `There is no worker ${key}.`);
    else setUi(session, (ui) => ({ ...ui, worker: number, focus: ui.focus === 'decisions' ? 'workers' : ui.focus }));
  },
  open: (session) => setUi(session, (ui) => ({ ...ui, overlay: { kind: 'card', scroll: 0 } })),
  attach: (session) => withWorker(session, ({ number }) => session.end({ kind: 'attach', worker: number })),
  send: (session) =>
    withWorker(session, ({ number }) => setUi(session, (ui) => openPrompt(ui, { kind: 'send', worker: number }))),
  task: (session) => setUi(session, (ui) => openPrompt(ui, { kind: 'task' })),
  why: (session) => void showWhy(session),
  start: (session) =>
    withWorker(session, ({ number, state }) => {
      if (!isRunning(state)) {
        void sendCommand(session, { kind: 'start-worker', worker: number }, `Worker ${number} is being started.`);
        return;
      }
      ask(
        session,
        `Restart worker ${number}? Its session is closed and taken up again.`,
        { kind: 'restart-worker', worker: number },
        `Worker ${number} is being restarted.`,
      );
    }),
  stop: (session) =>
    withWorker(session, ({ number }) =>
      ask(
        session,
        `Stop worker ${number}? Its session is closed; its locks and its task stay until it goes on.`,
        { kind: 'stop-worker', worker: number },
        `Worker ${number} is being stopped.`,
      ),
    ),
  release: (session) => {
    const lock = chosenLock(viewOf(session));
    if (lock === null) return;
    if (lock.kind === 'hold')
      return answer(session, 'warn', `${lock.run} ships ${lock.project}: x on the deploys page (D) stops the run.`);
    ask(
      session,
      `Take ${lock.project} from worker ${lock.holder}? What it still writes there is refused.`,
      { kind: 'force-release', project: lock.project },
      `${lock.project} was taken from worker ${lock.holder}.`,
    );
  },
  dispatch: (session) => {
    const mode = DISPATCH_ORDER[session.client.snapshot().fleet.dispatch];
    void sendCommand(session, { kind: 'set-dispatch', mode }, `Dispatch is ${mode}.`);
  },
  ...deployActions,
  heartbeat: (session) =>
    void sendCommand(session, { kind: 'run-checks', checks: null }, 'A round of all checks is being run.'),
  cost: (session) => setUi(session, (ui) => togglePage(ui, 'cost')),
  'heartbeat-page': (session) => setUi(session, (ui) => togglePage(ui, 'heartbeat')),
  acknowledge: (session) =>
    withCheck(session, (name) =>
      sendCommand(
        session,
        { kind: 'acknowledge-alert', subject: `check:${name}`, by: 'dashboard' },
        `${name} is acknowledged.`,
      ),
    ),
  snooze: (session) =>
    withCheck(session, (name) =>
      sendCommand(
        session,
        { kind: 'snooze-alert', subject: `check:${name}`, forMs: SNOOZE_MS, by: 'dashboard' },
        `${name} is snoozed for an hour.`,
      ),
    ),
  ...backlogActions({
    send: sendCommand,
    ask: (session, question, command, done) => ask(session, question, command, done),
  }),
  grid: (session) => setUi(session, (ui) => togglePage(ui, 'grid')),
  zoom: (session) => setUi(session, toggleZoom),
  'next-tile': (session) => stepTile(session, 1),
  'previous-tile': (session) => stepTile(session, -1),
  'next-pane': (session) => setUi(session, (ui) => stepPane(ui, 1)),
  'previous-pane': (session) => setUi(session, (ui) => stepPane(ui, -1)),
  right: (session) => moveBeside(session, 1) || setUi(session, (ui) => stepPane(ui, 1)),
  left: (session) => moveBeside(session, -1) || setUi(session, (ui) => stepPane(ui, -1)),
  down: (session) => moveBelow(session, 1) || moveSelection(session, 1),
  up: (session) => moveBelow(session, -1) || moveSelection(session, -1),
  'rows-down': (session) => moveSelection(session, PAGE_ROWS),
  'rows-up': (session) => moveSelection(session, -PAGE_ROWS),
  first: (session) => moveSelection(session, Number.NEGATIVE_INFINITY),
  last: (session) => moveSelection(session, Number.POSITIVE_INFINITY),
  memory: (session) => setUi(session, (ui) => togglePage(ui, 'memory')),
  failures: (session) => setUi(session, (ui) => togglePage(ui, 'failures')),
  'edit-note': editNote,
  'pin-note': pinNote,
  'warm-note': (session) => moveNote(session, -1),
  'cool-note': (session) => moveNote(session, 1),
  locks: (session) => setUi(session, (ui) => togglePage(ui, 'locks')),
  filter: (session) =>
    setUi(session, (ui) =>
      openPrompt(ui, { kind: 'filter', before: ui.filter }, { text: ui.filter, cursor: ui.filter.length }),
    ),
  palette: (session) => setUi(session, (ui) => ({ ...ui, overlay: { kind: 'palette', draft: emptyDraft, chosen: 0 } })),
  help: (session) => setUi(session, (ui) => ({ ...ui, overlay: { kind: 'help', scroll: 0 } })),
  mouse: (session) => {
    const mouse = !session.ui.getState().mouse;
    setUi(session, (ui) => ({ ...ui, mouse }));
    answer(
      session,
      'plain',
      mouse ? 'Mouse on: click chooses, the wheel scrolls.' : 'Mouse off: the terminal selects text.',
    );
  },
  redraw: (session) => session.redraw(),
  back: (session) =>
    setUi(session, (ui) => {
      if (ui.filter !== '') return { ...ui, filter: '' };
      return ui.page === 'grid' && ui.isZoomed ? toggleZoom(ui) : { ...focusPane(ui, ui.focus), page: 'fleet' };
    }),
  leave: (session) => session.end({ kind: 'left' }),
  'stop-fleet': (session) =>
    ask(
      session,
      'Stop the fleet? All sessions are closed. Their work and locks are kept for the next start.',
      { kind: 'stop-fleet' },
      'The fleet is stopping.',
    ),
};

/** What a key snoozes for; gaffer heartbeat snooze takes any length. */
const SNOOZE_MS = 3_600_000;

const withCheck = (session: Session, use: (name: string) => Promise<boolean>): void => {
  const check = chosenCheck(viewOf(session));
  if (check !== null) void use(check.name);
};

const withWorker = (session: Session, use: (worker: NonNullable<ReturnType<typeof workerAt>>) => void): void => {
  const { world, ui } = viewOf(session);
  const worker = workerAt(world, ui.worker);
  if (worker !== null) use(worker);
};

const ask = (session: Session, question: string, command: HumanCommand, done: string): void =>
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'confirm', question, command, done } }));
