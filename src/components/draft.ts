/** A line being typed, and the keys that edit it. Line breaks of a paste become spaces: a draft is one line. */

export interface Draft {
  readonly text: string;
  /** Where the next character goes, in UTF-16 units, never inside a pair. */
  readonly cursor: number;
  /** How many characters of the last paste did not fit; until the next key. */
  readonly left?: number;
}

export const emptyDraft: Draft = { text: '', cursor: 0 };
export const draftOf = (text: string): Draft => ({ text, cursor: text.length });

/** The draft after a key; null when the key does not edit. */
export const editDraft = (draft: Draft, key: string): Draft | null => {
  const before = draft.text.slice(0, draft.cursor);
  const after = draft.text.slice(draft.cursor);
  switch (key) {
    case 'backspace':
      return join(before.slice(0, before.length - lastLength(before)), after);
    case 'delete':
      return join(before, after.slice(firstLength(after)));
    case 'left':
      return { ...draft, cursor: draft.cursor - lastLength(before) };
    case 'right':
      return { ...draft, cursor: draft.cursor + firstLength(after) };
    case 'home':
    case 'ctrl-a':
      return { ...draft, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...draft, cursor: draft.text.length };
    case 'ctrl-u':
      return join('', after);
    case 'ctrl-k':
      return join(before, '');
    case 'ctrl-w':
      return join(before.replace(/\S*\s*$/u, ''), after);
    default:
      return isPrintable(key) ? join(before + key, after) : null;
  }
};

/** A draft is bounded, as a line of a megabyte would be by accident. */
const MAX_CHARS = 4000;

export const pasteInto = (draft: Draft, text: string): Draft => {
  const room = Math.max(0, MAX_CHARS - draft.text.length);
  const pasted = join(
    draft.text.slice(0, draft.cursor) + text.slice(0, room).replace(/[\r\n\t]+/g, ' '),
    draft.text.slice(draft.cursor),
  );
  return text.length > room ? { ...pasted, left: text.length - room } : pasted;
};

const join = (before: string, after: string): Draft => ({ text: before + after, cursor: before.length });

const isPrintable = (key: string): boolean => [...key].length === 1 && !/\p{Cc}/u.test(key);

const firstLength = (text: string): number => [...text.slice(0, 2)][0]?.length ?? 0;
const lastLength = (text: string): number => [...text.slice(-2)].at(-1)?.length ?? 0;
