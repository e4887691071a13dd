/**
 * Decides what concerns verdicts and decisions. A decision is settled once: the first answer wins, and whoever comes
 * later is told who was first.
 */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import { fail, ok } from '../problem.ts';
import { unreachable } from '../unreachable.ts';
import { findLiveWorker } from '../workers/find.ts';
import type { World } from '../world.ts';
import { alikeTo } from './alike.ts';
import { undelivered } from './answers.ts';
import { askHumanFor } from './ask-human.ts';
import { type Decision, waitingDecisions } from './decision.ts';
import { editedInput } from './edited-call.ts';
import { standingLine, standingRule } from './standing.ts';

type DecisionCommand = Extract<
  Command,
  {
    kind:
      | 'settle-decision'
      | 'approve-always'
      | 'deliver-answers'
      | 'ask-decision'
      | 'void-decision'
      | 'post-question'
      | 'record-verdict';
  }
>;

export const decideDecisions = (world: World, command: DecisionCommand, now: number): Decided => {
  switch (command.kind) {
    case 'settle-decision':
      return settleShown(world, command, now);
    case 'approve-always':
      return approveAlways(world, command, now);
    case 'deliver-answers':
      return ok(
        undelivered(world, command).map(({ id }) => ({
          kind: 'decision.delivered',
          decision: id,
          worker: command.worker,
        })),
      );
    case 'void-decision': {
      return ok(
        isOpen(world.decisions[command.decision])
          ? [{ kind: 'decision.voided', decision: command.decision, because: command.because }]
          : [],
      );
    }
    case 'ask-decision': {
      const found = findLiveWorker(world, command.worker, command.generation);
      if (!found.ok) return found;
      const { call, binding, because } = command;
      const asked = {
        ...askHumanFor(world, found.value, { question: { kind: 'blocking', call }, binding, because }),
        ...(command.risk === undefined ? {} : { risk: command.risk }),
        ...(command.lately === undefined ? {} : { lately: command.lately }),
      };
      const { number, generation } = found.value;
      const state = {
        kind: 'asking',
        decision: asked.decision,
        since: now,
        evidence: 'hook PermissionRequest',
      } as const;
      return ok([asked, { kind: 'worker.changed', worker: number, generation, state, doing: found.value.doing }]);
    }
    case 'post-question': {
      const found = findLiveWorker(world, command.worker, command.generation);
      if (!found.ok) return found;
      const question = { kind: 'posted', text: command.text } as const;
      return ok([askHumanFor(world, found.value, { question, binding: '', because: 'the worker asks' })]);
    }
    case 'record-verdict': {
      const { worker, generation, call, verdict } = command;
      return ok([{ kind: 'verdict.given', worker, generation, call, verdict }]);
    }
    default:
      return unreachable(command);
  }
};

/** An approved call that was not carried out may still become void: nothing ran by it. An answer stays given. */
const isOpen = (decision: Decision | undefined): boolean =>
  decision?.state.kind === 'waiting' ||
  (decision?.state.kind === 'settled' && decision.state.answer === 'approve' && decision.question.kind === 'blocking');

type Settling = Extract<Command, { kind: 'settle-decision' }>;

/** The decision, and those of the others shown with it that still wait and still ask the very same. */
const settleShown = (world: World, { also = [], edited, ...command }: Settling, now: number): Decided => {
  const decision = world.decisions[command.decision];
  if (edited !== undefined && decision?.state.kind === 'waiting') {
    const input = command.answer === 'approve' ? editedInput(decision, edited) : ok(undefined);
    if (!input.ok) return input;
    return settle(world, command, now, input.value);
  }
  const settled = settle(world, command, now);
  if (!settled.ok || decision === undefined || also.length === 0) return settled;
  const others = alikeTo(world, decision).filter(({ id }) => also.includes(id));
  const events = others.map(({ id }) => settle(world, { ...command, decision: id }, now));
  return ok([...settled.value, ...events.flatMap((each) => (each.ok ? each.value : []))]);
};

const settle = (world: World, command: Settling, now: number, input?: unknown): Decided => {
  const decision = world.decisions[command.decision];
  if (decision === undefined) {
    return fail({ kind: 'missing', message: `there is no decision ${command.decision}`, expected: waitingOnes(world) });
  }
  if (decision.state.kind !== 'waiting') return fail(tooLate(decision));
  const settled = {
    kind: 'decision.settled',
    decision: decision.id,
    answer: command.answer,
    by: command.by,
    reason: command.reason,
    ...(input === undefined ? {} : { input }),
  } as const;
  const worker = decision.worker === null ? undefined : world.workers[decision.worker];
  if (worker === undefined || worker.state.kind !== 'asking' || worker.state.decision !== decision.id)
    return ok([settled]);
  const state = { kind: 'working', since: now, evidence: `decision ${decision.id}` } as const;
  const { number, generation, doing } = worker;
  return ok([settled, { kind: 'worker.changed', worker: number, generation, state, doing }]);
};

const approveAlways = (world: World, command: Extract<Command, { kind: 'approve-always' }>, now: number): Decided => {
  const settled = settle(world, { ...command, kind: 'settle-decision', answer: 'approve', reason: null }, now);
  const decision = world.decisions[command.decision];
  if (!settled.ok || decision === undefined) return settled;
  const rule = standingRule(decision, world.fleet.workspace);
  if (!rule.ok) return rule;
  return ok([
    { kind: 'rule.added', decision: decision.id, line: standingLine(rule.value, decision, now) },
    ...settled.value,
  ]);
};

const tooLate = ({ id, state }: Decision) => ({
  kind: 'conflict' as const,
  message:
    state.kind === 'settled'
      ? `${id} was already ${state.answer === 'approve' ? 'approved' : 'denied'} by ${state.by}`
      : `${id} is void${state.kind === 'void' ? `: ${state.because}` : ''}`,
  next: 'Nothing was changed.',
});

const waitingOnes = (world: World): string => {
  const ids = waitingDecisions(world).map(({ id }) => id);
  return ids.length === 0 ? 'a waiting decision, of which there is none' : `one of ${ids.join(', ')}`;
};
