/** A small stable hash for grouping like with like: the same on every machine and in every version. Not for secrets. */

/** FNV-1a with a seed, finished so that near texts give far numbers; 0 to 2^32-1. */
export const hash32 = (text: string, seed = 0): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Twelve hexadecimal digits: enough that a million different texts do not meet by chance. */
export const shortHash = (text: string): string =>
  hash32(text).toString(16).padStart(8, '0') + (hash32(text, SECOND_SEED) >>> 16).toString(16).padStart(4, '0');

const SECOND_SEED = 0x9e3779b9;
