/**
 * Which events are worth a message to a person who does not watch: the one table of alerts. Whatever may alert has its
 * line here, and the message is decided in the same breath as the event, so that no crash can come between.
 */
import { levelOf } from '../checks/watch.ts';
import type { Event } from '../event.ts';
import { isHeld, touchText } from '../locks/touch.ts';
import { budgetId } from '../tiers/budget.ts';
import { isRunning, type WorkerState } from '../workers/worker.ts';
import type { World } from '../world.ts';
import type { AlertDraft, AlertNews } from './alert.ts';
import { FLAPPING } from './consider.ts';

/** `world` is the World before the event. */
export const newsOf = (world: World, event: Event): readonly AlertNews[] => {
  switch (event.kind) {
    case 'check.changed':
      return checkNews(world, event);
    case 'worker.changed':
      return workerNews(event.worker, event.state);
    case 'guard.absent':
      return raised({
        subject: `worker:${event.worker}`,
        fingerprint: 'unguarded',
        level: 'alarm',
        title: `worker ${event.worker} is unguarded`,
        text: event.because,
        fix: 'It gets no work. Run gaffer doctor, then start it again.',
      });
    case 'project.touched':
      // In a project that nobody holds a person is at work, and knows it.
      return isHeld(event) ? raised(touchDraft(event)) : [];
    case 'lock.released':
    case 'lock.lapsed':
    case 'project.freed':
      return [{ kind: 'close', subject: `project:${event.project}`, text: '', told: false }];
    case 'budget.reached':
      return raised(budgetDraft(event));
    case 'budget.raised':
      return [{ kind: 'close', subject: `budget:${budgetId(event.budget)}`, text: '', told: false }];
    case 'run.ended':
      return deployNews(world, event);
    case 'run.resolved':
      return [{ kind: 'close', subject: deploySubject(world, event.run), text: '', told: false }];
    case 'decision.settled':
    case 'decision.voided':
      return [{ kind: 'close', subject: `decision:${event.decision}`, text: '', told: false }];
    default:
      return [];
  }
};

const touchDraft = (event: Extract<Event, { kind: 'project.touched' }>): AlertDraft => ({
  subject: `project:${event.project}`,
  fingerprint: event.by.kind === 'process' ? `by ${event.by.name}` : 'by somebody',
  level: 'alarm',
  title: `${event.project} was changed while ${event.holder === null ? `the deploy ${event.run}` : `worker ${event.holder}`} holds it`,
  text: touchText(event),
  fix: `See what changed: git -C ${event.project} status`,
});

const budgetDraft = ({ budget, level, because }: Extract<Event, { kind: 'budget.reached' }>): AlertDraft => ({
  subject: `budget:${budgetId(budget)}`,
  fingerprint: `${level}`,
  level: level === 100 ? 'alarm' : 'warn',
  title:
    level === 100
      ? `the budget of ${budgetId(budget)} is spent`
      : `${level}% of the budget of ${budgetId(budget)} is spent`,
  text: because,
  fix: 'See what it went into: gaffer cost',
});

/** One subject for all runs to a target: a later one that ships ends it. */
const deploySubject = ({ runs }: World, id: string): string => {
  const run = runs[id];
  return run === undefined ? `deploy:${id}` : `deploy:${run.pipeline}:${run.environment}`;
};

/** What a gate or a person held is where it should be, and is no trouble. */
const DEPLOY_LEVELS = {
  failed: 'warn',
  interrupted: 'warn',
  'rolled-back': 'alarm',
  unknown: 'alarm',
} as const;

const deployNews = (
  world: World,
  { run, outcome, because }: Extract<Event, { kind: 'run.ended' }>,
): readonly AlertNews[] => {
  const subject = deploySubject(world, run);
  if (outcome === 'shipped') return [{ kind: 'close', subject, text: `${run} shipped`, told: true }];
  if (outcome === 'held') return [];
  return raised({
    subject,
    fingerprint: `${run}:${outcome}`,
    level: DEPLOY_LEVELS[outcome],
    title: `deploy ${run} of ${world.runs[run]?.pipeline ?? 'a pipeline'} ended ${outcome}`,
    text: because,
    fix: `See what its steps printed: gaffer deploy --log ${run}`,
  });
};

const raised = (draft: AlertDraft): readonly AlertNews[] => [{ kind: 'raise', draft }];

const checkNews = (world: World, event: Extract<Event, { kind: 'check.changed' }>): readonly AlertNews[] => {
  const subject = `check:${event.name}`;
  if (event.flapping) {
    // Told once; its turns are on the page.
    if (world.health.checks[event.name]?.flapping === true) return [];
    return raised({
      subject,
      fingerprint: FLAPPING,
      level: 'warn',
      title: `${event.name} turns to and fro`,
      text: `It was good and bad by turns in its newest readings. Now: ${event.evidence}`,
      fix: event.fix,
    });
  }
  const level = levelOf(event.to, world.health.rules[event.name] ?? { level: 'alarm' });
  if (level === null) return [{ kind: 'close', subject, text: event.evidence, told: true }];
  return raised({
    subject,
    fingerprint: `${event.to}:${event.subjects.join(',')}`,
    level,
    title: `${event.name} ${SAID[event.to]}`,
    text: event.evidence,
    fix: event.fix,
  });
};

const SAID = { pass: 'passes', warn: 'warns', fail: 'fails', errored: 'could not be checked' } as const;

const workerNews = (worker: number, state: WorkerState): readonly AlertNews[] => {
  const subject = `worker:${worker}`;
  const fix = `See why: gaffer why ${worker}. Start it again: gaffer workers restart ${worker}`;
  switch (state.kind) {
    case 'failed':
      return raised({
        subject,
        fingerprint: 'failed',
        level: 'alarm',
        title: `worker ${worker} is held`,
        text: state.because,
        fix,
      });
    case 'refused':
      return raised({
        subject,
        fingerprint: 'refused',
        level: 'warn',
        title: `the model service refuses worker ${worker}`,
        text: state.because,
        fix,
      });
    // On its way, or no better than before.
    case 'starting':
    case 'unguarded':
    case 'unreadable':
      return [];
    default:
      return isRunning(state) || state.kind === 'off'
        ? [{ kind: 'close', subject, text: `worker ${worker} is ${state.kind}`, told: isRunning(state) }]
        : [];
  }
};
