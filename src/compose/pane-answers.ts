/**
 * Decisions that were answered in the worker's pane. The held call only hangs up then; what the answer was, telemetry and
 * the next hooks tell a moment later.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { TelemetryRecord } from '../claude/telemetry-record.ts';
import type { DecisionId } from '../domain/ids.ts';
import type { Answer } from '../domain/policies/decision.ts';
import type { ToolCall } from '../domain/policies/verdict.ts';
import type { Fleet } from './parts.ts';

export interface PaneAnswers {
  /** The asker of `decision` hung up: somebody answered in the pane, or the turn ended. */
  readonly expect: (session: SessionKey, decision: DecisionId, call: ToolCall) => void;
  readonly onTelemetry: (session: SessionKey, record: TelemetryRecord) => void;
}

/** Telemetry comes within a second; when it does not, nothing is known of the answer, and that is what is said. */
const PATIENCE_MS = 5_000;

export const createPaneAnswers = (fleet: Fleet): PaneAnswers => {
  const expected = new Map<DecisionId, { readonly session: SessionKey; readonly call: ToolCall }>();
  /** Decisions of telemetry that came before their call hung up. */
  const early = new Map<string, Answer>();

  const settle = (decision: DecisionId, answer: Answer): void => {
    expected.delete(decision);
    void fleet.submit({ kind: 'settle-decision', decision, answer, by: 'pane', reason: null }, { by: 'pane' });
  };

  return {
    expect: (session, decision, call) => {
      const known = call.toolUseId === null ? undefined : early.get(call.toolUseId);
      if (known !== undefined) return settle(decision, known);
      expected.set(decision, { session, call });
      const timer = setTimeout(() => {
        if (!expected.delete(decision)) return;
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
