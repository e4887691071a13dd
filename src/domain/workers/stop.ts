/**
 * What a worker still owes when its turn ends or it wants to release: the same list for both. It is sent back with the
 * list a few times; after that a person decides, so that nobody argues with a model for ever.
 */
import type { Event } from '../event.ts';
import { lockOf } from '../locks/held.ts';
import type { Problem } from '../problem.ts';
import { openCriteria } from '../tasks/criteria.ts';
import { climbOrAsk } from '../tiers/climb.ts';
import { pause } from '../tiers/pause.ts';
import { stuck } from '../tiers/stuck.ts';
import type { World } from '../world.ts';
import { askUnfinished, LESSON } from './questions.ts';
import type { Worker } from './worker.ts';

/** What was found outside the World: the project's working tree and the configured end checks. */
export interface EndFindings {
  /** Paths that git calls changed or unknown, as `git status --porcelain` writes them. */
  readonly dirty: readonly string[];
  readonly checks: readonly CheckResult[];
  /** The words in which the agent said, at the end of its turn, that it cannot do it; null for none. */
  readonly cannot?: string | null;
}

export interface CheckResult {
  readonly command: string;
  readonly ok: boolean;
  /** `exit 1`, `no end within 300 s`; worker programs decide it, so it is shown and never obeyed. */
  readonly because: string;
  /** The last lines that it printed. */
  readonly output: string;
  readonly durationMs: number;
  /** Of a check that looks at the gates: those that hold. */
  readonly gates?: readonly HoldingGate[];
}

export interface HoldingGate {
  readonly step: string;
  readonly name: string;
  readonly because: string;
  readonly evidence: readonly string[];
}

export interface Missing {
  readonly what: string;
  /** What the worker does about it. */
  readonly how: string;
}

/** What stands between the worker and a release; the release itself is not in it. */
export const missingAtEnd = (world: World, worker: Worker, { dirty, checks }: EndFindings): readonly Missing[] => {
  const project = lockOf(world, worker.number)?.project ?? null;
  return [
    ...missingOfTask(world, worker),
    ...(dirty.length === 0
      ? []
      : [
          {
            what: `the working tree of ${project ?? 'your project'} is not clean: ${listed(dirty)}`,
            how: 'Commit what belongs to the task and remove the rest.',
          },
        ]),
    ...checks
      .filter((check) => !check.ok)
      .map(({ command, because, output }) => ({
        what: `the end check \`${command}\` fails (${because})`,
        how: `Make it pass.${output === '' ? '' : `\n${quoted(output)}`}`,
      })),
  ];
};

/** The part that the World alone knows. */
export const missingOfTask = (world: World, { task: id }: Worker): readonly Missing[] => {
  if (id === null) return [];
  const task = world.tasks[id];
  const open = task === undefined ? [] : openCriteria(world, task);
  return [
    ...(world.records[id]?.logged === true
      ? []
      : [{ what: `${id} has no CHANGELOG entry yet`, how: 'Log what changed with log_change.' }]),
    ...open.map(({ text, anti }) => ({
      what: `no evidence yet that ${anti ? 'this did not come about' : 'this holds'}: ${text}`,
      how: 'Show it with meet_criterion, naming what you ran and saw.',
    })),
  ];
};

export const asProblem = (missing: readonly Missing[]): Problem => ({
  kind: 'refused',
  message: missing.map(({ what }) => what).join('; '),
  next: `${[...new Set(missing.map(({ how }) => how))].join(' ')} Then release again.`,
});

/** A model that was told three times and stops again will not be helped by a fourth. */
export const MOST_SENT_BACK = 3;

