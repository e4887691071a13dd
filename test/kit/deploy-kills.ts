/**
 * Kills a real runner with SIGKILL in each step in turn, starts the next one over what is left, and compares what the journal
 * says with what is at the target.
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { isOver, type Run, type Target } from '../../src/domain/pipelines/run.ts';
import type { DeployWorkspace } from './deploy-workspace.ts';
import type { Random } from './random.ts';

const RUNNER = join(import.meta.dirname, '../programs/deploy-runner.ts');

export const KILLED_STEPS = ['build', 'look', 'prepare', 'publish', 'announce', 'back-restore'] as const;

/** While it is there, `announce` fails, and the run is turned back. */
const BROKEN = 'announce-fails';

/** What may not run twice writes a line before and after what it does, so that half of it is seen, too. */
export const killedPipeline = (workspace: DeployWorkspace) => {
  const log = join(workspace.root, 'target.log');
  const run = (line: string) => ['sh', '-c', line];
  const once = (what: string) => run(`echo "begin ${what}" >> ${log}; sleep 0.04; echo "end ${what}" >> ${log}`);
  return {
    kind: 'plain',
    project: 'apps/one',
    environments: { production: { approval: 'none' } },
    artefacts: ['out'],
    stages: [
      {
        name: 'build',
        steps: [{ name: 'build', run: run('mkdir -p out && sleep 0.02 && echo 1 > out/file'), repeatable: true }],
      },
      { name: 'check', gates: [{ name: 'look', run: run('sleep 0.02; test -e out/file') }] },
      {
        name: 'ship',
        ships: true,
        steps: [
          { name: 'prepare', run: run('sleep 0.02'), repeatable: true },
          { name: 'publish', run: once('{{release}}') },
          {
            name: 'announce',
            run: run(`sleep 0.02; test ! -e ${join(workspace.root, BROKEN)}`),
            repeatable: true,
          },
        ],
      },
    ],
    rollback: [{ name: 'restore', run: once('back {{release}}') }],
  };
};

export interface KillFigures {
  readonly kills: number;
  readonly doubleDeploys: number;
  readonly unnamed: number;
  /** The journal says something else than the target shows. */
  readonly untrue: number;
  readonly unknown: number;
  /** An unknown state over which a fresh deploy was refused, as it must be. */
  readonly refused: number;
  readonly blindRetries: number;
}

export const killRunners = async (workspace: DeployWorkspace, kills: number, random: Random): Promise<KillFigures> => {
  let refused = 0;
  let blindRetries = 0;
  // One run to its end, which leaves its compiled modules to those that are killed.
  await runUntil(workspace, 1, null, random, () => undefined);
  for (let kill = 0; kill < kills; kill += 1) {
    const step = KILLED_STEPS[kill % KILLED_STEPS.length] ?? 'build';
    if (step === 'back-restore') writeFileSync(join(workspace.root, BROKEN), '');
    else rmSync(join(workspace.root, BROKEN), { force: true });
    await runUntil(workspace, 1, step, random, (line) => {
      if (line.kind !== 'blind') return;
      if (line.refused) refused += 1;
      else blindRetries += 1;
    });
  }
  rmSync(join(workspace.root, BROKEN), { force: true });
  await runUntil(workspace, 0, null, random, () => undefined);
  const journal = await allRuns(workspace);
  return {
    kills,
    refused,
    blindRetries,
    ...compare(journal, readFileSync(join(workspace.root, 'target.log'), 'utf8')),
  };
};

type Line =
  | {
      readonly kind: 'recovered';
      readonly runs: Readonly<Record<string, Run>>;
      readonly targets: Readonly<Record<string, Target>>;
    }
  | { readonly kind: 'blind'; readonly refused: boolean }
  | { readonly kind: 'step'; readonly step: string }
  | { readonly kind: 'done' };

/** Longer than any step: the kill comes anywhere in it, or just after. */
const WITHIN_MS = 40;

const runUntil = async (
  workspace: DeployWorkspace,
  deploys: number,
  step: string | null,
  random: Random,
  heard: (line: Line) => void,
): Promise<void> => {
  const child = spawn(process.execPath, [RUNNER, workspace.root, String(deploys)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(workspace.root, 'compiled') },
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for await (const text of createInterface({ input: child.stdout })) {
    const line: Line = JSON.parse(text);
    heard(line);
    if (line.kind !== 'step' || line.step !== step) continue;
    await wait(random.below(WITHIN_MS));
    child.kill('SIGKILL');
  }
  await gone;
};

const allRuns = async (workspace: DeployWorkspace): Promise<readonly Run[]> => {
  const { openJournal } = await import('../../src/state/journal.ts');
  const journal = openJournal(workspace.places.journal, { readOnly: true });
  if (!journal.ok) throw new Error(journal.problem.message);
  const { evolve } = await import('../../src/domain/evolve.ts');
  const { emptyWorld } = await import('../../src/domain/world.ts');
  // The World keeps the newest runs alone, and this is about all of them.
  const runs = new Map<string, Run>();
  let world = emptyWorld;
  for (const logged of journal.value.read({})) {
    world = evolve(world, logged);
    for (const run of Object.values(world.runs)) runs.set(run.id, run);
  }
  journal.value.close();
  return [...runs.values()];
};

export const compare = (runs: readonly Run[], log: string): Omit<KillFigures, 'kills' | 'refused' | 'blindRetries'> => {
  const lines = log.split('\n').filter((line) => line !== '');
  const count = (line: string): number => lines.filter((one) => one === line).length;
  let doubleDeploys = 0;
  let untrue = 0;
  for (const run of runs) {
    const begun = count(`begin ${run.release}`);
    const ended = count(`end ${run.release}`);
    const begunBack = count(`begin back ${run.release}`);
    const endedBack = count(`end back ${run.release}`);
    if ([begun, ended, begunBack, endedBack].some((times) => times > 1)) doubleDeploys += 1;
    const outcome = isOver(run) ? run.state.outcome : null;
    if (outcome === 'shipped' && (ended !== 1 || begunBack > 0)) untrue += 1;
    if (outcome === 'rolled-back' && (ended !== 1 || endedBack !== 1)) untrue += 1;
    if (outcome === 'interrupted' && begun > 0) untrue += 1;
  }
  return {
    doubleDeploys,
    untrue,
    unnamed: runs.filter((run) => !isOver(run)).length,
    unknown: runs.filter((run) => isOver(run) && run.state.outcome === 'unknown').length,
  };
};
