/**
 * The words of a text as memory is indexed and searched by: small letters, parts of compound names apart, light English
 * stems, without the words that say nothing. The index holds what this gives, so both sides always agree.
 */

/** In the order of the text, with repeats. */
export const termsOf = (text: string): readonly string[] => rawWords(text).map(stemOf);

/** Before stemming, for those who look at the letters. */
export const rawWords = (text: string): readonly string[] =>
  (apart(text.normalize('NFKC')).toLowerCase().match(WORD) ?? []).filter(
    (word) => !STOP_WORDS.has(word) && word.length <= MAX_WORD,
  );

/** Longer ones are hashes and data. */
const MAX_WORD = 40;
const WORD = /[\p{L}\p{N}]+/gu;

/** `maxRetries` is two words, `E2E` and `UTF8` one. */
const apart = (text: string): string => text.replace(/(\p{Ll}{2,})(\p{Lu})/gu, '$1 $2');

const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a an and are as at be been but by can could did do does for from get had has have he her his how i if in into is ' +
    'it its may me might my no nor not of on or our shall she should so than that the their them then there these they ' +
    'this those to us was we were what when where which who why will with would you your'
  ).split(' '),
);

/** One form for `deploy`, `deploys`, `deployed`, `deploying` and `deployment`; not more than that. */
export const stemOf = (word: string): string => {
  if (word.length < SHORTEST_STEMMED || !/^[a-z]+$/.test(word)) return word;
  return withoutEnd(withoutSuffix(withoutPlural(word)));
};

/** `bus`, `gas`, `this`: nothing to cut. */
const SHORTEST_STEMMED = 4;
const SHORTEST_REST = 3;

const withoutPlural = (word: string): string => {
  if (word.endsWith('ies') && word.length > SHORTEST_STEMMED) return `${word.slice(0, -3)}y`;
  if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  return /[^sui]s$/.test(word) ? word.slice(0, -1) : word;
};

const SUFFIXES = ['ingly', 'edly', 'ation', 'ment', 'ness', 'ing', 'ed', 'ly', 'ion', 'al'];

const withoutSuffix = (word: string): string => {
  const suffix = SUFFIXES.find((end) => word.endsWith(end) && isRoot(word.slice(0, -end.length), end));
  if (suffix === undefined) return word;
  const root = word.slice(0, -suffix.length);
  if (suffix === 'ation') return `${root}at`;
  return /([bdfgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
};

const isRoot = (root: string, suffix: string): boolean =>
  root.length >= (suffix === 'al' || suffix === 'ment' ? SHORTEST_REST + 1 : SHORTEST_REST) &&
  /[aeiouy]/.test(root) &&
  (suffix !== 'ion' || /[st]$/.test(root)) &&
  (suffix !== 'ed' || !root.endsWith('e'));

/** `make` and `making`, `retry` and `retries`. */
const withoutEnd = (word: string): string => {
  if (word.length > SHORTEST_REST && word.endsWith('e')) return word.slice(0, -1);
  return word.length > SHORTEST_REST && /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}i` : word;
};
