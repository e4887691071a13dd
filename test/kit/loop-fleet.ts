/** A fleet with a real loop and journal and without sessions, for the parts of `compose` that only report. */
import { join } from 'node:path';
import type { Fleet } from '../../src/compose/parts.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { sessionId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { placesOf } from '../../src/state/places.ts';
import { aTask, HOOKS } from './pure-fleet.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { tierSettings } from './tiers.ts';

export interface LoopFleet extends Fleet {
  readonly logged: readonly string[];
  readonly journal: ReturnType<typeof mustOpen>;
  /** Opens the session that a worker wants. */
  readonly seat: (number: number, session?: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export const openLoopFleet = async (config: object = {}): Promise<LoopFleet> => {
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const workspace = await temporaryDirectory();
  const places = placesOf(workspace, { XDG_RUNTIME_DIR: workspace });
  if (!places.ok) throw new Error(places.problem.message);
  const journal = mustOpen(join(places.value.own, 'journal.db'));
  const logged: string[] = [];
  const loop = createLoop({
    journal,
    now: Date.now,
    hands: async () => undefined,
    onBug: (error) => logged.push(String(error)),
  });
  const by = { by: 'test' };
  const boot = { workspace, mode: 'live', scenario: null, agent: 'claude', hooks: true, dispatch: 'auto' } as const;
  await loop.submit({ kind: 'boot', ...boot, workers: [1, 2].map(workerNumber) }, by);
  await loop.submit({ kind: 'report-projects', projects: ['apps/alpha', 'apps/beta'] as never }, by);
  await loop.submit({ kind: 'report-backlog', tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/beta')] }, by);
  await loop.submit({ kind: 'report-tiers', settings: tierSettings(config) }, by);
  await loop.submit({ kind: 'start-fleet' }, by);
  return {
    places: places.value,
    config: parsed.config,
    mode: 'live',
    world: loop.world,
    subscribe: (listener) => loop.subscribe(() => listener()),
    submit: loop.submit,
    log: (line) => logged.push(line),
    logged,
    journal,
    seat: async (number, session = `s-${number}`) => {
      const worker = workerNumber(number);
      const { task, generation } = loop.world().workers[number] ?? { task: null, generation: 0 };
      const tier = task === null ? null : (loop.world().routes[taskId(task)]?.tier ?? null);
      const opened = { session: sessionId(session), pid: 1, model: 'qwen3-coder', cwd: workspace, project: null, tier };
      await loop.submit({ kind: 'report-opened', worker, generation, hooks: true, ...opened }, by);
      await loop.submit({ kind: 'report-guard-proven', worker, generation, hooks: HOOKS }, by);
    },
    close: async () => {
      await loop.idle();
      journal.close();
    },
  };
};

const mustOpen = (file: string) => {
  const opened = openJournal(file);
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.value;
};
