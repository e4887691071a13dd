/**
 * Keeps what a session is about to forget: before a compaction, its task and its last calls go into WORKERn.md, in a
 * section of gaffer's own below the worker's scratchpad.
 */
import type { SessionKey } from '../claude/session-key.ts';
import { describeCall } from '../domain/policies/describe-call.ts';
import type { ToolCall } from '../domain/policies/verdict.ts';
import { recallText } from '../domain/workers/recall.ts';
import type { Fleet } from './parts.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface Recall {
  readonly heard: (session: SessionKey, call: ToolCall) => void;
  /** What the session did before its newest call, oldest first. */
  readonly lately: (session: SessionKey) => readonly string[];
  readonly save: (session: SessionKey) => Promise<void>;
}

/** Enough to see in the middle of what a session was. */
const KEPT_CALLS = 8;
/** Enough to see what a question is part of. */
const SHOWN_CALLS = 3;

export const createRecall = (fleet: Fleet, files: WorkspaceFiles): Recall => {
  const calls = new Map<number, { readonly generation: number; readonly last: readonly string[] }>();
  return {
    heard: ({ worker, generation }, call) => {
      const known = calls.get(worker);
      const before = known?.generation === generation ? known.last : [];
      calls.set(worker, { generation, last: [...before, describeCall(call)].slice(-KEPT_CALLS) });
    },
    lately: ({ worker, generation }) => {
      const known = calls.get(worker);
      return known?.generation === generation ? known.last.slice(-1 - SHOWN_CALLS, -1) : [];
    },
    save: async ({ worker, generation }) => {
      const world = fleet.world();
      const seat = world.workers[worker];
      if (seat === undefined) return;
      const known = calls.get(worker);
      const last = known?.generation === generation ? known.last : [];
      const text = [
        recallText(world, seat),
        ...(last.length === 0 ? [] : ['Last calls, oldest first:', ...last.map((call) => `- ${call}`)]),
      ].join('\n');
      if (text.trim() !== '') await files.writeRecall(worker, text);
    },
  };
};
