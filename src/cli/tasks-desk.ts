/** What `gaffer tasks` works on: the backlog's text, and what the running fleet knows besides, or the files alone. */
import type { Config } from '../domain/config.ts';
import { ok, type Result } from '../domain/problem.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import { type Backlog, parseBacklog } from '../state/backlog-file.ts';
import { readConfig } from '../state/config-file.ts';
import type { Places } from '../state/places.ts';
import { findProjects } from '../state/projects.ts';
import { type SharedFiles, sharedFilesIn } from '../state/shared-file.ts';
import { endWith } from './exit.ts';
import type { FleetOptions } from './with-fleet.ts';
import { workspacePlaces } from './workspace.ts';
import { runningWorld } from './world-now.ts';

export const BACKLOG = 'BACKLOG.md';

export interface Desk {
  readonly places: Places;
  readonly shared: SharedFiles;
  /** What the fleet knows; without one, what the files alone say. */
  readonly world: World;
  readonly backlog: Backlog;
  /** As gaffer.yaml has them. */
  readonly tiers: Config['tiers'];
}

export const inBacklog = async (options: FleetOptions, use: (desk: Desk) => Promise<Result<void>>): Promise<void> => {
  const places = workspacePlaces(options);
  const desk = places.ok ? await openDesk(places.value) : places;
  const done = desk.ok ? await use(desk.value) : desk;
  if (!done.ok) endWith(done.problem, options);
};

const openDesk = async (places: Places): Promise<Result<Desk>> => {
  const shared = sharedFilesIn(places.workspace);
  const read = await shared.read(BACKLOG);
  if (!read.ok) return read;
  const config = await readConfig(shared);
  if (!config.ok) return config;
  const world = await worldOf(places, config.value);
  const backlog = parseBacklog(read.value.text, world.projects);
  const tasks = Object.fromEntries(backlog.tasks.map((task) => [task.id, task]));
  return ok({ places, shared, backlog, tiers: config.value.tiers, world: { ...world, tasks } });
};

const worldOf = async (places: Places, config: Config): Promise<World> => {
  const running = await runningWorld(places);
  if (running !== null) return running;
  const { projects } = await findProjects(places.workspace, config.projects);
  return { ...emptyWorld, projects };
};
