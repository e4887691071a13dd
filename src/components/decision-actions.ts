/**
 * What the keys of decisions do: y, n, a, e. Nothing is settled that was not shown in full, and nothing that has just slid
 * under the finger.
 */

import type { DecisionId } from '../domain/ids.ts';
import { requestIn, runIn } from '../domain/pipelines/approval.ts';
import type { Answer, Decision } from '../domain/policies/decision.ts';
import { editableText } from '../domain/policies/edited-call.ts';
import { ruleText, standingLine, standingRule } from '../domain/policies/standing.ts';
import { describeProblem } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { isOwnQuestion, UNFINISHED } from '../domain/workers/questions.ts';
import { currentDecision, decisionRows, shownWith } from '../state/selectors-decisions.ts';
import { isCardWhole } from './DecisionsPane.tsx';
import { draftOf } from './draft.ts';
import { innerSize, overlayCols } from './layout.ts';
import { type Line, wrap } from './line.tsx';
import { sceneOf } from './scene.ts';
import { sendCommand } from './send-command.ts';
import { answer, type Session, setUi, viewOf } from './session.ts';
import { openPrompt } from './ui-state.ts';

/** Settles a decision; after a refusal it can be tried again. */
export const settle = (
  session: Session,
  decision: DecisionId,
  verdict: Answer,
  reason: string | null,
  edited: string | null = null,
): void => {
  const { world, ui } = viewOf(session);
  const asked = world.decisions[decision];
  const also = edited === null ? shownWith(world, ui.filter, decision) : [];
  const told = [decision, ...also].join(', ');
  setUi(session, (ui) => ({ ...ui, sent: decision, overlay: ui.overlay?.kind === 'card' ? null : ui.overlay }));
  void sendCommand(
    session,
    {
      kind: 'settle-decision',
      decision,
      answer: verdict,
      by: 'dashboard',
      reason,
      ...(also.length === 0 ? {} : { also }),
      ...(edited === null ? {} : { edited }),
    },
    `${told} ${verdict === 'deny' ? 'denied' : asked?.question.kind === 'posted' && isByWorker(asked) ? 'answered' : edited === null ? 'approved' : 'approved as edited'}.`,
  ).then((isDone) => {
    if (!isDone) setUi(session, (ui) => (ui.sent === decision ? { ...ui, sent: null } : ui));
  });
};

/** `seen` says that the card is open in full; else one that is cut off is opened first, and y asked for again. */
export const approveCurrent = (session: Session, card: 'in-pane' | 'seen'): void => {
  const decision = current(session);
  if (decision === null || isTooNew(session) || isSent(session, decision)) return;
  if (wantsWords(decision)) {
    setUi(session, (ui) =>
      openPrompt(ui, { kind: 'answer', decision: decision.id, mayBeEmpty: isUnfinished(decision) }),
    );
    return;
  }
  if (card === 'seen' || isSeen(session, decision)) {
    settle(session, decision.id, 'approve', null);
    return;
  }
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'card', scroll: 0 } }));
  answer(session, 'warn', `${decision.id} was not shown in full. Read it, then y approves.`);
};

/** Whether the words of the answer reach a worker: of its own question, and of a task that it goes on with. */
const wantsWords = (decision: Decision): boolean =>
  decision.question.kind === 'posted' && (isUnfinished(decision) || isByWorker(decision));

const isUnfinished = ({ binding }: Decision): boolean => binding === UNFINISHED;

/** What gaffer itself asks, of a tier, a budget, a lesson or a deploy, is answered by yes or no. */
const isByWorker = ({ binding }: Decision): boolean =>
  !isOwnQuestion(binding) && runIn(binding) === null && requestIn(binding) === null;

/** The text of the command or address to be changed, in the bar; Enter approves what it became. */
export const editCurrent = (session: Session): void => {
  const decision = current(session);
  if (decision === null || isTooNew(session) || isSent(session, decision)) return;
  const before = decision.question.kind === 'posted' ? null : editableText(decision.question.call);
  if (before === null) answer(session, 'warn', 'Only one command or address can be edited here.');
  // A draft is one line, and a character that does not show could not be seen to be approved.
  else if (visible(before) !== before)
    answer(session, 'warn', `It has more than one plain line: gaffer decisions approve ${decision.id} --edit TEXT`);
  else setUi(session, (ui) => openPrompt(ui, { kind: 'edit', decision: decision.id, before }, draftOf(before)));
};

/** Shows the rule that it would add as a diff, and asks; what no narrow rule can name is refused with the reason. */
export const alwaysCurrent = (session: Session): void => {
  const decision = current(session);
  if (decision === null || isTooNew(session) || isSent(session, decision)) return;
  const rule = standingRule(decision, session.client.snapshot().fleet.workspace);
  if (!rule.ok) {
    answer(session, 'warn', describeProblem(rule.problem));
    return;
  }
  const line = standingLine(rule.value, decision, session.now());
  const width = overlayCols(session.size());
  const lines: readonly Line[] = [
    [{ text: '--- POLICIES.md', tone: 'quiet' }],
    [{ text: '+++ POLICIES.md', tone: 'quiet' }],
    [{ text: '@@ ## Standing decisions @@', tone: 'accent' }],
    ...wrap(`+${line}`, width).map((text): Line => [{ text, tone: 'added' }]),
    [{ text: '' }],
    ...wrap(
      `${decision.id} is approved with it. Boundaries stand before it; take the line out to be asked again.`,
      width,
    ).map((text): Line => [{ text }]),
  ];
  setUi(session, (ui) => ({
    ...ui,
    overlay: {
      kind: 'diff',
      title: `Always allow ${ruleText(rule.value)}? y changes POLICIES.md · n leaves it`,
      lines,
      scroll: 0,
      command: { kind: 'approve-always', decision: decision.id, by: 'dashboard' },
      done: `${decision.id} approved, and the same call from now on.`,
    },
  }));
};

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
  const { world, ui, now } = viewOf(session);
  const row = decisionRows(world, now, ui.filter).find(({ id }) => id === decision.id);
  return pane !== undefined && row !== undefined && isCardWhole(row, innerSize(pane.rect));
};
