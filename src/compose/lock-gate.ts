/** What the locks add to the verdict of the judge: the door of the status file, staleness, and why a lock is no more. */

import type { HookCall } from '../claude/gate-socket.ts';
import { toolCallFromPayload } from '../claude/hook-payload.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { misfitText, WALL_RULE, wallMisfit } from '../domain/locks/wall.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { Fleet } from './parts.ts';
import { createReadMarks } from './read-marks.ts';
import type { BeforeRelease, StatusDoor } from './status-door.ts';
import type { ToolActivity } from './tool-activity.ts';

export interface LockGate {
  /** Any hook of a session is a sign of it; the end of a tool settles what it did to files. */
  readonly onHook: (call: HookCall) => Promise<void>;
  /** After the verdict is on disk: a session behind the wrong wall is taken up again behind the right one. */
  readonly settled: (verdict: Verdict, call: ToolCall, session: SessionKey, cause: number | null) => void;
  readonly refine: (call: ToolCall, session: SessionKey, judge: () => Verdict) => Promise<Verdict>;
}

/** Events after which no edit of the session is under way. */
const OVER: ReadonlySet<string> = new Set(['PostToolUse', 'PostToolUseFailure', 'Stop', 'SessionEnd']);
/** Ways in which a session begins with nothing running. */
const FRESH: ReadonlySet<unknown> = new Set(['startup', 'resume']);
/** What runs programs, whose writes only the wall can stop. */
const SHELL_TOOLS: ReadonlySet<string> = new Set(['Bash', 'Monitor', 'PowerShell']);
const FILE_TOOLS: ReadonlySet<string> = new Set(['Read', 'Edit', 'Write', 'MultiEdit', 'NotebookEdit']);

export const createLockGate = (
  fleet: Fleet,
  leases: LeaseWatch,
  door: StatusDoor,
  beforeRelease: BeforeRelease,
  activity: ToolActivity,
): LockGate => {
  const marks = createReadMarks();
  return {
    onHook: async ({ worker, generation, event, payload }) => {
      leases.heard({ worker, generation });
      if (event === 'SessionStart' && FRESH.has(payload.source)) activity.gone(worker);
      if (!OVER.has(event)) return;
      if (event === 'Stop') activity.turnEnded(worker);
      const call = toolCallFromPayload(payload);
      if (call !== null) activity.ended(worker, call);
      if (event === 'PostToolUse' && call !== null) await marks.after(call, { worker, generation });
      door.over(worker, call);
    },
    settled: ({ outcome, rule }, call, session, cause) => {
      if (outcome !== 'deny') activity.began(session.worker, call);
      if (rule === WALL_RULE)
        void fleet.submit({ kind: 'renew-wall', ...session }, { by: 'gate', ...(cause === null ? {} : { cause }) });
    },
    refine: async (call, session, judge) => {
      const verdict = judge();
      if (verdict.outcome === 'deny') return withLapse(fleet, session, verdict);
      if (SHELL_TOOLS.has(call.tool)) return behindWrongWall(fleet, session) ?? verdict;
      if (!FILE_TOOLS.has(call.tool)) return verdict;
      const refusal = (await marks.check(call, session)) ?? (await door.judge(call, session, beforeRelease));
      // The World may have gone on while files were read: a lock may have lapsed.
      return refusal ?? judge();
    },
  };
};

const behindWrongWall = (fleet: Fleet, { worker, generation }: SessionKey): Verdict | null => {
  const world = fleet.world();
  const seat = world.workers[worker];
  const misfit = seat === undefined || seat.generation !== generation ? null : wallMisfit(world, seat);
  return misfit === null ? null : { outcome: 'deny', rule: WALL_RULE, from: 'built-in', because: misfitText(misfit) };
};

/** A worker that comes back after its lease has passed is told so, and what to do. */
const withLapse = (fleet: Fleet, { worker }: SessionKey, verdict: Verdict): Verdict => {
  const lapsed = fleet.world().lapsedLocks[worker];
  return lapsed === undefined || verdict.rule !== 'lock'
    ? verdict
    : {
        ...verdict,
        because: `${verdict.because}. The lock of ${lapsed.project} (fence ${lapsed.fence}) was taken from you: ${lapsed.because}. Claim it again with claim_project before you go on`,
      };
};
