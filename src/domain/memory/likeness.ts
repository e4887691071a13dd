/**
 * Notes that say the same, and notes that say something else of the same thing. Candidates meet by min-hash bands, so that
 * no pair of twenty thousand notes has to be compared; what meets is then looked at word by word.
 */
import { hash32 } from '../hash.ts';
import type { MemoryItem } from './item.ts';
import { rawWords, stemOf } from './words.ts';

/**
 * `same`: nothing new. `replaces`: of the same thing, with other figures, names or a `not` more or less.
 */
export type Likeness = 'same' | 'replaces';

type Said = Pick<MemoryItem, 'text' | 'project'>;

/** For one that is compared with many. */
export const likenessTo = (newer: Said): ((older: Said) => Likeness | null) => {
  const left = partsOf(newer.text);
  return (older) => {
    if (newer.project !== older.project) return null;
    const right = partsOf(older.text);
    if (left.subject.size < LEAST_SUBJECT || right.subject.size < LEAST_SUBJECT) {
      return newer.text.trim() === older.text.trim() ? 'same' : null;
    }
    const alike = overlap(left.subject, right.subject);
    const sameValues = isSameSet(left.values, right.values);
    const sameSense = left.negations % 2 === right.negations % 2;
    if (alike >= SAME && sameValues && sameSense) return 'same';
    if (alike >= SAME_SUBJECT && !sameValues && left.values.size > 0 && right.values.size > 0) return 'replaces';
    return alike >= SAME && !sameSense ? 'replaces' : null;
  };
};

/** Notes of one project that share one of these may be alike; of notes that share nine words in ten, 99 in 100 do. */
export const bandsOf = ({ text, project }: Said): readonly number[] => {
  const words = [...partsOf(text).subject];
  if (words.length < LEAST_SUBJECT) return [];
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = Array.from({ length: BAND_ROWS }, (_, row) => {
      const seed = band * BAND_ROWS + row + 1;
      return words.reduce((least, word) => Math.min(least, hash32(word, seed)), 0xffffffff);
    });
    // Below 2^53, so that SQLite and JavaScript agree on it.
    return hash32(`${project ?? ''} ${rows.join(' ')}`, band) * BANDS + band;
  });
};

const BANDS = 6;
const BAND_ROWS = 2;
/** Fewer words have no subject: "see above" is like much. */
const LEAST_SUBJECT = 3;
const SAME = 0.8;
const SAME_SUBJECT = 0.7;

const NEGATION = /\b(?:not?|never|none|without|cannot|don['’]t|doesn['’]t|always)\b/gi;

interface Parts {
  /** Stems, without figures, names of things in code spans and negations. */
  readonly subject: ReadonlySet<string>;
  /** Figures, versions, code spans: what a note says of its subject. */
  readonly values: ReadonlySet<string>;
  readonly negations: number;
}

const partsOf = (text: string): Parts => {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => (span ?? '').trim());
  const rest = text.replace(/`[^`\n]+`/g, ' ');
  const figures = rest.match(/\b\d[\w.:]*\b/g) ?? [];
  const words = rawWords(rest.replace(/\b\d[\w.:]*\b/g, ' ').replace(NEGATION, ' '));
  return {
    subject: new Set(words.map(stemOf)),
    values: new Set([...spans, ...figures.map((figure) => figure.replace(/[.:]+$/, ''))]),
    negations: (rest.match(NEGATION) ?? []).filter((word) => !/^always$/i.test(word)).length,
  };
};

const overlap = (left: ReadonlySet<string>, right: ReadonlySet<string>): number => {
  const shared = [...left].filter((word) => right.has(word)).length;
  return shared / (left.size + right.size - shared);
};

const isSameSet = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
  left.size === right.size && [...left].every((word) => right.has(word));
