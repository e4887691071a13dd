/**
 * What happened, read from outside gaffer's own books: the git history and the files of the projects, and the model
 * server's log. Only who held which lock when is taken from the journal, to be checked against the commits.
 */
import { join } from 'node:path';
import type { ProjectId, TaskId, WorkerNumber } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { type ProjectTrace, readProject } from './project-trace.ts';
import type { ServedRequest } from './request-log.ts';
import { LAYER } from './sample-workspace.ts';
import type { Scenario } from './scenario.ts';

/** One worker's hold of one project; `to` is null while it lasts. Times are ms since the epoch. */
export interface Tenure {
  readonly project: ProjectId;
  readonly worker: WorkerNumber;
  readonly from: number;
  readonly to: number | null;
}

export interface Evidence {
  readonly tasksDone: readonly TaskId[];
  /** One sentence each. */
  readonly changesByNonHolders: readonly string[];
  readonly conflicts: readonly string[];
  /** Tasks whose first commit is older than one that they needed. */
  readonly outOfOrder: readonly string[];
  readonly requestsAboveTier: readonly string[];
  /** Tasks that did not go through the tiers that the scenario says, in its order. */
  readonly offPath: readonly string[];
  /** Tool results for which a script had no branch: the run did not go as it was written. */
  readonly unmet: readonly string[];
  /** By tier name. */
  readonly requests: Readonly<Record<string, number>>;
  readonly costMicroUsd: number;
  readonly counterfactualMicroUsd: number;
}

export interface EvidenceSources {
  readonly scenario: Scenario;
  /** Of the workspace. */
  readonly dir: string;
  readonly requests: readonly ServedRequest[];
  readonly tenures: readonly Tenure[];
}

/** A project whose history cannot be read is a problem, never an empty history. */
export const gatherEvidence = async (sources: EvidenceSources): Promise<Result<Evidence>> => {
  const projects: ProjectTrace[] = [];
  for (const { id } of sources.scenario.projects) {
    try {
      projects.push(await readProject(id, join(sources.dir, id)));
    } catch (cause) {
      const message = `cannot read the history of ${id}: ${cause instanceof Error ? cause.message : String(cause)}`;
      return fail({ kind: 'process', message, where: { file: join(sources.dir, id) } });
    }
  }
  return ok(weigh(sources, projects));
};

/** The part without I/O. */
export const weigh = (
  { scenario, requests, tenures }: Omit<EvidenceSources, 'dir'>,
  projects: readonly ProjectTrace[],
): Evidence => ({
  tasksDone: scenario.tasks
    .filter((task) =>
      projects.some(
        ({ id, commits }) => id === task.project && commits.some(({ subject }) => taskOf(subject) === task.id),
      ),
    )
    .map(({ id }) => id),
  changesByNonHolders: projects.flatMap((project) => foreignChanges(project, tenures)),
  conflicts: [
    ...overlaps(tenures),
    ...projects.flatMap(({ id, withConflictMarkers }) =>
      withConflictMarkers.map((path) => `${id}/${path} holds merge-conflict markers`),
    ),
  ],
  outOfOrder: tooEarly(scenario, projects),
  ...weighRequests(scenario, requests),
});

const taskOf = (subject: string): string | undefined => /^\[?([A-Za-z][\w-]*)\]?(?=[:\s])/.exec(subject)?.[1];

/** A task begins, as far as git knows, with its first commit, and what it needs ends with the last one. */
const tooEarly = (scenario: Scenario, projects: readonly ProjectTrace[]): readonly string[] => {
  const times = new Map<string, readonly number[]>();
  for (const { subject, at } of projects.flatMap(({ commits }) => commits)) {
    const task = taskOf(subject);
    if (task !== undefined) times.set(task, [...(times.get(task) ?? []), at]);
  }
  return scenario.tasks.flatMap(({ id, needs }) => {
    const first = Math.min(...(times.get(id) ?? []));
    return needs
      .filter((need) => first < Math.max(...(times.get(need) ?? [Number.POSITIVE_INFINITY])) && times.has(id))
      .map((need) => `${id} was committed before ${need}, which it needs`);
  });
};

