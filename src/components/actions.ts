/** What each key of the keymap does. An action changes the dashboard's own state or sends the fleet a command; it never waits. */
import type { HumanCommand } from '../domain/command.ts';
import type { DispatchMode } from '../domain/fleet/fleet.ts';
import type { DecisionId } from '../domain/ids.ts';
import { workerNumber } from '../domain/ids.ts';
import type { Answer, Decision } from '../domain/policies/decision.ts';
import { ruleText, standingRule } from '../domain/policies/standing.ts';
import { describeProblem } from '../domain/problem.ts';
import { visibleWidth } from '../domain/visible.ts';
import { isRunning } from '../domain/workers/worker.ts';
import { currentDecision } from '../state/selectors-decisions.ts';
import { workerAt } from '../state/selectors-workers.ts';
import { isCardWhole } from './DecisionsPane.tsx';
import { emptyDraft } from './draft.ts';
import type { ActionName, KeyBinding } from './keys/key-binding.ts';
import { innerSize } from './layout.ts';
import { moveSelection } from './move-selection.ts';
import { chosenLock } from './pages/locks-page.ts';
import { sceneOf } from './scene.ts';
import { answer, type Session, setUi, viewOf } from './session.ts';
import { showWhy } from './show-why.ts';
import { focusPane, openPrompt, stepPane, togglePage } from './ui-state.ts';

export type ActionRunner = (session: Session, binding: KeyBinding, key: string) => void;

/** Does what the binding says, or answers why not. */
export const runAction: ActionRunner = (session, binding, key) => {
  const when = binding.when(viewOf(session));
  if (when === true) ACTIONS[binding.name](session, key);
  else answer(session, 'warn', when);
};

/** Sends a command and answers with what became of it; whether it was done. */
export const sendCommand = async (session: Session, command: HumanCommand, done: string): Promise<boolean> => {
  try {
    const result = await session.client.command(command);
    if (result.ok) answer(session, 'good', done);
    else answer(session, 'alarm', describeProblem(result.problem));
    return result.ok;
  } catch (error) {
    answer(
      session,
      'alarm',
      `The supervisor did not answer: ${error instanceof Error ? error.message : String(error)}`,
    );
    return false;
  }
};

/** Settles a decision; after a refusal it can be tried again. */
export const settle = (session: Session, decision: DecisionId, verdict: Answer, reason: string | null): void => {
  const isPosted = session.client.snapshot().decisions[decision]?.question.kind === 'posted';
  setUi(session, (ui) => ({ ...ui, sent: decision, overlay: ui.overlay?.kind === 'card' ? null : ui.overlay }));
  void sendCommand(
    session,
    { kind: 'settle-decision', decision, answer: verdict, by: 'dashboard', reason },
    `${decision} ${verdict === 'deny' ? 'denied' : isPosted ? 'answered' : 'approved'}.`,
  ).then((isDone) => {
    if (!isDone) setUi(session, (ui) => (ui.sent === decision ? { ...ui, sent: null } : ui));
  });
};

/** `seen` says that the card is open in full; else one that is cut off is opened first, and y asked for again. */
export const approveCurrent = (session: Session, card: 'in-pane' | 'seen'): void => {
  const decision = current(session);
  if (decision === null || isTooNew(session) || isSent(session, decision)) return;
  if (decision.question.kind === 'posted') {
    setUi(session, (ui) => openPrompt(ui, { kind: 'answer', decision: decision.id }));
    return;
  }
  if (card === 'seen' || isSeen(session, decision)) {
    settle(session, decision.id, 'approve', null);
    return;
  }
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'card', scroll: 0 } }));
  answer(session, 'warn', `${decision.id} was not shown in full. Read it, then y approves.`);
};

