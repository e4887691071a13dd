/** Sees a session that does the same over and over: one call that is refused or fails, again and again. */
import { createHash } from 'node:crypto';
import type { SessionKey } from '../claude/session-key.ts';
import { describeCall } from '../domain/policies/describe-call.ts';
import type { ToolCall } from '../domain/policies/verdict.ts';
import type { Fleet } from './parts.ts';

export interface LoopWatch {
  /** What the session is told beside the refusal, when it goes in circles; else null. */
  readonly refused: (session: SessionKey, call: ToolCall) => string | null;
  readonly failed: (session: SessionKey, call: ToolCall) => void;
}

/** Told once and going on: then its session is ended in the middle of whatever it does. */
const PATIENCE = 2;

const STOP =
  'You have tried this very call before and go in circles. End your turn now and say what stands in your way.';

export const createLoopWatch = (fleet: Fleet): LoopWatch => {
  const seen = new Map<number, { readonly generation: number; readonly times: Map<string, number> }>();

  const count = ({ worker, generation }: SessionKey, call: ToolCall, what: string): string | null => {
    const known = seen.get(worker);
    const current = known?.generation === generation ? known : { generation, times: new Map<string, number>() };
    seen.set(worker, current);
    const key = createHash('sha256')
      .update(JSON.stringify([call.tool, call.input]))
      .digest('base64');
    const times = (current.times.get(key) ?? 0) + 1;
    current.times.set(key, times);
    const limit = fleet.config.escalation.sameCall;
    if (times % limit !== 0) return null;
    const because = `it goes in circles: ${describeCall(call)} ${what} ${times} times`;
    const forGood = times >= limit * PATIENCE;
    void fleet.submit({ kind: 'report-loop', worker, generation, because, forGood }, { by: `session ${worker}` });
    return STOP;
  };

  return {
    refused: (session, call) => count(session, call, 'was refused'),
    failed: (session, call) => void count(session, call, 'failed'),
  };
};
