/**
 * Which events tell of a failure that nobody reported: failing end checks and gates, steps of a deploy that failed, and
 * calls that the policy refused.
 */
import type { Event } from '../event.ts';
import type { World } from '../world.ts';
import { type Noticed, sceneOf } from './noticed.ts';

type Telling = Extract<Event, { kind: 'checks.ran' | 'verdict.given' | 'run.step-ended' }>;

/** Refusals that say how things stand just now, not that something was done wrong. */
const PASSING: ReadonlySet<string> = new Set([
  'lock',
  'live session',
  'tier',
  'Edit(stale)',
  'Edit(own WORKERn.md)',
  'Project: in WORKERn.md',
]);

export const noticedIn = (world: World, event: Telling): readonly Noticed[] => {
  if (event.kind === 'checks.ran') {
    const { worker, project, task } = event;
    const scene = { worker, project, task };
    return event.checks
      .filter(({ ok }) => !ok)
      .flatMap((check): readonly Noticed[] =>
        check.gates === undefined || check.gates.length === 0
          ? [{ source: 'check', scene, check }]
          : check.gates.map((gate) => ({ source: 'gate', scene, step: { ...gate, run: null } })),
      );
  }
  if (event.kind === 'run.step-ended') return ofStep(world, event);
  const { verdict, call, worker } = event;
  // What FAILURES.md itself forbids is held off, not failed anew.
  const isLesson = verdict.from?.startsWith('FAILURES.md') === true;
  return verdict.outcome !== 'deny' || verdict.rule === null || isLesson || PASSING.has(verdict.rule)
    ? []
    : [{ source: 'refused', scene: sceneOf(world, worker), call, verdict }];
};

const ofStep = (
  world: World,
  { run: id, step: stepId, outcome, reading, because, evidence }: Extract<Event, { kind: 'run.step-ended' }>,
): readonly Noticed[] => {
  const run = world.runs[id];
  const step = run?.steps.find((each) => each.id === stepId);
  // A no, and an end that a person made, are no failures, nor is what could not be looked at; a try that is made once
  // more is none yet.
  if (run === undefined || step === undefined || outcome !== 'failed' || reading === 'unknown') return [];
  if (step.work === 'approval' || because.startsWith(STOPPED) || step.attempt <= step.retries) return [];
  const asker = Object.values(world.workers).find(({ number }) => run.by === `worker ${number}`);
  return [
    {
      source: reading === null ? 'deploy' : 'gate',
      scene: { worker: asker?.number ?? null, project: run.project, task: asker?.task ?? null },
      step: { step: stepId, name: step.name, because, evidence, run: id },
    },
  ];
};

/** So begins the end of a command that was stopped with its run. */
const STOPPED = 'stopped';
