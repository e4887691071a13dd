/** Lays a rehearsal: the scenario's projects and backlog, a gaffer.yaml with its tiers, and what `gaffer init` gives any workspace. */
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { fail, ok, type Result } from '../domain/problem.ts';
import { layWorkspace as laySample } from '../rehearsal/sample-workspace.ts';
import { loadScenario, type Scenario } from '../rehearsal/scenario.ts';
import { layWorkspace, planWorkspace } from '../state/init-plan.ts';
import { type Places, placesOf } from '../state/places.ts';

export const layRehearsal = async (scenario: Scenario, directory: string): Promise<Result<Places>> => {
  const laid = await laySample(scenario, directory);
  if (!laid.ok) return laid;
  writeFileSync(join(directory, 'gaffer.yaml'), configOf(scenario));
  const plan = await planWorkspace({ directory, workers: scenario.workers, home: homedir() });
  if (!plan.ok) return plan;
  const scaffolded = await layWorkspace(plan.value);
  if (!scaffolded.ok) return scaffolded;
  const places = placesOf(directory, process.env);
  if (!places.ok) return places;
  writeFileSync(join(directory, REHEARSAL_MARK), `${scenario.name}\n`);
  return ok(places.value);
};

/** Its presence says that a rehearsal laid this workspace, and that it may be laid anew. */
export const REHEARSAL_MARK = '.gaffer/rehearsal';

/** The scenario of that name or file; the first fault of a broken one. */
export const openScenario = async (name: string): Promise<Result<Scenario>> => {
  const reading = await loadScenario(name);
  return reading.ok ? reading : fail(reading.problems[0]);
};

const configOf = ({ workers, dispatch, tiers, config }: Scenario): string =>
  stringify({
    workers,
    dispatch,
    tiers: tiers.map(({ name, model, price, ownPort }) => ({
      name,
      model,
      price,
      // The port is the day's own; the supervisor of the rehearsal knows it.
      ...(ownPort ? { url: 'http://localhost:11434', server: 'ollama' } : {}),
    })),
    ...config,
  });
