/**
 * Tool calls that wait for a human, each held open at the gate until its decision is settled. When the asker hangs up
 * first, somebody answered in the pane; pane-answers.ts then finds out what.
 */
import type { DecisionId } from '../domain/ids.ts';
import type { Answer } from '../domain/policies/decision.ts';

export interface HeldAnswer {
  readonly answer: Answer;
  readonly reason: string | null;
  /** The input that was approved in place of the worker's. */
  readonly input?: unknown;
}

export interface PendingAnswers {
  /** Resolves with the human's answer, or with null when the asker is gone or nothing will be decided. */
  readonly hold: (decision: DecisionId, gone: AbortSignal) => Promise<HeldAnswer | null>;
  readonly answer: (decision: DecisionId, answer: HeldAnswer) => void;
  readonly drop: (decision: DecisionId) => void;
}

/** More than ever wait at once; what is older belongs to decisions that nothing was held for. */
const KEPT_EARLY = 100;

export const createPendingAnswers = (): PendingAnswers => {
  const held = new Map<DecisionId, (answer: HeldAnswer | null) => void>();
  /** Answers that came between the decision's event and its call being held: a quick person, or a program. */
  const early = new Map<DecisionId, HeldAnswer | null>();

  const settle = (decision: DecisionId, answer: HeldAnswer | null): void => {
    const release = held.get(decision);
    held.delete(decision);
    if (release !== undefined) {
      release(answer);
      return;
    }
    early.set(decision, answer);
    const [oldest] = early.keys();
    if (early.size > KEPT_EARLY && oldest !== undefined) early.delete(oldest);
  };

  return {
    hold: (decision, gone) =>
      new Promise((resolve) => {
        const known = early.get(decision);
        if (known !== undefined) {
          early.delete(decision);
          resolve(known);
          return;
        }
        held.set(decision, resolve);
        const leave = (): void => {
          if (held.delete(decision)) resolve(null);
        };
        if (gone.aborted) leave();
        else gone.addEventListener('abort', leave, { once: true });
      }),
    answer: settle,
    drop: (decision) => settle(decision, null),
  };
};