const foreignChanges = (project: ProjectTrace, tenures: readonly Tenure[]): readonly string[] => [
  ...project.commits
    .filter(({ author }) => author !== LAYER.name)
    .filter((commit) => !isCovered(tenures, project.id, commit.at, commit.author))
    .map(
      ({ id, author, subject }) => `${project.id}: commit ${id.slice(0, 7)} by ${author} without the lock: ${subject}`,
    ),
  ...project.dirty
    // A deletion leaves no time: it is covered only while somebody holds the project.
    .filter(({ changedAt }) => !isCovered(tenures, project.id, changedAt ?? Number.POSITIVE_INFINITY, null))
    .map(({ path }) => `${project.id}/${path} was changed while nobody held the project`),
];

/** Git keeps whole seconds: a commit made late in a second looks older than the grant that came before it. */
const GIT_CLOCK_MS = 1000;

const isCovered = (tenures: readonly Tenure[], project: ProjectId, at: number, author: string | null): boolean =>
  tenures.some(
    (tenure) =>
      tenure.project === project &&
      (author === null || author === `worker-${tenure.worker}`) &&
      tenure.from < at + GIT_CLOCK_MS &&
      (tenure.to === null || at <= tenure.to),
  );

const overlaps = (tenures: readonly Tenure[]): readonly string[] =>
  tenures.flatMap((one, index) =>
    tenures
      .slice(index + 1)
      .filter((other) => other.project === one.project && other.worker !== one.worker && overlap(one, other))
      .map((other) => `${one.project} was held by worker ${one.worker} and worker ${other.worker} at the same time`),
  );

const overlap = (one: Tenure, other: Tenure): boolean =>
  one.from < (other.to ?? Number.POSITIVE_INFINITY) && other.from < (one.to ?? Number.POSITIVE_INFINITY);

const weighRequests = (
  scenario: Scenario,
  requests: readonly ServedRequest[],
): Pick<
  Evidence,
  'requestsAboveTier' | 'offPath' | 'unmet' | 'requests' | 'costMicroUsd' | 'counterfactualMicroUsd'
> => {
  const rank = (tier: string | null): number => scenario.tiers.findIndex(({ name }) => name === tier);
  const allowed = new Map(scenario.tasks.map((task) => [String(task.id), task.path?.at(-1) ?? task.tier]));
  return {
    offPath: offPath(scenario, requests),
    requestsAboveTier: requests.flatMap(({ worker, task, tier }) => {
      const limit = task === null ? null : (allowed.get(task) ?? null);
      return limit !== null && rank(tier) > rank(limit)
        ? [`worker ${worker} asked ${tier} for ${task}, whose tier is ${limit}`]
        : [];
    }),
    unmet: requests.flatMap(({ worker, task, turn, unmet }) =>
      unmet === null
        ? []
        : [
            `worker ${worker}, ${task ?? 'chat'} turn ${turn}: expected ${unmet.expected}, found ${unmet.found.slice(0, 200)}`,
          ],
    ),
    requests: Object.fromEntries(
      scenario.tiers.map(({ name }) => [name, requests.filter(({ tier }) => tier === name).length]),
    ),
    costMicroUsd: sum(requests.map((request) => request.costMicroUsd)),
    counterfactualMicroUsd: sum(requests.map((request) => request.counterfactualMicroUsd)),
  };
};

/** From the model server's log alone: which tiers were asked for a task, one after the other. */
const offPath = (scenario: Scenario, requests: readonly ServedRequest[]): readonly string[] =>
  scenario.tasks.flatMap(({ id, path }) => {
    if (path === null) return [];
    const asked = requests.filter(({ task, purpose }) => task === id && purpose === 'turn');
    const seen = asked.flatMap(({ tier }, index) => (tier === asked[index - 1]?.tier ? [] : [tier]));
    return seen.join(' > ') === path.join(' > ')
      ? []
      : [`${id} went through ${seen.join(' > ') || 'no tier'}, not ${path.join(' > ')}`];
  });

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
