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
import { markRehearsal } from '../state/rehearsal-mark.ts';

/** `source` is the scenario's name or file, by which a later supervisor finds it again. */
export const layRehearsal = async (scenario: Scenario, source: string, directory: string): Promise<Result<Places>> => {
  const laid = await laySample(scenario, directory);
  if (!laid.ok) return laid;
  writeFileSync(join(directory, 'gaffer.yaml'), configOf(scenario));
  const plan = await planWorkspace({ directory, workers: scenario.workers, home: homedir() });
  if (!plan.ok) return plan;
  const scaffolded = await layWorkspace(plan.value);
  if (!scaffolded.ok) return scaffolded;
  const places = placesOf(directory, process.env);
  if (!places.ok) return places;
  markRehearsal(places.value, source);
  return ok(places.value);
};

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
