/** The journal as sentences: one event in a few words, and the chain of causes that led to a worker's or decision's state. */
import type { Event, Logged } from '../domain/event.ts';
import type { DecisionId, WorkerNumber } from '../domain/ids.ts';
import { touchText } from '../domain/locks/touch.ts';
import { oneLine } from '../domain/one-line.ts';
import { describeRunEvent } from '../domain/pipelines/describe.ts';
import { describeEdit } from '../domain/tasks/edit.ts';
import { describeTierEvent } from '../domain/tiers/describe.ts';
import { unreachable } from '../domain/unreachable.ts';

/** What `why` asks about. */
export type Subject =
  | { readonly kind: 'worker'; readonly worker: WorkerNumber }
  | { readonly kind: 'decision'; readonly decision: DecisionId };

/** The newest event that made the subject what it is; `events` oldest first. */
export const newestAbout = (events: readonly Logged[], subject: Subject): Logged | null =>
  events.findLast(({ event }) => isAbout(event, subject)) ?? null;

/** From `last` back through its causes as far as `events` hold them, newest first. */
export const causesOf = (events: readonly Logged[], last: Logged): readonly Logged[] => {
  const bySeq = new Map(events.map((logged) => [logged.seq, logged]));
  const chain = [last];
  for (let next = causeIn(bySeq, last); next !== undefined; next = causeIn(bySeq, next)) chain.push(next);
  return chain;
};

/** A cause always comes before its effect; anything else is a damaged journal, and would run in circles. */
const causeIn = (bySeq: ReadonlyMap<number, Logged>, { cause, seq }: Logged): Logged | undefined =>
  cause === null || cause >= seq ? undefined : bySeq.get(cause);

const isAbout = (event: Event, subject: Subject): boolean =>
  subject.kind === 'decision'
    ? 'decision' in event && event.decision === subject.decision
    : 'worker' in event && event.worker === subject.worker && !PASSING.has(event.kind);

/** Events that say how a worker works, not why it is where it is. */
const PASSING: ReadonlySet<Event['kind']> = new Set(['context.measured', 'session.renamed']);

/** `worker 3 asks to use Bash (D7): no rule allows it`. Holds worker text: to be shown made visible. */
export const describeEvent = (event: Event): string => oneLine(sentenceOf(event));

