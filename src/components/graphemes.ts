/**
 * What libraries in the dashboard's bundle get for `Intl.Segmenter` (tools/bundle.ts): the same clusters. Node reads its
 * tables of Unicode for the first segmenter, 10 ms of the first frame, and nearly all that is drawn has no need of them.
 */

/**
 * Characters that never join with a neighbour of this list: controls, Latin, punctuation, arrows, frames, blocks, shapes.
 * No joiner, no variation selector, no mark, and no CR, which joins with LF.
 */
const SINGLES =
  /^[[\p{Cc}--\r]\x20-\x7e\u{a1}-\u{ac}\u{ae}-\u{2ff}\u{2010}-\u{2027}\u{2030}-\u{205e}\u{2190}-\u{27bf}]*$/v;

type Graphemes = Iterable<Intl.SegmentData> & {
  readonly containing: (index?: number) => Intl.SegmentData | undefined;
};

export class LazySegmenter {
  static #real: Intl.Segmenter | null = null;

  segment(text: string): Graphemes {
    if (SINGLES.test(text)) return new Singles(text);
    LazySegmenter.#real ??= new RealSegmenter();
    return LazySegmenter.#real.segment(text);
  }
}

/** Not by its full name, which the bundle replaces. */
const { Segmenter: RealSegmenter } = Intl;

class Singles implements Graphemes {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  *[Symbol.iterator](): Generator<Intl.SegmentData> {
    for (let index = 0; index < this.#text.length; index += 1) yield this.#at(index);
  }

  containing(index = 0): Intl.SegmentData | undefined {
    return index < this.#text.length ? this.#at(index) : undefined;
  }

  #at(index: number): Intl.SegmentData {
    return { segment: this.#text.charAt(index), index, input: this.#text };
  }
}
