/**
 * The last net of the locks: sees every change in every project, and reports those that nothing its holder or a deploy ran can have made,
 * with who it was as well as that can be known. It is told of changes by the system; in between it costs nothing.
 */
import { lstat } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import type { ProjectId } from '../domain/ids.ts';
import { holdsAt, isOfHolder, isOfRun, type SeenChange } from '../domain/locks/attribution.ts';
import { type TreeWatch, watchTree } from '../state/tree-watch.ts';
import { createHolds } from './lock-holds.ts';
import type { Fleet } from './parts.ts';
import { createRunSpans } from './run-spans.ts';
import { strangerIn, withoutIgnored } from './strangers.ts';
import type { ToolActivity } from './tool-activity.ts';
import type { Warnings } from './warnings.ts';

export interface ProjectWatch {
  /** Resolves when every project that is known now is watched. */
  readonly ready: () => Promise<void>;
  readonly directories: () => number;
  readonly stop: () => void;
}

/** A kilobyte of kernel memory each; systems of today grant a user a hundred thousand and more. */
const MOST_DIRECTORIES = 10_000;
/** Made by programs, in every kind of project: dependencies, build output, caches. */
const PASSED_OVER = new Set([
  ...['.git', '.hg', '.svn', '.gaffer', 'node_modules', 'bower_components', 'vendor', '.venv', 'venv', '__pycache__'],
  ...['dist', 'build', 'out', 'target', 'coverage', '.next', '.nuxt', '.turbo', '.cache', '.gradle', '.parcel-cache'],
]);
/** Where git notes each commit, checkout and reset of a working tree. */
const HISTORY = '.git/logs';
/** One report of a project in this time, however much goes on there. */
const REPORT_EVERY_MS = 10_000;
const SHOWN_PATHS = 5;

export const createProjectWatch = (
  fleet: Pick<Fleet, 'world' | 'subscribe' | 'submit' | 'log'> & {
    readonly places: Pick<Fleet['places'], 'workspace'>;
  },
  activity: Pick<ToolActivity, 'recent'>,
  warnings: Pick<Warnings, 'set'>,
): ProjectWatch => {
  const budget = { left: MOST_DIRECTORIES };
  const watches = new Map<ProjectId, Promise<readonly TreeWatch[]>>();
  const open = new Map<ProjectId, TreeWatch[]>();
  const pending = new Map<ProjectId, SeenChange[]>();
  const timers = new Map<ProjectId, NodeJS.Timeout>();
  const holds = createHolds(fleet);
  const runs = createRunSpans(fleet);
  let stopped = false;

  const rootOf = (project: ProjectId): string => join(fleet.places.workspace, project);

  const watchProject = async (project: ProjectId): Promise<readonly TreeWatch[]> => {
    const root = rootOf(project);
    const limits = {
      budget,
      onLimit: (because: string) => {
        fleet.log(`${project} is not watched whole: ${because}`);
        void warnings.set('project watch', [
          `changes in ${project} may go unseen: ${because}. Raise fs.inotify.max_user_watches, or ignore the directories that programs fill`,
        ]);
      },
      onChange: (paths: readonly string[]) => void seen(project, paths),
    };
    const made = await Promise.all([
      watchTree(root, { ...limits, isPassedOver: (path) => path !== root && PASSED_OVER.has(basename(path)) }),
      watchTree(join(root, HISTORY), {
        ...limits,
        isPassedOver: (path) => !path.endsWith('logs') && basename(path) !== 'HEAD',
      }),
    ]);
    if (stopped || !watches.has(project)) for (const each of made) each.stop();
    else open.set(project, made);
    return made;
  };

  const seen = async (project: ProjectId, paths: readonly string[]): Promise<void> => {
    const arrived = Date.now();
    const changes = await Promise.all(
      paths.map(async (path): Promise<SeenChange> => {
        const entry = await lstat(path).catch(() => null);
        // A rename keeps the time of the content; the inode's own time is that of the rename.
        return { path, at: entry === null ? arrived : Math.min(arrived, Math.max(entry.mtimeMs, entry.ctimeMs)) };
      }),
    );
    const strange = changes.filter(
      (change) => !isOfHolder(change, holds.of(project), activity.recent()) && !isOfRun(change, runs.of(project)),
    );
    if (strange.length === 0 || stopped) return;
    const known = pending.get(project);
    pending.set(project, [...(known ?? []), ...strange].slice(0, MOST_KEPT));
    if (known === undefined) void report(project);
  };

  /** The first change is told at once, what follows is gathered. */
  const report = async (project: ProjectId): Promise<void> => {
    const changes = pending.get(project) ?? [];
    pending.set(project, []);
    const root = rootOf(project);
    const paths = await withoutIgnored(root, [...new Set(changes.map(({ path }) => relative(root, path)))]);
    if (paths.length > 0) {
      const by = await strangerIn(fleet, root);
      const [first] = changes;
      const holder = (first === undefined ? undefined : holdsAt(first, holds.of(project)).at(-1))?.worker ?? null;
      // What a process of the holder's own session has open for writing is the holder's, however it was started.
      if (by.kind !== 'process' || by.worker === null || by.worker !== holder)
        await fleet.submit(
          {
            kind: 'report-touch',
            project,
            holder,
            run: fleet.world().holds[project]?.run ?? null,
            by,
            paths: paths.slice(0, SHOWN_PATHS),
            count: paths.length,
          },
          { by: 'project watch' },
        );
    }
    if (stopped) return;
    const timer = setTimeout(() => {
      if ((pending.get(project) ?? []).length > 0) void report(project);
      else pending.delete(project);
    }, REPORT_EVERY_MS).unref();
    timers.set(project, timer);
  };

  const follow = (): void => {
    const { projects } = fleet.world();
    for (const project of projects)
      if (!watches.has(project)) {
        const made = watchProject(project);
        watches.set(project, made);
      }
    for (const project of [...watches.keys()]) {
      if (projects.includes(project)) continue;
      watches.delete(project);
      for (const each of open.get(project) ?? []) each.stop();
      open.delete(project);
    }
  };

  let lastProjects: unknown = null;
  const unsubscribe = fleet.subscribe(() => {
    const { projects } = fleet.world();
    if (projects === lastProjects) return;
    lastProjects = projects;
    follow();
  });
  follow();
  return {
    ready: async () => {
      await Promise.all(watches.values());
    },
    directories: () => [...open.values()].flat().reduce((sum, each) => sum + each.size(), 0),
    stop: () => {
      stopped = true;
      unsubscribe();
      holds.stop();
      runs.stop();
      for (const timer of timers.values()) clearTimeout(timer);
      for (const each of [...open.values()].flat()) each.stop();
    },
  };
};

/** Paths of one report; a storm is counted as far as this. */
const MOST_KEPT = 1_000;
