/**
 * Turns a command into events, or into the problem that stands against it. Pure: `now` is an argument, and what is
 * decided depends on the World alone. A command that changes nothing gives no events, which is not a problem.
 */
import { decideAlerts } from './alerts/decide.ts';
import { withAlerts } from './alerts/with-alerts.ts';
import { decideChecks } from './checks/decide.ts';
import type { Command } from './command.ts';
import type { Event } from './event.ts';
import { evolve } from './evolve.ts';
import { afterLesson, decideFailures } from './failures/decide.ts';
import { decideFleet } from './fleet/decide.ts';
import { decideLocks } from './locks/decide.ts';
import { decideTouch } from './locks/touch.ts';
import { decideMail } from './mail/decide.ts';
import { afterApproval, decidePipelines } from './pipelines/decide.ts';
import { decideDecisions } from './policies/decide.ts';
import { wakeAfterAnswer, wakeAtEdge } from './policies/waking.ts';
import type { Result } from './problem.ts';
import { ok } from './problem.ts';
import { decideTasks } from './tasks/decide.ts';
import { afterUnfinished } from './tasks/unfinished.ts';
import { afterBudgetQuestion } from './tiers/budget-answer.ts';
import { afterClimbQuestion } from './tiers/climb.ts';
import { decideTiers } from './tiers/decide.ts';
import { decideTriggers } from './triggers/decide.ts';
import { unreachable } from './unreachable.ts';
import { decideHumanOnWorkers } from './workers/decide-human.ts';
import { decideReports } from './workers/decide-reports.ts';
import type { World } from './world.ts';

export type Decided = Result<readonly Event[]>;

/** With the messages to a person that the decided events are worth. */
export const decide = (world: World, command: Command, now: number): Decided =>
  withAlerts(world, decideCommand(world, command, now), now);

const decideCommand = (world: World, command: Command, now: number): Decided => {
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
    case 'note-refusal':
      return decideLocks(world, command);
    case 'report-touch':
      return decideTouch(world, command);
    case 'report-backlog':
    case 'dispatch':
    case 'log-change':
    case 'add-task':
    case 'meet-criterion':
    case 'take-task':
    case 'assign-task':
    case 'edit-backlog':
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
      return withConsequences(world, decideDecisions(world, command, now), now);
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
    case 'report-overflow':
    case 'pause-worker':
    case 'retry-turn':
    case 'report-stop':
    case 'report-checks':
    case 'report-typed':
      return decideReports(world, command, now);
    case 'begin-run':
    case 'begin-step':
    case 'end-step':
    case 'report-built':
    case 'ask-approval':
    case 'turn-back':
    case 'end-run':
    case 'recover-runs':
    case 'resolve-run':
    case 'request-deploy':
      return decidePipelines(world, command);
    case 'report-failure':
    case 'report-lesson':
    case 'report-reflection':
      return decideFailures(world, command, now);
    case 'change-memory':
      return ok([{ kind: 'memory.wanted', wish: command.wish }]);
    case 'report-memory':
      return ok(command.events);
    case 'report-tiers':
    case 'report-tier':
    case 'report-usage':
    case 'report-reconciled':
    case 'report-limits':
    case 'report-model-refused':
    case 'report-loop':
    case 'cannot-do':
      return decideTiers(world, command, now);
    case 'report-signal': {
      const decided = decideReports(world, command, now);
      return decided.ok ? ok([...decided.value, ...wakeAtEdge(world, decided.value)]) : decided;
    }
    case 'run-checks':
    case 'report-round':
    case 'report-schedule':
    case 'configure-heartbeat':
      return decideChecks(world, command, now);
    case 'acknowledge-alert':
    case 'snooze-alert':
    case 'test-alerts':
    case 'raise-alert':
    case 'configure-alerts':
    case 'report-channel':
    case 'look-at-clock':
      return decideAlerts(world, command, now);
    default:
      return unreachable(command);
  }
};

/** What an answer means for the task or the deploy that it was about, and for a worker that sits waiting for it. */
const withConsequences = (world: World, decided: Decided, now: number): Decided => {
  if (!decided.ok) return decided;
  const events: Event[] = [];
  for (const event of decided.value) {
    events.push(event);
    if (event.kind !== 'decision.settled') continue;
    const deploys = afterApproval(world, event);
    if (!deploys.ok) return deploys;
    // A new session voids what its seat still asks: this question is no longer among it.
    const answered = evolve(world, { seq: world.seq + 1, at: now, by: 'decide', cause: null, event });
    events.push(
      ...afterUnfinished(answered, event),
      ...afterLesson(world, event),
      ...afterClimbQuestion(answered, event),
      ...afterBudgetQuestion(answered, event, now),
      ...deploys.value,
      ...wakeAfterAnswer(world, event, now),
    );
  }
  return ok(events);
};
