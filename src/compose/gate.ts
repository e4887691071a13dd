/**
 * The gate: every hook call of every session comes in here, and no tool call leaves without a verdict that is on disk.
 * What cannot be journalled is denied.
 */
import type { HookCall } from '../claude/gate-socket.ts';
import { STATUS_LINE, toolCallFromPayload } from '../claude/hook-payload.ts';
import {
  addContext,
  allowModel,
  allowTool,
  alsoSay,
  askTool,
  blockPrompt,
  denyModel,
  denyTool,
  endTurn,
  type HookReply,
  keepWorking,
  noReply,
  refusePermission,
} from '../claude/hook-reply.ts';
import { objectionToModel } from '../claude/model-switch.ts';
import { overflowOf } from '../claude/overflow.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { claimsOfHook } from '../claude/signals.ts';
import { sessionId } from '../domain/ids.ts';
import type { Verdict } from '../domain/policies/verdict.ts';
import { describeBudget } from '../domain/tiers/budget.ts';
import { overBudget } from '../domain/tiers/pause.ts';
import type { Failures } from './failures.ts';
import { type Asked, bindingOf, type HoldParts, holdForHuman } from './hold-for-human.ts';
import { reportLimits } from './limits.ts';
import type { LockGate } from './lock-gate.ts';
import type { LoopWatch } from './loop-watch.ts';
import type { Fleet } from './parts.ts';
import type { RefusedTurns } from './refused-turns.ts';
import type { StopDoor } from './stop-door.ts';
import type { TierWatch } from './tier-watch.ts';
import { toldAtEdge } from './told-at-edges.ts';

export interface GateParts extends HoldParts {
  readonly locks: LockGate;
  readonly stopDoor: StopDoor;
  readonly failures: Pick<Failures, 'before' | 'after'>;
  readonly startupText: (session: SessionKey) => Promise<string>;
  /** The models that the session's tier may use. */
  readonly modelsOf: (session: SessionKey) => readonly string[];
  readonly loops: LoopWatch;
  readonly tiers: Pick<TierWatch, 'refused'>;
  readonly refusedTurns: Pick<RefusedTurns, 'refused' | 'ended'>;
  /** A session took a prompt: whoever typed one may stop waiting. */
  readonly onPrompt: (session: SessionKey) => void;
}

export type Gate = (call: HookCall, gone: AbortSignal) => Promise<HookReply>;

