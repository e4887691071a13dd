/** What the activity feed says of an event, or null for events that are not news. Verbs say what happened. */
import type { Logged } from '../event.ts';
import { isHeld, touchText } from '../locks/touch.ts';
import { runNotice } from '../pipelines/describe.ts';
import { describeCall } from '../policies/describe-call.ts';
import { describeEdit } from '../tasks/edit.ts';
import { tierNotice } from '../tiers/describe.ts';
import type { Notice } from './notice.ts';

type Said = Pick<Notice, 'level' | 'text'>;

export const noticeOf = ({ event }: Logged): Said | null => {
  switch (event.kind) {
    case 'fleet.booted':
      return info(`supervisor started (${event.agent})`);
    case 'fleet.stopping':
      return info('fleet is stopping');
    case 'dispatch.set':
      return info(`dispatch is ${event.mode}`);
    case 'session.exited':
      return event.code === 0
        ? null
        : warn(`worker ${event.worker}: session ended (${exit(event.code, event.signal)})`);
    case 'session.lost':
      return warn(`worker ${event.worker}: its session went down with the supervisor`);
    case 'wall.renewed':
      return info(
        `worker ${event.worker}: session taken up again behind the wall of ${event.project ?? 'no project'}, as its lock has changed`,
      );
    case 'worker.paused':
      return warn(`worker ${event.worker} is paused in ${event.task}: ${event.because}`);
    case 'context.overflowed':
      return warn(
        `worker ${event.worker}: its conversation no longer fits into its model's window (${event.because})${event.task === null ? '. Clear it there, or start it anew' : ''}`,
      );
    case 'project.touched':
      // In a locked project two are at work at once, which is what locks are there to prevent.
      return isHeld(event) ? alarm(touchText(event)) : info(touchText(event));
    case 'guard.absent':
      return alarm(`worker ${event.worker} is unguarded: ${event.because}`);
    case 'worker.changed':
      return changed(event.worker, event.state);
    case 'prompt.failed':
      return alarm(`worker ${event.worker} did not take the prompt: ${event.because}`);
    case 'task.assigned':
      return info(`worker ${event.worker} takes ${event.task}`);
    case 'task.ended':
      return info(`worker ${event.worker} ended ${event.task}: ${event.outcome}`);
    case 'task.wanted':
      return info(`added to the backlog: ${event.line}`);
    case 'backlog.edited':
      return info(`backlog edited: ${describeEdit(event.edit)}`);
    case 'worker.sent-back':
      return warn(
        `worker ${event.worker} stopped early and was sent back (${event.times}): ${event.missing.map(({ what }) => what).join('; ')}`,
      );
    case 'checks.ran':
      return event.checks.every((check) => check.ok)
        ? null
        : warn(
            `end checks of worker ${event.worker} fail: ${event.checks
              .filter((check) => !check.ok)
              .map(({ command }) => command)
              .join(', ')}`,
          );
    case 'trigger.fired':
      return info(`worker ${event.worker} is to be woken: ${event.because}`);
    case 'note.left':
      return info(`worker ${event.from} left worker ${event.to} a note`);
    case 'change.logged':
      return info(`worker ${event.worker} logged: ${event.text}`);
    case 'lock.refused':
      return warn(`gate refused worker ${event.worker} the lock of ${event.project}: ${event.because}`);
    case 'lock.queued':
      return info(`worker ${event.worker} waits for ${event.project}`);
    case 'lock.lapsed':
      return warn(`worker ${event.worker} lost the lock of ${event.project}: ${event.because}`);
    case 'lock.released':
      return info(`worker ${event.worker} released ${event.project}`);
    case 'verdict.given':
      return event.verdict.outcome === 'deny'
        ? warn(`gate denied worker ${event.worker}: ${describeCall(event.call)} (${event.verdict.because})`)
        : null;
    case 'decision.asked':
      return info(`${event.worker === null ? 'a deploy' : `worker ${event.worker}`} asks (${event.decision})`);
    case 'decision.settled':
      return info(`${event.decision} ${event.answer === 'approve' ? 'approved' : 'denied'} by ${event.by}`);
    case 'round.ran':
      return event.missed === 0
        ? null
        : warn(
            event.missed === 1
              ? 'heartbeat: a round was missed, and run later'
              : `heartbeat: ${event.missed} rounds were missed; one was run in their place`,
          );
    case 'check.changed':
      return checkChanged(event);
    case 'alert.acknowledged':
      return info(`${subjectText(event.subject)} acknowledged by ${event.by}`);
    case 'alert.snoozed':
      return event.until === null ? info(`${subjectText(event.subject)} is no longer snoozed`) : null;
    case 'channel.changed':
      return event.up
        ? info(`alerts reach ${event.channel} again`)
        : alarm(`alerts do not reach ${event.channel}: ${event.because ?? 'unknown'}. They are kept and tried again.`);
    case 'rule.added':
      return info(`${event.decision} always: ${event.line}`);
    case 'decision.voided':
      return info(`${event.decision} is void: ${event.because}`);
    case 'run.started':
    case 'run.step-ended':
    case 'run.turning-back':
    case 'run.ended':
    case 'run.resolved':
      return runNotice(event);
    case 'failure.seen':
      return warn(`failure${event.worker === null ? '' : ` of worker ${event.worker}`}: ${event.title}`);
    case 'lesson.told':
      return info(
        `worker ${event.worker} ${event.outcome === 'told' ? 'was told' : 'was stopped by'} the lesson of ${event.entry}`,
      );
    case 'memory.kept':
      return info(`remembered ${event.item} (${event.tier}): ${event.title}`);
    case 'memory.refused':
      return warn(
        `${event.worker === null ? 'a note' : `a note of worker ${event.worker}`} was not kept: ${event.because}`,
      );
    default:
      return tierNotice(event);
  }
};

const checkChanged = ({
  name,
  from,
  to,
  flapping,
  evidence,
}: Extract<Logged['event'], { kind: 'check.changed' }>): Said | null => {
  if (flapping) return warn(`${name} turns to and fro: ${evidence}`);
  if (to === 'pass') return from === null || from === 'pass' ? null : info(`${name} is good again: ${evidence}`);
  const text = `${name} ${to === 'errored' ? 'could not be checked' : `${to}s`}: ${evidence}`;
  return to === 'fail' ? alarm(text) : warn(text);
};

const subjectText = (subject: string): string => subject.replace(/^[a-z]+:/, '');

const changed = (worker: number, state: { readonly kind: string; readonly because?: string }): Said | null => {
  switch (state.kind) {
    case 'refused':
      return alarm(`worker ${worker}: the model service refused (${state.because})`);
    case 'failed':
      return alarm(`worker ${worker} is held: ${state.because}. r to try again, w for why`);
    case 'unreadable':
      return warn(`worker ${worker} is unreadable: ${state.because}`);
    default:
      return null;
  }
};

const exit = (code: number | null, signal: string | null): string =>
  signal === null ? `code ${code}` : `signal ${signal}`;

const info = (text: string): Said => ({ level: 'info', text });
const warn = (text: string): Said => ({ level: 'warn', text });
const alarm = (text: string): Said => ({ level: 'alarm', text });