/** Shows the rule that it would add, and asks; what no narrow rule can name is refused with the reason. */
export const alwaysCurrent = (session: Session): void => {
  const decision = current(session);
  if (decision === null || isTooNew(session) || isSent(session, decision)) return;
  const rule = standingRule(decision, session.client.snapshot().fleet.workspace);
  if (!rule.ok) {
    answer(session, 'warn', describeProblem(rule.problem));
    return;
  }
  const question = `Always allow ${ruleText(rule.value)}? Adds it to POLICIES.md.`;
  if (visibleWidth(question) > session.size().cols - BAR_EDGES) {
    answer(session, 'warn', `The rule is too long to be shown here: gaffer decisions approve ${decision.id} --always`);
    return;
  }
  ask(
    session,
    question,
    { kind: 'approve-always', decision: decision.id, by: 'dashboard' },
    `${decision.id} approved, and the same call from now on.`,
  );
};

/** Border and padding of the bar: what does not fit would be approved unseen. */
const BAR_EDGES = 4;

export const denyCurrent = (session: Session): void => {
  const decision = current(session);
  if (decision === null || isTooNew(session) || isSent(session, decision)) return;
  setUi(session, (ui) => openPrompt(ui, { kind: 'deny', decision: decision.id }));
};

/** A question that has just slid under the finger is not what the finger meant: reading one takes longer than this. */
const SETTLE_MS = 250;

const isTooNew = (session: Session): boolean => {
  const replacedAt = session.ui.getState().decision?.replacedAt ?? null;
  if (replacedAt === null || session.now() - replacedAt >= SETTLE_MS) return false;
  answer(session, 'warn', 'Another question has just come up. Look, then press again.');
  return true;
};

/** A second press before the queue has moved on is the same press. */
const isSent = (session: Session, { id }: Decision): boolean => {
  if (session.ui.getState().sent !== id) return false;
  answer(session, 'plain', `The answer to ${id} is on its way.`);
  return true;
};

const current = (session: Session): Decision | null => {
  const { world, ui } = viewOf(session);
  return currentDecision(world, ui.decision?.id ?? null, ui.filter);
};

const isSeen = (session: Session, decision: Decision): boolean => {
  const { layout, view } = sceneOf(viewOf(session), session.size());
  if (view.ui.page !== 'fleet') return false;
  const pane = layout.panes.find(({ name }) => name === 'decisions');
  return pane !== undefined && isCardWhole(decision, innerSize(pane.rect));
};

const DISPATCH_ORDER: Readonly<Record<DispatchMode, DispatchMode>> = { auto: 'self', self: 'off', off: 'auto' };

const ACTIONS: Readonly<Record<ActionName, (session: Session, key: string) => void>> = {
  approve: (session) => approveCurrent(session, 'in-pane'),
  deny: denyCurrent,
  always: alwaysCurrent,
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
  'next-pane': (session) => setUi(session, (ui) => stepPane(ui, 1)),
  'previous-pane': (session) => setUi(session, (ui) => stepPane(ui, -1)),
  right: (session) => setUi(session, (ui) => stepPane(ui, 1)),
  left: (session) => setUi(session, (ui) => stepPane(ui, -1)),
  down: (session) => moveSelection(session, 1),
  up: (session) => moveSelection(session, -1),
  first: (session) => moveSelection(session, Number.NEGATIVE_INFINITY),
  last: (session) => moveSelection(session, Number.POSITIVE_INFINITY),
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
    setUi(session, (ui) => (ui.filter === '' ? { ...focusPane(ui, ui.focus), page: 'fleet' } : { ...ui, filter: '' })),
  leave: (session) => session.end({ kind: 'left' }),
  'stop-fleet': (session) =>
    ask(
      session,
      'Stop the fleet? All sessions are closed. Their work and locks are kept for the next start.',
      { kind: 'stop-fleet' },
      'The fleet is stopping.',
    ),
};

const withWorker = (session: Session, use: (worker: NonNullable<ReturnType<typeof workerAt>>) => void): void => {
  const { world, ui } = viewOf(session);
  const worker = workerAt(world, ui.worker);
  if (worker !== null) use(worker);
};

const ask = (session: Session, question: string, command: HumanCommand, done: string): void =>
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'confirm', question, command, done } }));
