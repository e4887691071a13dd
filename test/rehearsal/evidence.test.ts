import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { projectId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { type Evidence, gatherEvidence, type Tenure, weigh } from '../../src/rehearsal/evidence.ts';
import type { ServedRequest } from '../../src/rehearsal/request-log.ts';
import { layWorkspace } from '../../src/rehearsal/sample-workspace.ts';
import { summarise, summaryText } from '../../src/rehearsal/summary.ts';
import { aScenario, aScript } from '../kit/scenario.ts';

const scenario = aScript('\n  - say: hello');
const project = scenario.projects[0]?.id ?? projectId('none');
/** A whole second, because git keeps no less. */
const AT = 1_767_300_000_000;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gaffer-evidence-'));
  await layWorkspace(scenario, dir);
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

describe('evidence', () => {
  test("counts a task as done by its commit in its project, made under its worker's lock", async () => {
    await commit('worker-2', 'T1: Greet', AT);
    const evidence = await gather([tenure(2, AT - 400, AT + 5000)]);
    expect(evidence).toMatchObject({ tasksDone: ['T1'], changesByNonHolders: [], conflicts: [] });
  });

  test.each([
    ['by another worker', 'worker-3', AT],
    ['before the grant', 'worker-2', AT - 2000],
    ['after the release', 'worker-2', AT + 6000],
    ['by somebody unknown', 'Mallory', AT],
  ])('tells of a commit %s', async (_, author, at) => {
    await commit(author, 'T1: Greet', at);
    const evidence = await gather([tenure(2, AT, AT + 5000)]);
    expect(evidence.changesByNonHolders).toEqual([expect.stringContaining(`by ${author} without the lock: T1: Greet`)]);
  });

  test('tells of a file that was changed while nobody held the project', async () => {
    await writeFile(join(dir, project, 'loose ends.txt'), 'x');
    expect((await gather([])).changesByNonHolders).toEqual([
      'apps/alpha/loose ends.txt was changed while nobody held the project',
    ]);
    expect((await gather([tenure(2, AT, null)])).changesByNonHolders).toEqual([]);
  });

  test('tells of two workers who held one project at a time, and of conflict markers', async () => {
    const evidence = await gather([tenure(1, AT, AT + 100), tenure(2, AT + 99, null), tenure(2, AT + 200, null)]);
    expect(evidence.conflicts).toEqual(['apps/alpha was held by worker 1 and worker 2 at the same time']);
    await writeFile(join(dir, project, 'merged.txt'), 'a\n<<<<<<< ours\nb\n');
    expect((await gather([tenure(2, AT, null)])).conflicts).toEqual([
      'apps/alpha/merged.txt holds merge-conflict markers',
    ]);
  });

  test('adds up what the model server served, and tells of a model above the tier', async () => {
    const evidence = await gather(
      [],
      [served({ tier: 'haiku' }), served({ tier: 'opus' }), served({ tier: 'opus', task: null })],
    );
    expect(evidence).toMatchObject({ requests: { haiku: 1, opus: 2 }, costMicroUsd: 30, counterfactualMicroUsd: 150 });
    expect(evidence.requestsAboveTier).toEqual(['worker 1 asked opus for T1, whose tier is haiku']);
  });

  test('of a project that is gone is a problem, not an empty history', async () => {
    await rm(join(dir, project), { recursive: true });
    const gathered = await gatherEvidence({ scenario, dir, requests: [], tenures: [] });
    expect(gathered).toMatchObject({ ok: false, problem: { kind: 'process' } });
  });
});

describe('the order of tasks', () => {
  const ordered = aScript('\n  - say: hello');
  const [first] = ordered.tasks;
  if (first === undefined) throw new Error('a scenario with a task');
  const second = { ...first, id: taskId('T2'), needs: [first.id] };
  const commitOf = (subject: string, at: number) => ({ id: 'c', author: 'worker-1', at, subject });
  const orderOf = (...commits: readonly ReturnType<typeof commitOf>[]) =>
    weigh({ scenario: { ...ordered, tasks: [first, second] }, requests: [], tenures: [] }, [
      { id: project, commits, dirty: [], withConflictMarkers: [] },
    ]).outOfOrder;

  test('is legal when what a task needs was committed before it', () => {
    expect(orderOf(commitOf('T1: a', AT), commitOf('T2: b', AT + 1000))).toEqual([]);
  });

  test('tells of a task that was committed before what it needs, or without it', () => {
    expect(orderOf(commitOf('T2: b', AT), commitOf('T1: a', AT + 1000))).toEqual([
      'T2 was committed before T1, which it needs',
    ]);
    expect(orderOf(commitOf('T2: b', AT))).toEqual(['T2 was committed before T1, which it needs']);
  });
});

describe('the summary', () => {
  const counts = {
    decisions: { approved: 1, denied: 1, void: 0 },
    verdicts: { allow: 90, deny: 3, ask: 2 },
    writesRefused: 1,
    escalations: 2,
  };
  const ledger = { requests: 10, requestsOff: 0, tokensOff: 0, microUsdOff: 0, filled: 0, differentTokens: 0 };
  const clean: Evidence = {
    tasksDone: [...scenario.tasks.map(({ id }) => id)],
    changesByNonHolders: [],
    conflicts: [],
    outOfOrder: [],
    requestsAboveTier: [],
    offPath: [],
    unmet: [],
    requests: { haiku: 8, opus: 2 },
    costMicroUsd: 123_456,
    counterfactualMicroUsd: 400_000,
  };

  test('has one shape and is ok when everything was kept', () => {
    const { summary, because } = summarise({ scenario, counts, ledger, evidence: clean, durationMs: 12_345 });
    expect(because).toEqual([]);
    expect(summary).toEqual({
      scenario: 'test',
      ok: true,
      workers: 4,
      tasksTotal: 1,
      tasksDone: 1,
      decisions: { approved: 1, denied: 1, void: 0 },
      verdicts: { allow: 90, deny: 3, ask: 2 },
      writesRefused: 1,
      conflicts: 0,
      changesByNonHolders: 0,
      requests: { haiku: 8, opus: 2 },
      requestsAboveTier: 0,
      costUsd: 0.123456,
      counterfactualUsd: 0.4,
      savedPercent: 69.1,
      escalations: 2,
      ledger,
      seconds: 12.3,
    });
    expect(Object.keys(summary).slice(0, 3)).toEqual(['scenario', 'ok', 'workers']);
  });

  test.each<[string, Partial<Evidence>]>([
    ['a task is open', { tasksDone: [] }],
    ['there is a conflict', { conflicts: ['one'] }],
    ['somebody changed what he did not hold', { changesByNonHolders: ['one'] }],
    ['a model was too dear', { requestsAboveTier: ['one'] }],
    ['a task took another way through the tiers', { offPath: ['one'] }],
    ['a script met what it did not expect', { unmet: ['one'] }],
  ])('is not ok, and says why, when %s', (_, difference) => {
    const summing = summarise({ scenario, counts, ledger, evidence: { ...clean, ...difference }, durationMs: 1 });
    expect(summing.summary.ok).toBe(false);
    expect(summing.because).toHaveLength(1);
    expect(summaryText(summing)).toContain(`  ! ${summing.because[0]}`);
  });

  test('holds the scenario to its own promises, and the run to its end', () => {
    const promising = aScenario('expect: { decisions.denied: 2, verdicts.deny: { min: 4 }, seconds: { max: 1 } }');
    const { because } = summarise({
      scenario: promising,
      counts,
      ledger,
      evidence: { ...clean, tasksDone: [] },
      durationMs: 2000,
      failures: ['a crash'],
    });
    expect(because).toEqual([
      'a crash',
      'decisions.denied is 1, and the scenario promises 2',
      'verdicts.deny is 3, and the scenario promises at least 4',
      'seconds is 2, and the scenario promises at most 1',
    ]);
  });
});

const gather = async (tenures: readonly Tenure[], requests: readonly ServedRequest[] = []): Promise<Evidence> => {
  const gathered = await gatherEvidence({ scenario, dir, requests, tenures });
  if (!gathered.ok) throw new Error(gathered.problem.message);
  return gathered.value;
};

const tenure = (worker: number, from: number, to: number | null): Tenure => ({
  project,
  worker: workerNumber(worker),
  from,
  to,
});

const commit = (author: string, subject: string, at: number) => {
  const date = `${Math.floor(at / 1000)} +0000`;
  return execa('git', ['commit', '--quiet', '--allow-empty', '-m', subject], {
    cwd: join(dir, project),
    env: { GIT_AUTHOR_NAME: author, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
};

const served = (difference: Partial<ServedRequest>): ServedRequest => ({
  at: AT,
  durationMs: 1,
  worker: 1,
  session: 's',
  model: 'claude-haiku',
  tier: 'haiku',
  purpose: 'turn',
  task: 'T1',
  turn: 0,
  attempt: 1,
  outcome: 'answered',
  status: 200,
  calls: [],
  tokens: { input: 1, output: 1, cacheRead: 0, cacheCreation: 0 },
  costMicroUsd: 10,
  counterfactualMicroUsd: 50,
  unmet: null,
  ...difference,
});
