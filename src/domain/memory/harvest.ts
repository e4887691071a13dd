/**
 * What a finished task leaves behind for memory: the lines of its scratchpad and changelog that say that something was
 * learned, the changes themselves for the archive, and what the human answered. Pure: the texts are given in.
 */
import type { Decision } from '../policies/decision.ts';
import { describeCall } from '../policies/describe-call.ts';
import type { MemorySourceKind, MemoryTier } from './item.ts';

export interface Harvested {
  readonly tier: MemoryTier;
  readonly kind: MemorySourceKind;
  readonly text: string;
  /** The part of `text` that may be said shorter where it is long: what was asked, never what the human said. */
  readonly question?: string;
  readonly topics: readonly string[];
  readonly project: string | null;
}

export interface Closing {
  readonly task: string;
  readonly project: string | null;
  readonly scratchpad: string;
  /** Texts of the task's entries in the changelog. */
  readonly changes: readonly string[];
  readonly decisions: readonly Decision[];
}

export const harvestOf = (closing: Closing): readonly Harvested[] => [
  ...[closing.scratchpad, ...closing.changes]
    .flatMap(lessonsIn)
    .map((text): Harvested => ({ tier: 'warm', kind: 'harvest', text, topics: [], project: closing.project })),
  ...closing.changes.map(
    (change): Harvested => ({
      tier: 'cold',
      kind: 'change',
      text: `${closing.task}${closing.project === null ? '' : ` in ${closing.project}`}: ${change}`,
      topics: ['changes'],
      project: closing.project,
    }),
  ),
  ...closing.decisions.flatMap(preferenceOf),
];

/** `Learned: the fixture needs LFS`, as a line or a list item. */
const LESSON =
  /^[ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)?(?:\*\*)?(?:learned|learnt|lesson|remember|note to self)(?:\*\*)?:(?:\*\*)?[ \t]*(.+)$/gim;
/** Shorter words say nothing without the rest of the text. */
const SHORTEST = 12;

const lessonsIn = (text: string): readonly string[] =>
  [...text.matchAll(LESSON)].map(([, lesson]) => (lesson ?? '').trim()).filter((lesson) => lesson.length >= SHORTEST);

/** An answer in words, or the refusal of a call: what the human wants, for the next time. */
const preferenceOf = ({ question, state, project }: Decision): readonly Harvested[] => {
  if (state.kind !== 'settled' || state.by === 'policy' || state.reason === null || state.reason.trim() === '')
    return [];
  const about =
    question.kind === 'posted' ? `Asked: ${question.text.trim()}` : `Wanted to run: ${describeCall(question.call)}`;
  const answer = state.answer === 'approve' ? 'The human answered' : 'The human declined';
  return [
    {
      tier: 'warm',
      kind: 'decision',
      text: `${about}\n${answer}: ${state.reason.trim()}`,
      question: about,
      topics: ['preference'],
      project,
    },
  ];
};
