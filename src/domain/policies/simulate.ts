/**
 * What the journal's verdicts would have been under another policy: each call is judged anew under the lock and tier that
 * its worker had then. Only outcomes count as changed; files are looked at as they are now. Verdicts that no policy gives (an
 * unproven gate, a stale read, a status file's door, a person's edit) are left out and counted.
 */

import type { Logged } from '../event.ts';
import { evolve } from '../evolve.ts';
import type { ProjectId, WorkerNumber } from '../ids.ts';
import { liveLockOf } from '../locks/held.ts';
import type { World } from '../world.ts';
import { describeCall } from './describe-call.ts';
import type { ToolCall, Verdict, VerdictOutcome } from './verdict.ts';

export interface Simulation {
  /** Verdicts that were judged anew. */
  readonly judged: number;
  /** Verdicts that no policy gives. */
  readonly leftOut: number;
  readonly changed: number;
  /** The most changed first. */
  readonly groups: readonly ChangedGroup[];
}

/** Verdicts that one rule changes in one way. */
export interface ChangedGroup {
  readonly from: VerdictOutcome;
  readonly to: VerdictOutcome;
  /** The rule that decides now, or, where none does any more, the one that decided then. */
  readonly rule: string | null;
  readonly at: string | null;
  readonly because: string;
  readonly count: number;
  /** The newest of them. */
  readonly calls: readonly ChangedCall[];
}

export interface ChangedCall {
  readonly seq: number;
  readonly at: number;
  readonly worker: number;
  readonly call: string;
}

/** Who called, as the World was then. */
export interface CallerThen {
  readonly worker: WorkerNumber;
  readonly lockedProject: ProjectId | null;
  readonly tier: string | null;
}

const SHOWN_CALLS = 5;

/** `log` goes on where `world` ends. */
export const simulate = (
  world: World,
  log: Iterable<Logged>,
  judgeAnew: (call: ToolCall, caller: CallerThen) => Verdict,
): Simulation => {
  const groups = new Map<string, ChangedGroup>();
  let [judged, leftOut, changed] = [0, 0, 0];
  let then = world;
  for (const logged of log) {
    const { event } = logged;
    if (event.kind === 'verdict.given') {
      const { worker, generation, call, verdict } = event;
      if (!isOfPolicy(event)) leftOut += 1;
      else {
        judged += 1;
        const lockedProject = liveLockOf(then, worker, generation)?.project ?? null;
        const now = judgeAnew(call, { worker, lockedProject, tier: then.workers[worker]?.session?.tier ?? null });
        if (now.outcome !== verdict.outcome) {
          changed += 1;
          add(groups, verdict, now, { seq: logged.seq, at: logged.at, worker, call: describeCall(call) });
        }
      }
    }
    then = evolve(then, logged);
  }
  return { judged, leftOut, changed, groups: [...groups.values()].toSorted((one, other) => other.count - one.count) };
};

/** Doors before and behind the judge, by the rule that they name. */
const OTHER_DOORS: ReadonlySet<string> = new Set([
  'Project: in WORKERn.md',
  'Edit(own WORKERn.md)',
  'Edit(stale)',
  'wall',
]);

const isOfPolicy = ({ call, verdict }: { readonly call: ToolCall; readonly verdict: Verdict }): boolean =>
  !(verdict.rule === null && verdict.from === 'built-in') &&
  !(verdict.rule !== null && OTHER_DOORS.has(verdict.rule)) &&
  !call.tool.startsWith('mcp__gaffer__') &&
  !verdict.because.startsWith('edited and approved by the human');

const add = (groups: Map<string, ChangedGroup>, before: Verdict, now: Verdict, call: ChangedCall): void => {
  const decider = now.rule === null ? before : now;
  const { rule, from: at } = decider;
  const key = JSON.stringify([before.outcome, now.outcome, rule, at]);
  const known = groups.get(key);
  groups.set(key, {
    from: before.outcome,
    to: now.outcome,
    rule,
    at,
    because: now.because,
    count: (known?.count ?? 0) + 1,
    calls: [...(known?.calls ?? []), call].slice(-SHOWN_CALLS),
  });
};
