/** Keeps `.gaffer/state.json` true: a summary that other tools may read. A view: losing it loses nothing. */
import { join } from 'node:path';
import { lockOf } from '../domain/locks/held.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import { describeProblem } from '../domain/problem.ts';
import type { World } from '../domain/world.ts';
import { openStateFile } from '../state/state-file.ts';
import type { Fleet } from './parts.ts';

/** Tools that read it look now and then; a burst of events is written once. */
const WRITE_AFTER_MS = 1_000;

/** Returns the way to stop, which writes the last summary. */
export const keepStateView = async (fleet: Fleet): Promise<() => Promise<void>> => {
  const opened = await openStateFile(join(fleet.places.own, 'state.json'));
  if (!opened.ok) {
    fleet.log(describeProblem(opened.problem));
    return async () => undefined;
  }
  const file = opened.value;
  if (file.problem !== null) fleet.log(describeProblem(file.problem));
  let timer: NodeJS.Timeout | null = null;
  const write = async (): Promise<void> => {
    timer = null;
    const written = await file.update({ summary: summaryOf(fleet.world(), Date.now()) });
    if (!written.ok) fleet.log(describeProblem(written.problem));
  };
  const stop = fleet.subscribe(() => {
    timer ??= setTimeout(() => void write(), WRITE_AFTER_MS).unref();
  });
  return async () => {
    stop();
    if (timer !== null) clearTimeout(timer);
    await write();
  };
};

const summaryOf = (world: World, at: number) => ({
  at,
  fleet: world.fleet.state,
  workers: Object.values(world.workers).map(({ number, state, task }) => ({
    number,
    state: state.kind,
    project: lockOf(world, number)?.project ?? null,
    task,
  })),
  decisionsWaiting: waitingDecisions(world).length,
});
