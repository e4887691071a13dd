/**
 * Keeps the seat over the end of a supervisor: the same page, the same rows, what was being typed. What was about to be
 * confirmed is not kept: it was meant for things as they stood. A question that had not reached the disk is not known to
 * the next supervisor, which may give its number to another one; so a draft stays only with the very same question.
 */
import type { DecisionId } from '../domain/ids.ts';
import type { World } from '../domain/world.ts';
import { answer, type Session, setUi } from './session.ts';
import type { Overlay, UiState } from './ui-state.ts';

/** Call the result after every change that the client tells of. */
export const followGone = (session: Session): (() => void) => {
  let before: World | null = session.client.gone() === null ? null : session.client.snapshot();
  return () => {
    const gone = session.client.gone();
    const known = session.ui.getState().gone;
    if (gone === known) return;
    const world = session.client.snapshot();
    if (gone !== null) {
      before ??= world;
      setUi(session, (ui) => ({
        ...ui,
        gone,
        ...(known === null ? { sent: null, answer: null, overlay: isAboutToAct(ui.overlay) ? null : ui.overlay } : {}),
      }));
      return;
    }
    const last = before ?? world;
    before = null;
    setUi(session, (ui) => ({
      ...ui,
      gone,
      overlay: isAboutToAct(ui.overlay) || !isAboutTheSame(ui, last, world) ? null : ui.overlay,
      // Whatever stands there now may not be what the finger was on its way to.
      decision: ui.decision === null ? null : { ...ui.decision, replacedAt: session.now() },
    }));
    answer(session, 'good', 'A new supervisor is there, and takes the sessions of the workers up again.');
  };
};

const isAboutToAct = (overlay: Overlay | null): boolean => overlay?.kind === 'confirm' || overlay?.kind === 'diff';

const isAboutTheSame = (ui: UiState, before: World, after: World): boolean => {
  const decision = decisionUnder(ui);
  if (decision === null) return true;
  const [last, next] = [before.decisions[decision], after.decisions[decision]];
  return next?.state.kind === 'waiting' && next.askedAt === last?.askedAt && next.binding === last.binding;
};

/** The question that the overlay is about, if it is about one. */
const decisionUnder = ({ overlay, decision }: UiState): DecisionId | null => {
  if (overlay?.kind === 'card') return decision?.id ?? null;
  return overlay?.kind === 'prompt' && 'decision' in overlay.purpose ? overlay.purpose.decision : null;
};
