/**
 * Decisions that ask the very same: one tool, one input, one directory, one project. One keypress may answer all that were
 * shown together, never one that came later.
 */
import type { World } from '../world.ts';
import type { Decision } from './decision.ts';

/** Equal for decisions that ask the same; null for what is never alike: posted questions and settled ones. */
export const likenessOf = ({ question, project, state }: Decision): string | null =>
  question.kind === 'blocking' && state.kind === 'waiting'
    ? JSON.stringify([question.call.tool, question.call.input, question.call.cwd, project])
    : null;

/** The other waiting decisions that ask what this one asks. */
export const alikeTo = (world: World, decision: Decision): readonly Decision[] => {
  const likeness = likenessOf(decision);
  if (likeness === null) return [];
  return Object.values(world.decisions).filter((other) => other.id !== decision.id && likenessOf(other) === likeness);
};
