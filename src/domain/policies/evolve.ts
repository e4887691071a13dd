/** What events mean for decisions and for the count of verdicts. */
import type { Logged } from '../event.ts';
import { change, put } from '../records.ts';
import type { World } from '../world.ts';
import type { Decision } from './decision.ts';

/** Settled decisions that stay in the World; older ones are in the journal. */
const KEPT_DECISIONS = 100;

export const evolveDecisions = (world: World, { event, at, seq }: Logged): World => {
  switch (event.kind) {
    case 'verdict.given': {
      const { outcome } = event.verdict;
      return { ...world, verdicts: { ...world.verdicts, [outcome]: world.verdicts[outcome] + 1 } };
    }
    case 'decision.asked':
      return {
        ...world,
        lastDecision: world.lastDecision + 1,
        decisions: put(withoutOldest(world.decisions), event.decision, {
          id: event.decision,
          worker: event.worker,
          generation: event.generation,
          project: event.project,
          task: event.task,
          seq,
          askedAt: at,
          question: event.question,
          binding: event.binding,
          because: event.because,
          ...(event.risk === undefined ? {} : { risk: event.risk }),
          ...(event.lately === undefined ? {} : { lately: event.lately }),
          state: { kind: 'waiting' },
        }),
      };
    case 'decision.settled':
      return withState(world, event.decision, {
        kind: 'settled',
        answer: event.answer,
        by: event.by,
        at,
        reason: event.reason,
        ...(event.input === undefined ? {} : { input: event.input }),
      });
    case 'decision.delivered':
      return {
        ...world,
        decisions: change(world.decisions, event.decision, (decision) => ({ ...decision, delivered: true as const })),
      };
    case 'decision.voided':
      return withState(world, event.decision, { kind: 'void', because: event.because, at });
    default:
      return world;
  }
};

const withState = (world: World, id: string, state: Decision['state']): World => ({
  ...world,
  decisions: change(world.decisions, id, (decision) => ({ ...decision, state })),
});

const withoutOldest = (decisions: World['decisions']): World['decisions'] => {
  const settled = Object.values(decisions).filter((decision) => decision.state.kind !== 'waiting');
  const surplus = settled.slice(0, Math.max(0, settled.length - KEPT_DECISIONS + 1));
  if (surplus.length === 0) return decisions;
  const gone = new Set<string>(surplus.map((decision) => decision.id));
  return Object.fromEntries(Object.entries(decisions).filter(([id]) => !gone.has(id)));
};
