/** Output that has come and is not parsed yet, in order; pieces are joined only for who must see all of them. */
export interface Unparsed {
  readonly chars: () => number;
  /** How many characters were taken since the beginning. */
  readonly taken: () => number;
  readonly add: (text: string) => void;
  /** The first piece. */
  readonly head: () => string;
  /** All of it, which is one piece from now on. */
  readonly whole: () => string;
  /** Takes so many characters off the first piece. */
  readonly take: (chars: number) => void;
}

export const createUnparsed = (): Unparsed => {
  let pieces: string[] = [];
  let waiting = 0;
  let taken = 0;
  const head = (): string => pieces[0] ?? '';
  return {
    chars: () => waiting,
    taken: () => taken,
    add: (text) => {
      pieces.push(text);
      waiting += text.length;
    },
    head,
    whole: () => {
      if (pieces.length > 1) pieces = [pieces.join('')];
      return head();
    },
    take: (chars) => {
      if (chars === 0) return;
      const piece = head();
      if (chars === piece.length) pieces.shift();
      else pieces[0] = piece.slice(chars);
      waiting -= chars;
      taken += chars;
    },
  };
};
