/**
 * Notes by their meaning: what of a note a model is given, how two vectors are compared, and how an order by words and one
 * by meaning become one.
 */
import type { MemoryItem } from './item.ts';

/** Fits into the window of small models; of a longer note, the beginning says what it is about. */
const MEANT_LENGTH = 2_000;

/** The words that somebody chose to find it by belong to what it means. */
export const meantText = ({ topics, text }: Pick<MemoryItem, 'topics' | 'text'>): string =>
  beginning(`${topics.join(', ')}\n${text.trim()}`.trim());

/** Of a text that is to be embedded. */
export const beginning = (text: string): string => text.slice(0, MEANT_LENGTH);

/** Of length one, so that the product of two is the cosine of their angle; null for what points nowhere. */
export const unitVector = (values: readonly number[]): Float32Array | null => {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.length > 0 && Number.isFinite(length) && length > 0
    ? Float32Array.from(values, (value) => value / length)
    : null;
};

/** -1 to 1, of two unit vectors of as many numbers. */
export const cosineOf = (one: Float32Array, other: Float32Array): number => {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
};

/** Any two sentences of one trade are that like to most models: below it, nothing is meant. */
export const LEAST_COSINE = 0.4;

/** How much the first places count above the next: the customary constant of reciprocal rank fusion. */
const RANK_CONSTANT = 60;

/** Points of each that stands in one of the orders, best first: 100 for what is the first in all of them. */
export const fuse = <Value>(orders: readonly (readonly Value[])[]): ReadonlyMap<Value, number> => {
  const first = orders.length / (RANK_CONSTANT + 1);
  const points = new Map<Value, number>();
  for (const order of orders)
    for (const [at, value] of order.entries())
      points.set(value, (points.get(value) ?? 0) + 100 / (RANK_CONSTANT + 1 + at) / first);
  return points;
};
