/** A worker's claim, by whatever door: a refusal is journalled, and says how long the lease would yet last. */
import type { SessionKey } from '../claude/session-key.ts';
import type { Logged } from '../domain/event.ts';
import type { ProjectId } from '../domain/ids.ts';
import type { LockDoor } from '../domain/locks/lock.ts';
import { fail, type Problem, type Result } from '../domain/problem.ts';
import { durationText, type LeaseWatch } from './lease-watch.ts';
import type { Fleet } from './parts.ts';

export interface Claim {
  readonly project: ProjectId;
  readonly door: LockDoor;
  readonly wait?: boolean;
}

export const claimProject = async (
  fleet: Pick<Fleet, 'submit'>,
  leases: Pick<LeaseWatch, 'leftMs'>,
  session: SessionKey,
  claim: Claim,
): Promise<Result<readonly Logged[]>> => {
  const by = { by: `worker ${session.worker}` };
  const claimed = await fleet.submit({ kind: 'claim-project', ...session, ...claim }, by);
  if (claimed.ok || claimed.problem.kind !== 'busy') return claimed;
  const { problem } = claimed;
  const leaseLeftMs = leases.leftMs(claim.project);
  const { project } = claim;
  await fleet.submit({ kind: 'note-refusal', ...session, project, leaseLeftMs, because: problem.message }, by);
  return fail(leaseLeftMs === null ? problem : withLease(problem, leaseLeftMs));
};

const withLease = (problem: Problem, leftMs: number): Problem => ({
  ...problem,
  message: `${problem.message}; its lease has ${durationText(leftMs)} left`,
});
