/** A workspace with one project under git and a gaffer.yaml, for deploys through the real store and the real runner. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type DeployClient, openQuietFleet } from '../../src/compose/quiet-fleet.ts';
import type { DeployHumanCommand } from '../../src/domain/pipelines/commands.ts';
import { isOver, type Run } from '../../src/domain/pipelines/run.ts';
import { describeProblem } from '../../src/domain/problem.ts';
import { type Places, placesOf } from '../../src/state/places.ts';

export interface DeployWorkspace {
  readonly root: string;
  readonly project: string;
  readonly places: Places;
  /** Writes files of the project and commits them. */
  readonly commit: (files: Readonly<Record<string, string | Buffer>>) => string;
  readonly write: (files: Readonly<Record<string, string | Buffer>>) => void;
  readonly configure: (pipelines: unknown) => void;
}

/** `cleanup` is told how to remove it all. */
export const deployWorkspace = (cleanup: (remove: () => void) => void): DeployWorkspace => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gaffer-test-deploy-')));
  cleanup(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const project = join(root, 'apps/one');
  mkdirSync(project, { recursive: true });
  git(project, 'init', '-q', '-b', 'main');
  const write: DeployWorkspace['write'] = (files) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
  };
  writeFileSync(join(root, 'gaffer.yaml'), 'workers: 1\n');
  const places = placesOf(root, { XDG_RUNTIME_DIR: root });
  if (!places.ok) throw new Error(describeProblem(places.problem));
  return {
    root,
    project,
    places: places.value,
    write,
    commit: (files) => {
      write(files);
      git(project, 'add', '-A');
      git(project, 'commit', '-q', '--allow-empty', '-m', `Change ${Object.keys(files).join(', ')}`);
      return git(project, 'rev-parse', 'HEAD').trim();
    },
    configure: (pipelines) => writeFileSync(join(root, 'gaffer.yaml'), JSON.stringify({ workers: 1, pipelines })),
  };
};

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args], { cwd, encoding: 'utf8' });

export const openFleet = async (workspace: DeployWorkspace): Promise<DeployClient> => {
  const opened = await openQuietFleet(workspace.places, () => undefined);
  if (!opened.ok) throw new Error(describeProblem(opened.problem));
  return opened.value;
};

type Wish = Partial<Omit<Extract<DeployHumanCommand, { kind: 'deploy' }>, 'kind'>> & { readonly pipeline: string };

export const startDeploy = (client: DeployClient, wish: Wish) =>
  client.command({ kind: 'deploy', environment: null, purpose: 'deploy', from: null, approved: true, ...wish });

/** Starts a deploy that must start, and gives the run at its end. */
export const deployAndWait = async (client: DeployClient, wish: Wish): Promise<Run> => {
  const started = await startDeploy(client, wish);
  if (!started.ok) throw new Error(describeProblem(started.problem));
  const event = started.value.map((logged) => logged.event).find(({ kind }) => kind === 'run.started');
  if (event?.kind !== 'run.started') throw new Error('no run was started');
  return runEnd(client, event.run);
};

export const runEnd = (client: DeployClient, id: string): Promise<Run> =>
  new Promise((resolve) => {
    const look = (): void => {
      const run = client.snapshot().runs[id];
      if (run === undefined || !isOver(run)) return;
      stop();
      resolve(run);
    };
    const stop = client.subscribe(look);
    look();
  });

export const outcomeOf = (run: Run): string => (isOver(run) ? run.state.outcome : run.state.kind);

/** `html: fail` for each step that was begun. */
export const readings = (run: Run): Readonly<Record<string, string>> =>
  Object.fromEntries(
    run.steps.flatMap(({ id, state }) => (state.kind === 'ended' ? [[id, state.reading ?? state.outcome]] : [])),
  );

export const becauseOf = (run: Run, step: string): string => {
  const state = run.steps.find(({ id }) => id === step)?.state;
  return state?.kind === 'ended' ? state.because : '';
};
