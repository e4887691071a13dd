/**
 * How found notes are put in order. Each word of the query counts once, by its best match in the note: the word itself,
 * a correction of it, or a word of its meaning. Then come what the question leaves open: the project that is asked from,
 * how fresh and how used a note is. Every factor is named, so that an order can be explained.
 */
import type { MemoryTier } from './item.ts';

/** What is looked for in place of one word of the query, and for how much. */
export interface Variant {
  readonly term: string;
  readonly weight: number;
}

/** One word of the query. */
export interface Concept {
  readonly variants: readonly Variant[];
  /** How telling it is: rare words tell more. */
  readonly worth: number;
}

/** What the order depends on beside the words. */
export interface Standing {
  readonly project: string | null;
  readonly tier: MemoryTier;
  readonly freshAt: number;
  readonly uses: number;
  readonly pinned: boolean;
  readonly superseded: boolean;
}

export interface Asking {
  /** The project that the asker stands in. */
  readonly project: string | null;
  /** The words of the query, to see whether it names a project. */
  readonly words: ReadonlySet<string>;
  readonly now: number;
}

export interface Factor {
  readonly what: string;
  readonly times: number;
}

/** A synonym is a guess. */
export const SYNONYM_WEIGHT = 0.45;
/** `cert` for `certificate`. */
export const PREFIX_WEIGHT = 0.5;
export const CORRECTION_WEIGHTS: readonly number[] = [1, 0.85, 0.6];

export const OWN_PROJECT = 2.2;
const NAMED_PROJECT = 1.8;
const OTHER_PROJECT = 0.75;
const SUPERSEDED = 0.3;
const PINNED = 1.05;
const FRESH = 0.1;
const FRESH_HALF_LIFE_MS = 30 * 24 * 3_600_000;
const USED = 0.03;
const MOST_USES = 31;

/** Notes with most of the words come before notes with one of them often. */
export const coverage = (matchedWorth: number, allWorth: number): number =>
  allWorth === 0 ? 1 : 0.4 + 0.6 * (matchedWorth / allWorth);

export const factorsOf = (standing: Standing, asking: Asking): readonly Factor[] =>
  [
    projectFactor(standing.project, asking),
    { what: 'a newer note takes its place', times: standing.superseded ? SUPERSEDED : 1 },
    { what: 'pinned', times: standing.pinned ? PINNED : 1 },
    { what: 'fresh', times: 1 + FRESH * 0.5 ** (Math.max(0, asking.now - standing.freshAt) / FRESH_HALF_LIFE_MS) },
    { what: `used ${standing.uses} times`, times: 1 + USED * Math.log2(1 + Math.min(standing.uses, MOST_USES)) },
  ].filter(({ times }) => times !== 1);

export const product = (factors: readonly Factor[]): number => factors.reduce((all, { times }) => all * times, 1);

const projectFactor = (project: string | null, asking: Asking): Factor => {
  if (project === null) return { what: 'about everything', times: 1 };
  const name = project.slice(project.lastIndexOf('/') + 1).toLowerCase();
  if (asking.words.has(name)) return { what: `the query names ${project}`, times: NAMED_PROJECT };
  if (asking.project === null) return { what: `about ${project}`, times: 1 };
  return asking.project === project
    ? { what: `about the asker’s ${project}`, times: OWN_PROJECT }
    : { what: `about another project, ${project}`, times: OTHER_PROJECT };
};
