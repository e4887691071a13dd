/**
 * Decides what a failure means: it is counted under its fingerprint, and the third time a rule is proposed to the human,
 * once, and once for all failures that would propose the same words. The rule takes effect only by their yes.
 */
import type { Command } from '../command.ts';
import type { Decided } from '../decide.ts';
import type { Event } from '../event.ts';
import { askHuman, nextDecision } from '../policies/ask-human.ts';
import { ok } from '../problem.ts';
import { LESSON } from '../workers/questions.ts';
import type { World } from '../world.ts';
import type { SeenFailure } from './events.ts';
import { proposedRule, saySame } from './proposal.ts';

type FailureCommand = Extract<Command, { kind: 'report-failure' | 'report-lesson' | 'report-reflection' }>;

/** Once is chance, twice is coincidence. */
const PROPOSE_AT = 3;

export const decideFailures = (world: World, command: FailureCommand, now: number): Decided => {
  switch (command.kind) {
    case 'report-failure':
      return ok([{ kind: 'failure.seen', ...command.failure }, ...proposal(world, command.failure, now)]);
    case 'report-lesson': {
      const { fingerprint, worker, entry, outcome } = command;
      return ok([{ kind: 'lesson.told', fingerprint, worker, entry, outcome }]);
    }
    case 'report-reflection': {
      const { worker, edge, answer } = command;
      return ok([
        answer === null
          ? { kind: 'reflection.prompted', worker, edge }
          : { kind: 'reflection.answered', worker, edge, text: answer },
      ]);
    }
  }
};

const proposal = (world: World, failure: SeenFailure, now: number): readonly Event[] => {
  const known = world.failures[failure.fingerprint];
  const worker = failure.worker === null ? undefined : world.workers[failure.worker];
  if (known === undefined || known.count + 1 < PROPOSE_AT) return [];
  const asked = Object.values(world.failures)
    .filter(({ proposal }) => proposal !== null && world.decisions[proposal.decision]?.state.kind !== 'void')
    .map(({ fingerprint, proposal }) => ({ fingerprint, line: proposal?.line ?? '' }));
  // One that became void was never answered: it may be asked again.
  if (asked.some(({ fingerprint }) => fingerprint === failure.fingerprint)) return [];
  const decision = nextDecision(world);
  const rule = proposedRule(failure, known.count + 1, decision, now);
  // Three gates that hold in one run are three failures, and one lesson.
  if (asked.some(({ line }) => saySame(line, rule.line))) return [];
  return [
    askHuman(world, {
      // A deploy fails without one.
      worker: worker?.number ?? null,
      generation: worker?.generation ?? 0,
      project: failure.project,
      task: failure.task,
      question: { kind: 'posted', text: rule.question },
      binding: `${LESSON}${failure.fingerprint}`,
      because: `the same failure was seen ${known.count + 1} times`,
    }),
    { kind: 'lesson.proposed', fingerprint: failure.fingerprint, decision, line: rule.line },
  ];
};

/** The human's yes to a proposed rule writes it; a no leaves everything as it is. */
export const afterLesson = (
  world: World,
  { decision: id, answer }: Extract<Event, { kind: 'decision.settled' }>,
): readonly Event[] => {
  const decision = world.decisions[id];
  if (answer !== 'approve' || decision?.binding.startsWith(LESSON) !== true) return [];
  const record = world.failures[decision.binding.slice(LESSON.length)];
  return record?.proposal == null ? [] : [{ kind: 'rule.added', decision: id, line: record.proposal.line }];
};
