/** Carries effects out. Each line names who does it; what comes of it is reported as a command by them. */
import type { Effect } from '../domain/effect.ts';
import { unreachable } from '../domain/unreachable.ts';
import type { AlertsSide } from './alerts.ts';
import { startAsked } from './deploy-asked.ts';
import type { Deploys } from './deploys.ts';
import type { Failures } from './failures.ts';
import type { Harvest } from './harvest.ts';
import type { HeartbeatSide } from './heartbeat.ts';
import type { Memory } from './memory.ts';
import type { Fleet } from './parts.ts';
import type { PendingAnswers } from './pending-answers.ts';
import type { Seats } from './seats.ts';
import type { StandingDialogs } from './standing-dialogs.ts';
import type { StatusDoor } from './status-door.ts';
import type { TierWatch } from './tier-watch.ts';
import type { Typist } from './typist.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface HandsParts {
  readonly fleet: Fleet;
  readonly seats: Seats;
  readonly typist: Typist;
  readonly held: PendingAnswers;
  readonly dialogs: StandingDialogs;
  readonly files: WorkspaceFiles;
  readonly statusDoor: StatusDoor;
  readonly memory: Memory;
  readonly harvest: Harvest;
  readonly failures: Failures;
  readonly tierWatch: Pick<TierWatch, 'refresh'>;
  readonly deploys: Deploys;
  readonly heartbeat: HeartbeatSide;
  readonly alerts: AlertsSide;
  readonly end: () => void;
}

export type Hands = (effect: Effect, cause: number) => Promise<void>;

export const createHands =
  ({
    fleet,
    seats,
    typist,
    held,
    dialogs,
    files,
    statusDoor,
    tierWatch,
    memory,
    harvest,
    failures,
    heartbeat,
    alerts,
    deploys,
    end,
  }: HandsParts): Hands =>
  async (effect, cause) => {
    switch (effect.kind) {
      case 'open-session':
        return seats.open(effect, cause);
      case 'close-session':
        return seats.close(effect.worker, effect.generation);
      case 'stop-shells':
        return seats.stopShells(effect.worker, effect.generation);
      case 'type-prompt':
        return typist.type(effect, cause);
      case 'answer-call':
        if (!dialogs.answer(effect.decision, effect)) held.answer(effect.decision, effect);
        return;
      case 'write-rule':
        return files.writeRule(effect.line);
      case 'drop-call':
        dialogs.forget(effect.decision);
        return held.drop(effect.decision);
      case 'write-status':
        await statusDoor.quiet(effect.worker);
        return files.writeStatus(effect.worker);
      case 'tick-task':
        return files.backlog.tickTask(effect.task);
      case 'add-task':
        return files.backlog.add(effect.line);
      case 'edit-backlog':
        return files.backlog.edit(effect.edit);
      case 'tick-criterion':
        return files.backlog.tickCriterion(effect.task, effect.criterion);
      case 'write-change':
        return files.writeChange(effect);
      case 'start-deploy':
        return startAsked(fleet, deploys, effect);
      case 'change-memory':
        return memory.carryOut(effect.wish);
      case 'harvest-task':
        return harvest(effect.task, effect.worker);
      case 'note-failure':
        return failures.note(effect.noticed);
      case 'write-failure':
        return failures.write(effect.failure, effect.at);
      case 'run-checks':
        return heartbeat.run(effect);
      case 'send-alert':
        return alerts.send(effect.alert, effect.seq);
      case 'withdraw-alert':
        return alerts.withdraw(effect.key);
      case 'look-for-work':
        await tierWatch.refresh();
        await fleet.submit({ kind: 'dispatch' }, { by: 'dispatcher', cause });
        return;
      case 'look-at-triggers':
        await fleet.submit({ kind: 'look-at-triggers' }, { by: 'triggers', cause });
        return;
      case 'wake-workers':
        await fleet.submit({ kind: 'wake-workers' }, { by: 'triggers', cause });
        return;
      case 'end-supervisor':
        return end();
      default:
        return unreachable(effect);
    }
  };
