/** What the fleet says of itself, read from the World: pure, so each of these costs nothing and cannot hang. */
import { spokenDuration } from '../duration.ts';
import { waitingDecisions } from '../policies/decision.ts';
import { isRunning, type Worker } from '../workers/worker.ts';
import type { World } from '../world.ts';
import type { FleetCheckName } from './config.ts';
import { errored, type Finding, finding, type Part, together } from './finding.ts';
import type { FleetLimits } from './fleet-limits.ts';

/** What the World does not hold; null for what could not be looked at. */
export interface FleetFacts {
  readonly journalBytes: number | null;
  /** Files that Claude Code set aside because they did not parse. */
  readonly corruptedConfigs: readonly string[] | null;
}

export const fleetFinding = (
  name: FleetCheckName,
  world: World,
  facts: FleetFacts,
  limits: FleetLimits,
  now: number,
): Finding => {
  switch (name) {
    case 'fleet-locks':
      return allOf(staleLocks(world), 'no stale lock', { held: Object.keys(world.locks).length });
    case 'fleet-workers':
      return allOf(deadOrSilent(world, limits, now), 'all workers answer', {
        running: workersOf(world).filter(({ state }) => isRunning(state)).length,
      });
    case 'fleet-guards':
      return allOf(unguarded(world), 'every session is guarded');
    case 'fleet-tasks':
      return allOf(stuckTasks(world, limits, now), 'no task is stuck');
    case 'fleet-decisions':
      return allOf(longWaits(world, limits, now), 'no decision waits long', {
        waiting: waitingDecisions(world).length,
      });
    case 'fleet-auth':
      return allOf(refusals(world), 'the model service accepts every session');
    case 'fleet-journal':
      return journalSize(facts.journalBytes, limits);
    case 'fleet-claude-config':
      return corrupted(facts.corruptedConfigs);
    default:
      return name satisfies never;
  }
};

const allOf = (bad: readonly Part[], good: string, figures: Readonly<Record<string, number>> = {}): Finding =>
  bad.length === 0 ? finding('pass', good, { figures }) : together(bad, figures);

const workersOf = (world: World): readonly Worker[] => Object.values(world.workers);

const staleLocks = (world: World): readonly Part[] =>
  Object.values(world.locks).flatMap(({ project, holder, generation }) => {
    const worker = world.workers[holder];
    if (worker !== undefined && isRunning(worker.state) && worker.generation === generation) return [];
    return {
      subject: project,
      reading: 'fail',
      evidence: `${project} is locked by worker ${holder}, whose session is gone`,
      fix: `Start the worker again, or free it: gaffer locks release ${project}`,
    } as const;
  });

const deadOrSilent = (world: World, { silentAfterMs }: FleetLimits, now: number): readonly Part[] =>
  workersOf(world).flatMap((worker): Part | readonly Part[] => {
    const { number, state } = worker;
    const subject = `worker-${number}`;
    const fix = `Look at it: gaffer attach ${number}; or start it again: gaffer workers restart ${number}`;
    switch (state.kind) {
      case 'failed':
        return { subject, reading: 'fail', evidence: `worker ${number} is held: ${state.because}`, fix };
      case 'exited':
        return { subject, reading: 'fail', evidence: `worker ${number}'s session ended`, fix };
      case 'unreadable':
        return { subject, reading: 'warn', evidence: `worker ${number} is unreadable: ${state.because}`, fix };
      case 'working': {
        const silentMs = now - Math.max(worker.heardAt ?? 0, state.since);
        if (silentMs < silentAfterMs) return [];
        const evidence = `worker ${number} works and was not heard of for ${spokenDuration(silentMs)}`;
        return { subject, reading: 'fail', evidence, fix };
      }
      default:
        return [];
    }
  });

const unguarded = (world: World): readonly Part[] =>
  workersOf(world).flatMap(({ number, state }) =>
    state.kind === 'unguarded'
      ? {
          subject: `worker-${number}`,
          reading: 'fail' as const,
          evidence: `worker ${number} is unguarded: ${state.because}`,
          fix: 'It gets no work. Run gaffer doctor, then start the worker again.',
        }
      : [],
  );

const stuckTasks = (world: World, { stuckAfterMs }: FleetLimits, now: number): readonly Part[] =>
  Object.values(world.records).flatMap(({ id, status, worker, startedAt }) => {
    if (status !== 'assigned' || startedAt === null || now - startedAt < stuckAfterMs) return [];
    return {
      subject: id,
      reading: 'warn' as const,
      evidence: `${id} has been with worker ${worker} for ${spokenDuration(now - startedAt)}`,
      fix: `See where it is: gaffer why ${worker}`,
    };
  });

const longWaits = (world: World, { decisionAfterMs }: FleetLimits, now: number): readonly Part[] =>
  waitingDecisions(world).flatMap(({ id, worker, askedAt }) =>
    now - askedAt < decisionAfterMs
      ? []
      : {
          subject: id,
          reading: 'warn' as const,
          evidence: `${id} of worker ${worker} waits for ${spokenDuration(now - askedAt)}`,
          fix: 'Answer it: gaffer decisions',
        },
  );

/** Claude Code says so itself: the login or the account is no longer good. */
const AUTH = /auth|billing|credit|login|oauth|401|403/i;

const refusals = (world: World): readonly Part[] =>
  workersOf(world).flatMap(({ number, state }) =>
    state.kind === 'refused' && AUTH.test(state.because)
      ? {
          subject: `worker-${number}`,
          reading: 'fail' as const,
          evidence: `the model service refuses worker ${number}: ${state.because}`,
          fix: 'Log in again with claude, then start the worker again.',
        }
      : [],
  );

const journalSize = (bytes: number | null, { journalBytes }: FleetLimits): Finding => {
  if (bytes === null) return errored('the size of the journal could not be read');
  const text = `the journal has ${Math.round(bytes / 1024 ** 2)} MB`;
  const figures = { bytes };
  return bytes < journalBytes
    ? finding('pass', text, { figures })
    : finding('warn', `${text}, more than ${Math.round(journalBytes / 1024 ** 2)} MB`, {
        figures,
        subjects: ['journal'],
        fix: 'Stop the fleet, move .gaffer/journal.db to an archive, and start it again.',
      });
};

const corrupted = (files: readonly string[] | null): Finding => {
  if (files === null) return errored('the directory of Claude Code’s backups could not be read');
  return files.length === 0
    ? finding('pass', 'Claude Code’s configuration is whole')
    : finding('warn', `Claude Code set aside ${files.length} broken configuration files, the newest ${files.at(-1)}`, {
        subjects: [`corrupted-${files.length}`],
        fix: 'Look at ~/.claude/backups, mend ~/.claude.json, then remove the corrupted ones.',
      });
};
