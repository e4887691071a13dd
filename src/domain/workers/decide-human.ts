/** Decides what a person wants of one worker: start, stop, restart, and text to type. */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import type { World } from '../world.ts';
import { findWorker } from './find.ts';
import { wantAgain } from './wanting.ts';
import { isRunning } from './worker.ts';

type HumanOnWorker = Extract<Command, { kind: 'start-worker' | 'stop-worker' | 'restart-worker' | 'send-text' }>;

export const decideHumanOnWorkers = (world: World, command: HumanOnWorker): Decided => {
  const found = findWorker(world, command.worker);
  if (!found.ok) return found;
  const worker = found.value;
  const { number, generation } = worker;
  switch (command.kind) {
    case 'start-worker':
      return ok(isRunning(worker.state) ? [] : wantAgain(world, worker, null));
    case 'stop-worker':
      return ok(isRunning(worker.state) ? [{ kind: 'session.closing', worker: number, generation }] : []);
    case 'restart-worker':
      return ok(wantAgain(world, worker, null));
    case 'send-text':
      if (command.text.trim() === '') {
        return fail({ kind: 'parse', message: 'there is no text to send', expected: 'at least one character' });
      }
      if (!isRunning(worker.state)) {
        return fail({
          kind: 'busy',
          message: `worker ${number} has no session to type into`,
          found: worker.state.kind,
          next: `Start it with: gaffer workers start ${number}`,
        });
      }
      return ok([{ kind: 'prompt.wanted', worker: number, generation, text: command.text, purpose: 'human' }]);
    default:
      return unreachable(command);
  }
};
