/**
 * Which known word a mistyped one may be. Two words are near when leaving out a letter of each can make them equal, so
 * an index of all words with one letter left out finds the candidates without looking at every word.
 */

/** Shorter ones are near to everything. */
const SHORTEST = 4;
/** From here on two slips are likely to be slips. */
const LONG = 7;

/** The word itself, and with each letter left out once. */
export const deletionsOf = (word: string): readonly string[] =>
  isCorrectable(word)
    ? [...new Set([word, ...Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1))])]
    : [];

/** Figures are never mistyped into other figures. */
export const isCorrectable = (word: string): boolean => word.length >= SHORTEST && /^\p{L}+$/u.test(word);

/** How many slips lead from one to the other (a swap of neighbours is one); null when too many for its length. */
export const slipsBetween = (typed: string, known: string): number | null => {
  const most = typed.length >= LONG ? 2 : 1;
  if (Math.abs(typed.length - known.length) > most) return null;
  const slips = editDistance(typed, known);
  return slips <= most ? slips : null;
};

const editDistance = (left: string, right: string): number => {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 0;
};
