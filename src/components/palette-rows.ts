/** Finds actions by letters in order: `dpt` finds dispatch. Those that begin a word come first. */
import { KEYMAP } from './keymap.ts';
import type { KeyBinding, KeyContext } from './keys/key-binding.ts';

export interface PaletteRow {
  readonly binding: KeyBinding;
  /** True, or why it does nothing now. */
  readonly when: true | string;
}

export const paletteRows = (text: string, context: KeyContext): readonly PaletteRow[] =>
  KEYMAP.filter((binding) => binding.name !== 'palette' && binding.pages.includes(context.ui.page))
    .map((binding) => ({
      binding,
      score: scoreOf(text, `${binding.name.replaceAll('-', ' ')} ${binding.description}`),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score)
    .map(({ binding }) => ({ binding, when: binding.when(context) }))
    // Nobody looks for what does nothing now; who types its name still finds why.
    .toSorted((one, other) => (text.trim() === '' ? Number(one.when !== true) - Number(other.when !== true) : 0));

/** 0 when the letters are not in it in order; more for letters that follow each other or begin a word. */
const scoreOf = (text: string, target: string): number => {
  const wanted = text.toLowerCase().replaceAll(' ', '');
  const within = target.toLowerCase();
  let score = 1;
  let from = 0;
  for (const letter of wanted) {
    const at = within.indexOf(letter, from);
    if (at === -1) return 0;
    const beginsWord = at === 0 || within[at - 1] === ' ';
    score += (at === from && from > 0 ? FOLLOWS : 0) + (beginsWord ? BEGINS : 0) + 1 / (1 + at);
    from = at + 1;
  }
  return score;
};

const FOLLOWS = 3;
const BEGINS = 2;
