/** The known word that a mistyped one most likely means, or null when none is near. */
export const nearestWord = (word: string, known: readonly string[]): string | null => {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: distanceBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.ceil(candidate.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  return nearest?.candidate ?? null;
};

/** Longer words are no typing errors of keys; comparing them would only cost time. */
const COMPARED_LENGTH = 64;

/** Edits (insert, delete, replace a letter) from one word to the other, by Wagner and Fischer. */
const distanceBetween = (from: string, to: string): number => {
  if (from.length > COMPARED_LENGTH || to.length > COMPARED_LENGTH) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};
