/**
 * The gate: one decision path per tool call, pure, total and failing closed. A call is read into parts and acts, every
 * act is judged in the order Guard, Boundaries, Locks, Tier, Rules, Ask, and the strictest finding is the verdict.
 */
import type { Act, Part } from './act.ts';
import type { JudgeContext } from './context.ts';
import { asked, denied, type Finding, strictest } from './finding.ts';
import { judgeAct } from './judge-act.ts';
import { type Scope, scopeOf } from './places.ts';
import { partsOf } from './tools.ts';
import type { ToolCall, Verdict } from './verdict.ts';

export const judge = (call: ToolCall, context: JudgeContext): Verdict => {
  const { outcome, rule, from, because } = derive(call, context).verdict;
  return { outcome, rule, from, because };
};

/** How a verdict came about, part by part: what `gaffer policy explain` prints. */
export interface Derivation {
  readonly verdict: Finding;
  readonly parts: readonly JudgedPart[];
}

export interface JudgedPart {
  readonly text: string;
  readonly steps: readonly { readonly act: Act; readonly finding: Finding }[];
}

export const derive = (call: ToolCall, given: JudgeContext): Derivation => {
  try {
    const refusal = guard(call, given);
    if (refusal !== null) return { verdict: refusal, parts: [] };
    const context = scopeOf(given, call.cwd);
    return weigh(partsOf(call, context), context);
  } catch (error) {
    // A bug in the analysis must not open the gate, and must not stop it for everybody else either.
    return { verdict: asked('guard', null, `the call could not be analysed (${nameOf(error)})`), parts: [] };
  }
};

const guard = (call: ToolCall, { worker }: JudgeContext): Finding | null => {
  if (worker !== null && !worker.live)
    return denied('guard', 'live session', `the session of worker ${worker.number} that calls is not its live one`);
  if (typeof call.cwd !== 'string' || !call.cwd.startsWith('/') || call.cwd.includes('\0'))
    return asked('guard', null, 'the call names no absolute working directory');
  return null;
};

const weigh = (parts: readonly Part[], context: Scope): Derivation => {
  const judged = parts.map(({ text, acts }) => ({
    text,
    steps: acts.map((act) => ({ act, finding: judgeAct(act, context) })),
  }));
  const findings = judged.flatMap(({ steps }) => steps.map(({ finding }) => finding));
  const verdict = strictest(findings) ?? asked('ask', null, 'nothing in the call says what it would do');
  return { verdict, parts: judged };
};

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');
