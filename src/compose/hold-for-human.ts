/**
 * A call that waits for a person: asked as a decision, held until it is answered, and run only if it is still the call
 * that was shown.
 */
import { createHash } from 'node:crypto';
import { grantEdited, grantPermission, type HookReply, refusePermission } from '../claude/hook-reply.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { type DecisionId, decisionId } from '../domain/ids.ts';
import { liveLockOf } from '../domain/locks/held.ts';
import type { Risk } from '../domain/policies/risk.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';
import { changeSince, type Shown } from '../domain/policies/voiding.ts';
import { fingerprintsOf } from './fingerprints.ts';
import type { PaneAnswers } from './pane-answers.ts';
import type { Fleet } from './parts.ts';
import type { PendingAnswers } from './pending-answers.ts';
import type { Recall } from './recall.ts';
import type { Ask } from './standing-dialogs.ts';

export interface HoldParts {
  readonly fleet: Fleet;
  readonly judge: (call: ToolCall, session: SessionKey) => Verdict;
  /** The files that a call would read, write or run, as far as it says so. */
  readonly filesOf: (call: ToolCall, session: SessionKey) => readonly string[];
  /** What a call would do, for the person who decides. */
  readonly riskOf: (call: ToolCall, session: SessionKey) => Risk;
  readonly held: PendingAnswers;
  readonly paneAnswers: PaneAnswers;
  readonly recall: Recall;
}

/** Why the gate asked. */
export interface Asked {
  readonly because: string;
  /** Of the verdict. */
  readonly seq: number | null;
}

export const holdForHuman = async (
  parts: HoldParts,
  key: SessionKey,
  call: ToolCall,
  asked: Map<string, Asked>,
  gone: AbortSignal,
): Promise<HookReply> => {
  const { fleet, held, paneAnswers } = parts;
  const binding = bindingOf(fleet, key, call);
  const { because, seq } = asked.get(binding) ?? { because: 'Claude Code asks for this one itself', seq: null };
  asked.delete(binding);
  const shown = shownNow(parts, key, call);
  const result = await fleet.submit(
    {
      kind: 'ask-decision',
      ...key,
      call,
      because,
      binding,
      risk: parts.riskOf(call, key),
      lately: parts.recall.lately(key),
    },
    { by: `session ${key.worker}`, ...(seq === null ? {} : { cause: seq }) },
  );
  if (!result.ok) return refusePermission(result.problem.message);
  const event = result.value.map(({ event }) => event).find((one) => one.kind === 'decision.asked');
  if (event?.kind !== 'decision.asked') return refusePermission('No decision could be asked for.');
  const ask: Ask = {
    session: key,
    decision: decisionId(event.decision),
    call,
    objection: () => objectionTo(parts, key, call, shown),
  };
  const answer = await held.hold(ask.decision, gone);
  if (answer === null) {
    if (gone.aborted) paneAnswers.expect(ask);
    return refusePermission('Nobody decided.');
  }
  if (answer.answer === 'deny') return refusePermission(answer.reason ?? 'The human denied this call.');
  const objection = ask.objection();
  if (objection === null) {
    if (answer.input === undefined) return grantPermission;
    return grantJudged(parts, key, ask.decision, { ...call, input: answer.input });
  }
  await fleet.submit({ kind: 'void-decision', ...key, decision: ask.decision, because: objection }, { by: 'gate' });
  return refusePermission(`Approved, but not run: ${objection}. Look again before you try again.`);
};

/** What the human made of a call is a new call: it is judged anew, and its verdict is on disk before it runs. */
const grantJudged = async (
  { fleet, judge }: HoldParts,
  key: SessionKey,
  decision: DecisionId,
  call: ToolCall,
): Promise<HookReply> => {
  const verdict = judge(call, key);
  const origin = { by: 'gate' };
  if (verdict.outcome === 'deny') {
    await fleet.submit({ kind: 'record-verdict', ...key, call, verdict }, origin);
    const because = `as edited it is denied: ${verdict.because}`;
    await fleet.submit({ kind: 'void-decision', ...key, decision, because }, origin);
    return refusePermission(`The human edited this call, but ${because}. Nothing was run.`);
  }
  const allowed: Verdict = { ...verdict, outcome: 'allow', because: `edited and approved by the human (${decision})` };
  const recorded = await fleet.submit({ kind: 'record-verdict', ...key, call, verdict: allowed }, origin);
  if (!recorded.ok) return refusePermission(`The edited call cannot be journalled: ${recorded.problem.message}.`);
  return grantEdited(call.input);
};

const shownNow = ({ fleet, filesOf }: HoldParts, { worker, generation }: SessionKey, call: ToolCall): Shown => ({
  generation: fleet.world().workers[worker]?.generation ?? 0,
  fence: liveLockOf(fleet.world(), worker, generation)?.fence ?? null,
  files: fingerprintsOf(filesOf(call, { worker, generation })),
});

/** Why an approval given now is not for what was shown then; null when it is. */
const objectionTo = (parts: HoldParts, key: SessionKey, call: ToolCall, shown: Shown): string | null => {
  const change = changeSince(shown, shownNow(parts, key, call));
  if (change !== null) return change;
  const verdict = parts.judge(call, key);
  return verdict.outcome === 'deny' ? `by now it is denied: ${verdict.because}` : null;
};

/** What exactly an answer is for: this call, in this directory, by this session, under this fence. */
export const bindingOf = (fleet: Fleet, { worker, generation }: SessionKey, { tool, input, cwd }: ToolCall): string => {
  const fence = liveLockOf(fleet.world(), worker, generation)?.fence ?? null;
  return createHash('sha256')
    .update(JSON.stringify([tool, input, cwd, worker, generation, fence]))
    .digest('hex');
};