/** What the end of a turn means, beside the worker being idle. */
export const decideStop = (world: World, worker: Worker, findings: EndFindings): readonly Event[] => {
  const ran = checksRan(world, worker, findings.checks);
  const lock = lockOf(world, worker.number);
  if ((worker.task === null && lock === null) || waitsForHuman(world, worker)) return ran;
  const missing = [
    ...missingAtEnd(world, worker, findings),
    ...(lock === null
      ? []
      : [{ what: `${lock.project} is still held`, how: 'Call release_project when the rest is done.' }]),
  ];
  if (missing.length === 0) return ran;
  // To be sent back costs as well.
  const paused = pause(world, worker);
  if (paused.length > 0) return [...ran, ...paused];
  const up = tooHard(world, worker, findings);
  if (up.length > 0) return [...ran, ...up];
  // Without a task a person may be talking with it: one reminder, and no more.
  const most = worker.task === null ? 1 : MOST_SENT_BACK;
  if (worker.sentBack < most) {
    const who = { worker: worker.number, generation: worker.generation };
    return [...ran, { kind: 'worker.sent-back', ...who, task: worker.task, missing, times: worker.sentBack + 1 }];
  }
  return worker.task === null ? ran : [...ran, askStopped(world, worker, missing)];
};

/** Up one tier when the end checks failed often enough there, or the model itself says that it is no use. */
const tooHard = (world: World, worker: Worker, { checks, cannot = null }: EndFindings): readonly Event[] => {
  const failed = checks.filter((check) => !check.ok);
  const route = worker.task === null ? undefined : world.routes[worker.task];
  const limit = world.tiers.settings?.escalation.failedChecks ?? Number.POSITIVE_INFINITY;
  const times = (route?.failedChecks ?? 0) + 1;
  if (failed.length > 0 && times >= limit) {
    const names = failed.map(({ command }) => command).join(', ');
    return climbOrAsk(world, worker, `its end checks failed ${times} times (${names})`);
  }
  if (route?.stuck !== undefined && route.stuck !== null) return stuck(world, worker, route.stuck);
  return cannot === null ? [] : climbOrAsk(world, worker, `its model says that it cannot: ${cannot}`);
};

/** The end checks before a release: they count like those at the end of a turn. */
export const checkedForRelease = (world: World, worker: Worker, checks: readonly CheckResult[]): readonly Event[] => [
  ...checksRan(world, worker, checks),
  ...(checks.some((check) => !check.ok) ? tooHard(world, worker, { dirty: [], checks }) : []),
];

const checksRan = (world: World, worker: Worker, checks: readonly CheckResult[]): readonly Event[] => {
  const project = lockOf(world, worker.number)?.project ?? null;
  return checks.length === 0 || project === null
    ? []
    : [{ kind: 'checks.ran', worker: worker.number, project, task: worker.task, checks }];
};

/** What the worker reads when it is sent back. */
export const sentBackText = ({ task, missing, times }: Extract<Event, { kind: 'worker.sent-back' }>): string =>
  [
    `${task ?? 'Your work'} is not finished (told ${times} of ${task === null ? 1 : MOST_SENT_BACK} times). Still missing:`,
    ...missing.map(({ what, how }) => `- ${what}. ${how}`),
    'If something stands in your way that you cannot move, say so with ask_human and stop.',
  ].join('\n');

/** A worker that has asked may stop: its question waits, and nothing else is owed meanwhile. */
const waitsForHuman = (world: World, { number, task }: Worker): boolean =>
  Object.values(world.decisions).some(
    (decision) =>
      decision.worker === number &&
      decision.task === task &&
      decision.state.kind === 'waiting' &&
      !decision.binding.startsWith(LESSON),
  );

const askStopped = (world: World, worker: Worker, missing: readonly Missing[]): Event =>
  askUnfinished(
    world,
    worker,
    `stopped unfinished: ${missing.map(({ what }) => what).join('; ')}`,
    `it was sent back ${worker.sentBack} times`,
  );

/** More paths than a model needs to see what it forgot. */
const SHOWN_PATHS = 8;

const listed = (paths: readonly string[]): string =>
  paths.length <= SHOWN_PATHS
    ? paths.join(', ')
    : `${paths.slice(0, SHOWN_PATHS).join(', ')} and ${paths.length - SHOWN_PATHS} more`;

const quoted = (output: string): string =>
  output
    .split('\n')
    .map((line) => `  > ${line}`)
    .join('\n');
