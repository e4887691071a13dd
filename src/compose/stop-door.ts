/**
 * The end of a worker's turn and of its task: looks how the project was left, journals it, and either lets go or says
 * what is still missing. Stop hook and release are two doors to the same list.
 */
import { cannotOf } from '../claude/cannot.ts';
import type { HookPayload } from '../claude/hook-payload.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { lockOf } from '../domain/locks/held.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { asProblem, type EndFindings, missingAtEnd, sentBackText } from '../domain/workers/stop.ts';
import type { LookAtEnd } from './end-checks.ts';
import type { Fleet } from './parts.ts';

export interface StopDoor {
  /** What the worker is to be told before it may stop; null when it may. */
  readonly onStop: (session: SessionKey, payload: HookPayload) => Promise<string | null>;
  /** Whether the worker may release what it holds. */
  readonly beforeRelease: (session: SessionKey) => Promise<Result<void>>;
}

const NOTHING_FOUND: EndFindings = { dirty: [], checks: [] };

export const createStopDoor = (fleet: Fleet, lookAtEnd: LookAtEnd): StopDoor => {
  const findingsOf = async (session: SessionKey): Promise<EndFindings> => {
    const project = lockOf(fleet.world(), session.worker)?.project ?? null;
    return project === null ? NOTHING_FOUND : lookAtEnd(project);
  };
  return {
    onStop: async (session, payload) => {
      // What it started in the background will wake it: this is no end of its work.
      if ((payload.background_tasks ?? []).length > 0) return null;
      const findings = {
        ...(await findingsOf(session)),
        cannot: cannotOf(payload.last_assistant_message),
      };
      const decided = await fleet.submit(
        { kind: 'report-stop', ...session, findings },
        { by: `session ${session.worker}` },
      );
      if (!decided.ok) return null;
      const back = decided.value.map(({ event }) => event).find((event) => event.kind === 'worker.sent-back');
      return back?.kind === 'worker.sent-back' ? sentBackText(back) : null;
    },
    beforeRelease: async (session) => {
      const findings = await findingsOf(session);
      const { checks } = findings;
      await fleet.submit({ kind: 'report-checks', ...session, checks }, { by: `worker ${session.worker}` });
      const world = fleet.world();
      const worker = world.workers[session.worker];
      // An older session's release is refused by the arbiter, with its own words.
      if (worker === undefined || worker.generation !== session.generation) return ok(undefined);
      const missing = missingAtEnd(world, worker, findings);
      return missing.length === 0 ? ok(undefined) : fail(asProblem(missing));
    },
  };
};