const sentenceOf = (event: Event): string => {
  switch (event.kind) {
    case 'fleet.booted':
      return `fleet of ${event.workers.length} started, ${event.mode}, dispatch ${event.dispatch}`;
    case 'fleet.stopping':
      return 'fleet is stopping';
    case 'fleet.stopped':
      return 'fleet stopped';
    case 'fleet.warned':
      return event.warnings.length === 0 ? 'all warnings are gone' : `warned: ${event.warnings.join('; ')}`;
    case 'dispatch.set':
      return `dispatch set to ${event.mode}`;
    case 'projects.read':
      return `${event.projects.length} projects found`;
    case 'session.wanted':
      return `worker ${event.worker}: a session is wanted${event.resume === null ? '' : ', to go on where it was'}`;
    case 'session.opened':
      return `worker ${event.worker}: session opened, process ${event.pid}`;
    case 'session.renamed':
      return `worker ${event.worker}: session is now ${event.session}`;
    case 'session.exited':
      return `worker ${event.worker}: session ended ${event.signal === null ? `with code ${event.code ?? 'unknown'}` : `by ${event.signal}`}`;
    case 'session.lost':
      return `worker ${event.worker}: session lost with its supervisor`;
    case 'session.closing':
      return `worker ${event.worker}: session is being closed`;
    case 'wall.renewed':
      return `worker ${event.worker}: session is taken up again behind the wall of ${event.project ?? 'no project'}`;
    case 'project.touched':
      return touchText(event);
    case 'guard.proven':
      return `worker ${event.worker}: the gate is proven to stand`;
    case 'guard.absent':
      return `worker ${event.worker}: no gate: ${event.because}`;
    case 'worker.changed':
      return `worker ${event.worker} is ${event.state.kind} (${event.state.evidence})${event.doing === null ? '' : `: ${event.doing}`}`;
    case 'context.measured':
      return `worker ${event.worker}: context ${event.percent}% full`;
    case 'worker.paused':
      return `worker ${event.worker} is paused in ${event.task}: ${event.because}`;
    case 'context.overflowed':
      return `worker ${event.worker}: its conversation no longer fits into its model's window: ${event.because}`;
    case 'prompt.wanted':
      return `worker ${event.worker}: to be told (${event.purpose}): ${event.text}`;
    case 'prompt.submitted':
      return `worker ${event.worker} took the prompt`;
    case 'prompt.failed':
      return `worker ${event.worker} did not take the prompt: ${event.because}`;
    case 'backlog.read':
      return `backlog read: ${event.tasks.length} tasks`;
    case 'task.assigned':
      return `${event.task} given to worker ${event.worker}: ${event.because}`;
    case 'task.ended':
      return `${event.task} ${event.outcome} by worker ${event.worker}: ${event.because}`;
    case 'step.entered':
      return `worker ${event.worker} is at the ${event.step} step`;
    case 'task.wanted':
      return `a task is wanted: ${event.line}`;
    case 'backlog.edited':
      return `the backlog is to be edited: ${describeEdit(event.edit)}`;
    case 'criterion.met':
      return `worker ${event.worker} shows of ${event.task} that ${event.criterion}: ${event.evidence}`;
    case 'checks.ran':
      return `end checks in ${event.project}: ${event.checks.map(({ command, ok, because }) => `${command} ${ok ? 'passes' : `fails (${because})`}`).join(', ')}`;
    case 'worker.sent-back':
      return `worker ${event.worker} was sent back (${event.times}): ${event.missing.map(({ what }) => what).join('; ')}`;
    case 'worker.woken':
      return `worker ${event.worker} is woken (${event.mail.join(', ')})`;
    case 'worker.invited':
      return `worker ${event.worker} is told that it may pick a task; ${event.task} is the best`;
    case 'triggers.read':
      return `worker ${event.worker} wants to be woken for ${event.triggers.length === 0 ? 'nothing' : event.triggers.map(({ words }) => words).join('; ')}`;
    case 'trigger.fired':
      return `worker ${event.worker}: trigger fired (${event.mail}), ${event.because}: ${event.words}`;
    case 'note.left':
      return `worker ${event.from} left worker ${event.to} a note (${event.mail}): ${event.text}`;
    case 'mail.delivered':
      return `worker ${event.worker} was told ${event.mail.join(', ')} (${event.edge})`;
    case 'mail.returned':
      return `worker ${event.worker} did not take ${event.mail.join(', ')}`;
    case 'change.logged':
      return `worker ${event.worker} logged a change: ${event.text}`;
    case 'lock.granted':
      return `${event.project} locked for worker ${event.worker}, fence ${event.fence}, by ${event.door}`;
    case 'lock.refused':
      return `${event.project} refused to worker ${event.worker}: ${event.because}`;
    case 'lock.queued':
      return `worker ${event.worker} stands in line for ${event.project}`;
    case 'lock.lapsed':
      return `lock of ${event.project}, fence ${event.fence}, lapsed under worker ${event.worker}: ${event.because}`;
    case 'lock.passed':
      return `${event.project} passed to worker ${event.worker}'s next session, fence ${event.fence}`;
    case 'lock.released':
      return `${event.project} released by worker ${event.worker}: ${event.because}`;
    case 'verdict.given':
      return `gate: ${event.verdict.outcome} ${event.call.tool} of worker ${event.worker}: ${event.verdict.because}`;
    case 'decision.asked':
      return `${event.decision}: ${event.worker === null ? 'a deploy' : `worker ${event.worker}`} ${event.question.kind === 'posted' ? 'asks' : `asks to use ${event.question.call.tool}`}: ${event.because}`;
    case 'decision.settled':
      return `${event.decision} ${event.answer === 'approve' ? 'approved' : 'denied'} by ${event.by}${event.reason === null ? '' : `: ${event.reason}`}`;
    case 'decision.delivered':
      return `${event.decision}: worker ${event.worker} was told the answer`;
    case 'rule.added':
      return `${event.decision}: from now on always: ${event.line}`;
    case 'decision.voided':
      return `${event.decision} is void: ${event.because}`;
    case 'run.started':
    case 'run.step-started':
    case 'run.step-ended':
    case 'run.built':
    case 'run.fact-found':
    case 'run.approved':
    case 'run.turning-back':
    case 'run.ended':
    case 'run.resolved':
    case 'project.held':
    case 'project.freed':
      return describeRunEvent(event);
    case 'failure.seen':
      return `failure (${event.source}): ${event.title}`;
    case 'lesson.told':
      return `worker ${event.worker} ${event.outcome === 'told' ? 'was told' : 'was stopped by'} the lesson of ${event.entry}`;
    case 'lesson.proposed':
      return `${event.decision} proposes a rule: ${event.line}`;
    case 'reflection.prompted':
      return `worker ${event.worker} was asked to think (${event.edge})`;
    case 'reflection.answered':
      return `worker ${event.worker} thought (${event.edge}): ${event.text}`;
    case 'memory.kept':
      return `${event.item} is remembered (${event.tier}): ${event.title}`;
    case 'memory.moved':
      return `${event.item} moved from ${event.from} to ${event.to}: ${event.because}`;
    case 'memory.refused':
      return `a note was not kept: ${event.because}`;
    case 'memory.changed':
      return `${event.item} was changed as a person wanted: ${event.wish}`;
    case 'memory.wanted':
      return `a person wants memory changed: ${event.wish.kind}${'item' in event.wish ? ` ${event.wish.item}` : ''}`;
    case 'tiers.read':
    case 'tier.changed':
    case 'task.routed':
    case 'task.climbed':
    case 'task.stuck':
    case 'task.held':
    case 'model.refused':
    case 'budget.reached':
    case 'budget.raised':
    case 'budget.held':
    case 'budgets.renewed':
    case 'limits.measured':
    case 'usage.counted':
    case 'usage.reconciled':
    case 'request.recorded':
      return describeTierEvent(event);
    case 'heartbeat.configured':
      return `heartbeat of ${event.rules.length} checks`;
    case 'round.scheduled':
      return event.at === null ? 'no round is scheduled' : `next round at ${new Date(event.at).toISOString()}`;
    case 'round.asked':
      return `round ${event.round} wanted: ${event.checks?.join(', ') ?? 'all checks'}`;
    case 'round.ran':
      return `round (${event.reason}) in ${event.ms} ms, ${event.news.length} said something new`;
    case 'check.changed':
      return `${event.name}: ${event.from ?? 'unknown'} -> ${event.flapping ? 'flapping' : event.to}: ${event.evidence}`;
    case 'alerts.configured':
      return 'alerts configured';
    case 'alert.raised':
      return `${event.alert.id} ${event.alert.kind} (${event.alert.level}): ${event.alert.title}`;
    case 'alert.noted':
      return `${event.subject} noted without a message: ${event.title}`;
    case 'alert.closed':
      return `${event.subject} is over`;
    case 'alert.withdrawn':
      return `${event.key} is not sent: it was over before quiet hours were`;
    case 'alert.acknowledged':
      return `${event.subject} acknowledged by ${event.by}`;
    case 'alert.snoozed':
      return event.until === null
        ? `${event.subject} is no longer snoozed`
        : `${event.subject} snoozed until ${new Date(event.until).toISOString()} by ${event.by}`;
    case 'channel.changed':
      return event.up
        ? `channel ${event.channel} is up`
        : `channel ${event.channel} is down: ${event.because ?? 'unknown'}`;
    default:
      return unreachable(event);
  }
};
