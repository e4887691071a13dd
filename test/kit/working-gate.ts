/**
 * The gate as it works in a fleet, without one: the real judge, loop and journal behind the real gate, for calls of one
 * proven session that holds `apps/alpha`. The doors that such calls do not pass (status file, end checks) are doubled.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGate, type Gate } from '../../src/compose/gate.ts';
import type { Fleet } from '../../src/compose/parts.ts';
import { createPendingAnswers } from '../../src/compose/pending-answers.ts';
import { openPolicy } from '../../src/compose/policy.ts';
import { createWarnings } from '../../src/compose/warnings.ts';
import { parseConfig } from '../../src/domain/config.ts';
import type { Logged } from '../../src/domain/event.ts';
import { projectId, workerNumber } from '../../src/domain/ids.ts';
import { ok, type Result } from '../../src/domain/problem.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { placesOf } from '../../src/state/places.ts';
import { policiesMd } from '../../src/state/scaffold/policies-md.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { seat } from './lock-history.ts';

export interface WorkingGate {
  readonly gate: Gate;
  /** Owned by us and closed to others: where a gate socket may lie. */
  readonly directory: string;
  /** Verdicts that are on disk. */
  readonly verdicts: () => readonly Logged[];
  readonly close: () => Promise<void>;
}

export const SESSION = { worker: workerNumber(1), generation: 1 };

/** `root` is emptied by whoever made it; the workspace is `ws` in it. */
export const openWorkingGate = async (root: string): Promise<WorkingGate> => {
  const project = projectId('apps/alpha');
  const workspace = join(root, 'ws');
  mkdirSync(join(workspace, project), { recursive: true });
  writeFileSync(join(workspace, 'POLICIES.md'), policiesMd);
  const places = must(placesOf(workspace, { XDG_RUNTIME_DIR: root }));
  const journal = must(openJournal(places.journal));
  const config = parseConfig({});
  if (!config.ok) throw new Error('an empty configuration is a good one');
  const loop = createLoop({
    journal,
    now: Date.now,
    hands: async () => undefined,
    onBug: (error) => {
      throw error;
    },
  });
  const { submit, world } = loop;
  const fleet: Fleet = {
    places,
    config: config.config,
    mode: 'live',
    world,
    subscribe: (listener) => loop.subscribe(() => listener()),
    submit,
    log: () => undefined,
  };
  const by = { by: 'test' };
  const facts = {
    workspace,
    mode: 'live',
    scenario: null,
    agent: 'claude',
    hooks: true,
    workers: [1].map(workerNumber),
  };
  await submit({ kind: 'boot', ...facts, mode: 'live', dispatch: 'off' }, by);
  await submit({ kind: 'report-projects', projects: [project] }, by);
  await submit({ kind: 'start-fleet' }, by);
  await seat({ submit }, SESSION.worker, SESSION.generation);
  await submit({ kind: 'claim-project', ...SESSION, project, door: 'mcp' }, by);
  const policy = await openPolicy(fleet, sharedFilesIn(workspace), createWarnings(fleet));
  await policy.reload();
  const gate = createGate({
    fleet,
    judge: policy.judge,
    filesOf: policy.filesOf,
    riskOf: policy.riskOf,
    held: createPendingAnswers(),
    paneAnswers: { expect: () => undefined, onTelemetry: () => undefined },
    locks: {
      onHook: async () => undefined,
      refine: async (_call, _session, judge) => judge(),
      settled: () => undefined,
    },
    stopDoor: { onStop: async () => null, beforeRelease: async () => ok(undefined) },
    recall: { heard: () => undefined, lately: () => [], save: async () => undefined },
    loops: { refused: () => null, failed: () => undefined },
    tiers: { refused: () => undefined },
    refusedTurns: { refused: () => undefined, ended: () => undefined },
    startupText: async () => '',
    modelsOf: () => [],
    failures: { before: () => null, after: () => null },
    onPrompt: () => undefined,
  });
  return {
    gate,
    directory: places.runtime,
    verdicts: () => journal.read({ kind: 'verdict.given' }),
    close: async () => {
      await loop.idle();
      journal.close();
    },
  };
};

const must = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};