export const createGate = (parts: GateParts): Gate => {
  const { fleet } = parts;
  /** Why the gate asked, by what it asked for: Claude Code then asks for permission for the same call. */
  const asked = new Map<string, Asked>();

  return async (call, gone) => {
    const origin = { by: `session ${call.worker}` };
    const key: SessionKey = { worker: call.worker, generation: call.generation };
    const reportClaims = (): void => {
      for (const { signal, evidence } of claimsOfHook(call)) {
        void fleet.submit({ kind: 'report-signal', ...key, signal, evidence }, origin);
      }
    };
    await parts.locks.onHook(call);
    switch (call.event) {
      case 'PreModelSwitch': {
        const refusal = objectionToModel(call.payload.to_model ?? null, parts.modelsOf(key));
        if (refusal === null) return allowModel;
        const model = call.payload.to_model ?? 'another model';
        await fleet.submit({ kind: 'report-model-refused', ...key, model, because: refusal }, origin);
        return denyModel(refusal);
      }
      case 'SessionStart': {
        reportClaims();
        await fleet.submit({ kind: 'report-session-id', ...key, session: sessionId(call.payload.session_id) }, origin);
        return addContext('SessionStart', await parts.startupText(key));
      }
      case 'UserPromptSubmit':
        if (!isGuarded(fleet, key)) return blockPrompt('gaffer has not yet proven the gate of this session.');
        reportClaims();
        parts.onPrompt(key);
        return tell(await toldAtEdge(fleet, call), (text) => addContext('UserPromptSubmit', text));
      case 'PreToolUse': {
        const tool = toolCallFromPayload(call.payload);
        if (tool === null) return denyTool('The call names no tool.');
        const overspent = isSubagent(call) ? overBudgetOf(fleet, key) : null;
        const verdict = !isGuarded(fleet, key)
          ? UNPROVEN
          : overspent !== null
            ? builtInDeny(`${overspent}. End here, and say what you have found so far.`)
            : await parts.locks.refine(tool, key, () => parts.judge(tool, key));
        reportClaims();
        parts.recall.heard(key, tool);
        const recorded = await fleet.submit({ kind: 'record-verdict', ...key, call: tool, verdict }, origin);
        if (!recorded.ok) return denyTool(`The verdict cannot be journalled: ${recorded.problem.message}.`);
        const seq = recorded.value.at(-1)?.seq ?? null;
        parts.locks.settled(verdict, tool, key, seq);
        const circle = verdict.outcome === 'deny' ? parts.loops.refused(key, tool) : null;
        if (circle !== null) return denyTool(`${verdict.because}\n${circle}`);
        if (verdict.outcome === 'ask') asked.set(bindingOf(fleet, key, tool), { because: verdict.because, seq });
        return alsoSay(replyOf(verdict), parts.failures.before(key, tool, verdict));
      }
      case 'PermissionRequest': {
        const tool = toolCallFromPayload(call.payload);
        if (tool === null) return refusePermission('The call names no tool.');
        return holdForHuman(parts, key, tool, asked, gone);
      }
      case 'PostToolUseFailure': {
        reportClaims();
        const paused = await pauseOverBudget(fleet, call, key);
        if (paused !== null) return endTurn(paused);
        const tool = call.payload.is_interrupt === true ? null : toolCallFromPayload(call.payload);
        if (tool === null) return noReply;
        parts.loops.failed(key, tool);
        const text = parts.failures.after(key, tool, call.payload.error ?? '');
        return text === null ? noReply : addContext('PostToolUseFailure', text);
      }
      case 'StopFailure': {
        const overflow = overflowOf(call.payload);
        if (overflow !== null) {
          await fleet.submit({ kind: 'report-overflow', ...key, because: overflow }, origin);
          return noReply;
        }
        reportClaims();
        parts.tiers.refused(key, call.payload.error ?? 'unknown');
        if (!isSubagent(call)) parts.refusedTurns.refused(key, call.payload.error ?? 'unknown');
        return noReply;
      }
      case STATUS_LINE:
        reportClaims();
        await reportLimits(fleet, call.payload);
        return noReply;
      case 'PreCompact':
        reportClaims();
        await parts.recall.save(key);
        return noReply;
      case 'PostToolUse': {
        reportClaims();
        const paused = await pauseOverBudget(fleet, call, key);
        if (paused !== null) return endTurn(paused);
        return tell(await toldAtEdge(fleet, call), (text) => addContext('PostToolUse', text));
      }
      case 'Stop': {
        const missing = await parts.stopDoor.onStop(key, call.payload);
        if (missing !== null) return keepWorking(missing);
        const more = await toldAtEdge(fleet, call);
        // A turn that goes on is not over: only a real end says that the worker is idle.
        if (more !== null) return keepWorking(more);
        parts.refusedTurns.ended(key);
        reportClaims();
        return noReply;
      }
      default:
        reportClaims();
        return noReply;
    }
  };
};

const builtInDeny = (because: string): Verdict => ({ outcome: 'deny', rule: null, from: 'built-in', because });

const UNPROVEN = builtInDeny('The gate of this session is not proven.');

const isSubagent = ({ payload }: HookCall): boolean => (payload.agent_id ?? null) !== null;

const overBudgetOf = (fleet: Fleet, { worker, generation }: SessionKey): string | null => {
  const world = fleet.world();
  const seat = world.workers[worker];
  const over = seat?.generation === generation ? overBudget(world, seat) : null;
  return over === null ? null : describeBudget(over);
};

/** At an edge of the main thread, where nothing is half done: why its turn ends here; null when it goes on. */
const pauseOverBudget = async (fleet: Fleet, call: HookCall, key: SessionKey): Promise<string | null> => {
  const over = isSubagent(call) ? null : overBudgetOf(fleet, key);
  if (over === null) return null;
  const paused = await fleet.submit({ kind: 'pause-worker', ...key }, { by: `session ${key.worker}` });
  return paused.ok ? `gaffer: ${over}. The task goes on when there is budget again.` : null;
};

const tell = (text: string | null, how: (text: string) => HookReply): HookReply =>
  text === null ? noReply : how(text);

const isGuarded = (fleet: Fleet, { worker, generation }: SessionKey): boolean => {
  const seat = fleet.world().workers[worker];
  return (
    seat?.generation === generation && seat.session?.generation === generation && seat.session.guard.kind === 'proven'
  );
};

const replyOf = ({ outcome, because }: Verdict): HookReply => {
  switch (outcome) {
    case 'allow':
      return allowTool(because);
    case 'deny':
      return denyTool(because);
    case 'ask':
      return askTool(because);
  }
};
