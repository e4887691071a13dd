/** Decides what was read of resume triggers, and which of them fire. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { type DecisionStep, inTurn } from '../in-turn.ts';
import { ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import { type DueTrigger, dueTriggers, type Trigger } from './trigger.ts';

type TriggerCommand = Extract<Command, { kind: 'report-triggers' | 'look-at-triggers' | 'report-file-trigger' }>;

export const decideTriggers = (world: World, command: TriggerCommand, now: number): Decided => {
  switch (command.kind) {
    case 'report-triggers': {
      const { worker, triggers } = command;
      const known = world.triggers[worker] ?? [];
      const unchanged = known.length === triggers.length && triggers.every((read, index) => isSame(read, known[index]));
      return ok(world.workers[worker] === undefined || unchanged ? [] : [{ kind: 'triggers.read', worker, triggers }]);
    }
    case 'look-at-triggers':
      return ok(inTurn(world, now, dueTriggers(world, now).map(fire)));
    case 'report-file-trigger': {
      const { worker, words, because } = command;
      const trigger = (world.triggers[worker] ?? []).find((one) => one.words === words && !one.fired);
      return ok(trigger === undefined ? [] : fire({ worker, trigger, because })(world));
    }
    default:
      return unreachable(command);
  }
};

const isSame = (read: Trigger, known: Trigger | undefined): boolean =>
  read.words === known?.words && read.line === known.line;

const fire =
  ({ worker, trigger: { words, text }, because }: DueTrigger): DecisionStep =>
  (world): readonly Event[] => [
    { kind: 'trigger.fired', worker, words, text, because, mail: `M${world.lastMail + 1}` },
  ];
