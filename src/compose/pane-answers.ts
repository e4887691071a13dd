/**
 * Decisions that were answered in the worker's pane. The held call only hangs up then; what the answer was, telemetry and
 * the next hooks tell a moment later.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { TelemetryRecord } from '../claude/telemetry-record.ts';
import type { DecisionId } from '../domain/ids.ts';
import type { Answer } from '../domain/policies/decision.ts';
import type { Fleet } from './parts.ts';
import type { Ask, StandingDialogs } from './standing-dialogs.ts';

export interface PaneAnswers {
  /** The asker hung up: somebody answered in the pane, the turn ended, or its hook's time was over and the dialog stands. */
  readonly expect: (ask: Ask) => void;
  readonly onTelemetry: (session: SessionKey, record: TelemetryRecord) => void;
}

/** Telemetry comes within a second; when it does not, nothing is known of the answer, and that is what is said. */
const PATIENCE_MS = 5_000;

export const createPaneAnswers = (fleet: Fleet, dialogs: StandingDialogs): PaneAnswers => {
  const expected = new Map<DecisionId, Ask>();
  /** Decisions of telemetry that came before their call hung up. */
  const early = new Map<string, Answer>();

  const settle = (decision: DecisionId, answer: Answer): void => {
    expected.delete(decision);
    dialogs.forget(decision);
    void fleet.submit({ kind: 'settle-decision', decision, answer, by: 'pane', reason: null }, { by: 'pane' });
  };

  return {
    expect: (ask) => {
      const { session, decision, call } = ask;
      const known = call.toolUseId === null ? undefined : early.get(call.toolUseId);
      if (known !== undefined) return settle(decision, known);
      expected.set(decision, ask);
      dialogs.leave(ask);
      const timer = setTimeout(() => {
        // A dialog that stands can be answered from the queue and in the pane alike, for as long as it takes.
        if (dialogs.stands(decision) || !expected.delete(decision)) return;
        dialogs.forget(decision);
        const because = 'the session no longer waits for it, and did not say why';
        void fleet.submit({ kind: 'void-decision', ...session, decision, because }, { by: 'pane' });
      }, PATIENCE_MS);
      timer.unref();
    },
    onTelemetry: (session, record) => {
      if (record.kind !== 'tool-decision' || !record.source.startsWith('user')) return;
      const answer = record.decision === 'accept' ? 'approve' : 'deny';
      const found = [...expected].find(
        ([, waiting]) =>
          waiting.session.worker === session.worker &&
          waiting.session.generation === session.generation &&
          (waiting.call.toolUseId === null || record.toolUseId === null
            ? waiting.call.tool === record.tool
            : waiting.call.toolUseId === record.toolUseId),
      );
      if (found !== undefined) settle(found[0], answer);
      else if (record.toolUseId !== null) early.set(record.toolUseId, answer);
    },
  };
};
