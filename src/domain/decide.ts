/**
 * Turns a command into events, or into the problem that stands against it. Pure: `now` is an argument, and what is
 * decided depends on the World alone. A command that changes nothing gives no events, which is not a problem.
 */
import type { Command } from './command.ts';
import type { Event } from './event.ts';
import { afterLesson, decideFailures } from './failures/decide.ts';
import { decideFleet } from './fleet/decide.ts';
import { decideLocks } from './locks/decide.ts';
import { decideMail } from './mail/decide.ts';
import { decideDecisions } from './policies/decide.ts';
import type { Result } from './problem.ts';
import { ok } from './problem.ts';
import { decideTasks } from './tasks/decide.ts';
import { afterUnfinished } from './tasks/unfinished.ts';
import { decideTriggers } from './triggers/decide.ts';
import { unreachable } from './unreachable.ts';
import { decideHumanOnWorkers } from './workers/decide-human.ts';
import { decideReports } from './workers/decide-reports.ts';
import type { World } from './world.ts';

export type Decided = Result<readonly Event[]>;

export const decide = (world: World, command: Command, now: number): Decided => {
  switch (command.kind) {
    case 'boot':
    case 'start-fleet':
    case 'stop-fleet':
    case 'set-dispatch':
    case 'report-warnings':
    case 'report-projects':
      return decideFleet(world, command, now);
    case 'start-worker':
    case 'stop-worker':
    case 'restart-worker':
    case 'send-text':
      return decideHumanOnWorkers(world, command);
    case 'claim-project':
    case 'release-project':
    case 'force-release':
    case 'lapse-lock':
    case 'renew-wall':
      return decideLocks(world, command);
    case 'report-backlog':
    case 'dispatch':
    case 'log-change':
    case 'add-task':
    case 'meet-criterion':
    case 'take-task':
    case 'assign-task':
      return decideTasks(world, command, now);
    case 'report-triggers':
    case 'look-at-triggers':
    case 'report-file-trigger':
      return decideTriggers(world, command, now);
    case 'leave-note':
    case 'wake-workers':
    case 'deliver-mail':
      return decideMail(world, command, now);
    case 'settle-decision':
      return withConsequences(world, decideDecisions(world, command, now));
    case 'approve-always':
    case 'deliver-answers':
    case 'ask-decision':
    case 'void-decision':
    case 'post-question':
    case 'record-verdict':
      return decideDecisions(world, command, now);
    case 'report-opened':
    case 'report-open-failed':
    case 'report-exited':
    case 'report-guard-proven':
    case 'report-guard-absent':
    case 'report-session-id':
    case 'report-signal':
    case 'report-stop':
    case 'report-checks':
    case 'report-typed':
      return decideReports(world, command, now);
    case 'report-failure':
    case 'report-lesson':
    case 'report-reflection':
      return decideFailures(world, command, now);
    case 'change-memory':
      return ok([{ kind: 'memory.wanted', wish: command.wish }]);
    case 'report-memory':
      return ok(command.events);
    case 'record-request':
      return ok([
        {
          kind: 'request.recorded',
          tier: command.tier,
          request: command.request,
          counterfactualMicroUsd: command.counterfactualMicroUsd,
        },
      ]);
    default:
      return unreachable(command);
  }
};

/** What an answer means for the task that it was about. */
const withConsequences = (world: World, decided: Decided): Decided =>
  decided.ok
    ? ok(
        decided.value.flatMap((event) =>
          event.kind === 'decision.settled'
            ? [event, ...afterUnfinished(world, event), ...afterLesson(world, event)]
            : [event],
        ),
      )
    : decided;
