/** A rehearsal that a person watches, in a directory that stays: coming back finds the workers where they were. */
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { ok, type Result } from '../domain/problem.ts';
import { openJournal } from '../state/journal.ts';
import { type Places, placesOf } from '../state/places.ts';
import { markedRehearsal } from '../state/rehearsal-mark.ts';
import { connectFleet } from '../wire/client.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { show } from './dashboard.ts';
import { ensureFleet } from './ensure-fleet.ts';
import type { RehearseOptions } from './rehearse.ts';
import { wayBackTo } from './way-back.ts';

export const rehearseWatched = async (name: string, options: RehearseOptions): Promise<void> => {
  const directory = resolve(options.dir ?? join(stateHome(), 'gaffer', 'rehearsals', basename(name, '.yaml')));
  const args = ['--rehearsal', name, '--pace', options.pace];
  await show(
    open(name, directory, args, options),
    wayBackTo(directory, () => args),
  );
};

/** The fleet that runs there, or the one that was cut off there, or a new one on a workspace laid anew. */
const open = async (
  name: string,
  directory: string,
  args: readonly string[],
  { fresh = false }: RehearseOptions,
): Promise<Result<FleetClient>> => {
  if (existsSync(join(directory, '.gaffer'))) {
    const places = placesOf(directory, process.env);
    if (!places.ok) return places;
    const running = await connectFleet(places.value.controlSocket);
    if (running.ok && !fresh) return running;
    if (running.ok) {
      await running.value.command({ kind: 'stop-fleet' });
      await running.value.closed;
    }
    if (!fresh && isCutOff(places.value)) return ensureFleet(places.value, { args });
  }
  const laid = await layAnew(name, directory);
  return laid.ok ? ensureFleet(laid.value, { args }) : laid;
};

const isCutOff = ({ journal: file }: Places): boolean => {
  const journal = openJournal(file, { readOnly: true });
  if (!journal.ok) return false;
  const { state } = journal.value.load().fleet;
  journal.value.close();
  return state === 'running' || state === 'stopping';
};

/** A session that was just killed may still write a file into a directory that is being removed. */
const LATE_WRITES = 10;

/** Removes what an earlier rehearsal laid there, and nothing else. */
const layAnew = async (name: string, directory: string): Promise<Result<Places>> => {
  const { layRehearsal, openScenario } = await import('./lay-rehearsal.ts');
  const scenario = await openScenario(name);
  if (!scenario.ok) return scenario;
  const marked = markedRehearsal({ own: join(directory, '.gaffer') });
  if (!marked.ok) return marked;
  if (marked.value !== null) rmSync(directory, { recursive: true, force: true, maxRetries: LATE_WRITES });
  const laid = await layRehearsal(scenario.value, name, directory);
  return laid.ok ? ok(laid.value) : laid;
};

const stateHome = (): string => {
  const { XDG_STATE_HOME } = process.env;
  return XDG_STATE_HOME === undefined || XDG_STATE_HOME === '' ? join(homedir(), '.local', 'state') : XDG_STATE_HOME;
};
