/** How often a way past the parser is looked for: each look costs a little, and holds back what it would look at. */
export interface ShortcutTries {
  /** Whether a look is worth it at what comes next. */
  readonly isWorthIt: () => boolean;
  /** A look was taken; after one in vain the next ones are fewer. */
  readonly tried: (wasUseful: boolean) => void;
  /** So many characters were taken in. */
  readonly took: (chars: number) => void;
}

export const createShortcutTries = (): ShortcutTries => {
  /** So much from here on is parsed without another look: the last one was in vain. */
  let vainChars = 0;
  let everyChars = MIN_EVERY_CHARS;
  return {
    isWorthIt: () => vainChars === 0,
    tried: (wasUseful) => {
      if (wasUseful) {
        everyChars = MIN_EVERY_CHARS;
        return;
      }
      vainChars = everyChars;
      everyChars = Math.min(MAX_EVERY_CHARS, 2 * everyChars);
    },
    took: (chars) => {
      vainChars = Math.max(0, vainChars - chars);
    },
  };
};

const MIN_EVERY_CHARS = 8_192;
const MAX_EVERY_CHARS = 131_072;
