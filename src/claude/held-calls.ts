/**
 * Sees when a held permission question was answered in the pane. A refusal there ends our hook at once; after an
 * approval Claude Code lets it wait on, so the approval shows only in what the session does next.
 */
import type { GateSocketOptions, HookCall } from './gate-socket.ts';
import { noReply } from './hook-reply.ts';
import { isSameSession, type SessionKey } from './session-key.ts';
import type { TelemetryRecord } from './telemetry-record.ts';

type OnHook = GateSocketOptions['onHook'];

export interface HeldCalls {
  /**
   * The same handler, whose `gone` also aborts when the question was settled without it, and whose
   * PermissionRequest calls carry the `tool_use_id` of the tool call that they ask about.
   */
  readonly track: (onHook: OnHook) => OnHook;
  /** To be told of every telemetry record: the grant shows there first. */
  readonly heard: (session: SessionKey, record: TelemetryRecord) => void;
}

export const createHeldCalls = (): HeldCalls => {
  let announced: readonly Announced[] = [];
  let held: readonly Held[] = [];

  const settle = (isSettled: (call: Announced) => boolean): void => {
    const settled = held.filter(({ call }) => isSettled(call));
    held = held.filter(({ call }) => !isSettled(call));
    announced = announced.filter((call) => !isSettled(call));
    for (const { settledElsewhere } of settled) settledElsewhere.abort();
  };

  const notice = (call: HookCall): void => {
    if (call.event === 'PreToolUse') announced = [...announced.slice(-MAX_ANNOUNCED), announcedBy(call)];
    else if (TOOL_ENDS.has(call.event)) settle(isCall(call, call.payload.tool_use_id ?? null));
    else if (TURN_ENDS.has(call.event)) settle((other) => isSameSession(other.session, call));
  };

  const hold = async (onHook: OnHook, call: HookCall, gone: AbortSignal) => {
    const asked = announcedBy(call);
    const taken = new Set(held.map((other) => other.call));
    const tool = announced.find((other) => !taken.has(other) && isAlike(other, asked)) ?? asked;
    const entry: Held = { call: tool, settledElsewhere: new AbortController() };
    held = [...held, entry];
    const ended = AbortSignal.any([gone, entry.settledElsewhere.signal]);
    const settledElsewhere = new Promise<typeof noReply>((resolve) => {
      entry.settledElsewhere.signal.addEventListener('abort', () => resolve(noReply), { once: true });
    });
    const payload = { ...call.payload, tool_use_id: tool.toolUseId };
    try {
      // Whoever still waits is told nothing, so a dialog that should stand after all goes on standing.
      return await Promise.race([onHook({ ...call, payload }, ended), settledElsewhere]);
    } finally {
      held = held.filter((other) => other !== entry);
    }
  };

  return {
    track: (onHook) => (call, gone) => {
      notice(call);
      return call.event === 'PermissionRequest' ? hold(onHook, call, gone) : onHook(call, gone);
    },
    heard: (session, record) => {
      if (record.kind === 'tool-decision') settle(isCall(session, record.toolUseId));
    },
  };
};

/** A tool call as PreToolUse announced it; PermissionRequest speaks of it without its id. */
interface Announced {
  readonly session: SessionKey;
  readonly toolUseId: string | null;
  readonly content: string;
}

interface Held {
  readonly call: Announced;
  readonly settledElsewhere: AbortController;
}

/** Far more than one turn announces at a time; a call that was denied at once is never settled by an event. */
const MAX_ANNOUNCED = 256;

const TOOL_ENDS: ReadonlySet<string> = new Set(['PostToolUse', 'PostToolUseFailure', 'PermissionDenied']);
const TURN_ENDS: ReadonlySet<string> = new Set(['Stop', 'StopFailure', 'UserPromptSubmit', 'SessionEnd']);

const announcedBy = ({ worker, generation, payload }: HookCall): Announced => ({
  session: { worker, generation },
  toolUseId: payload.tool_use_id ?? null,
  content: JSON.stringify([payload.agent_id ?? null, payload.tool_name, payload.tool_input]),
});

const isAlike = (a: Announced, b: Announced): boolean => isSameSession(a.session, b.session) && a.content === b.content;

const isCall =
  (session: SessionKey, toolUseId: string | null) =>
  (call: Announced): boolean =>
    toolUseId !== null && call.toolUseId === toolUseId && isSameSession(call.session, session);
