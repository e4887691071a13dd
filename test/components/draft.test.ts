import { expect, it } from 'vitest';
import { draftOf, editDraft, emptyDraft, pasteInto } from '../../src/components/draft.ts';
import { pieces } from '../../src/components/line.tsx';
import { draftSpans } from '../../src/components/TextPrompt.tsx';

const typed = (...keys: readonly string[]): string => {
  let draft = emptyDraft;
  for (const key of keys) draft = editDraft(draft, key) ?? draft;
  return `${draft.text.slice(0, draft.cursor)}|${draft.text.slice(draft.cursor)}`;
};

it.each([
  [['a', 'b', 'left', 'c'], 'ac|b'],
  [['a', 'b', 'backspace'], 'a|'],
  [['a', '😀', 'backspace'], 'a|'],
  [['😀', 'left', 'x'], 'x|😀'],
  [['a', 'b', 'home', 'delete'], '|b'],
  [['a', ' ', 'b', 'c', 'ctrl-w'], 'a |'],
  [['a', 'b', 'left', 'ctrl-u'], '|b'],
  [['a', 'b', 'home', 'ctrl-k'], '|'],
  [['backspace', 'delete', 'left', 'right', 'end'], '|'],
])('%j leaves %s', (keys, shown) => {
  expect(typed(...keys)).toBe(shown);
});

it('leaves a draft alone for keys that do not edit', () => {
  expect(editDraft(draftOf('a'), 'pageup')).toBeNull();
  expect(editDraft(draftOf('a'), '\x07')).toBeNull();
});

it('pastes several lines as one', () => {
  expect(pasteInto(draftOf('a '), 'b\r\nc\td').text).toBe('a b c d');
});

it('says how much of a paste did not fit, until the next key', () => {
  const pasted = pasteInto(draftOf('why: '), 'x'.repeat(5000));
  expect(pasted).toMatchObject({ text: `why: ${'x'.repeat(3995)}`, left: 1005 });
  expect(editDraft(pasted, 'backspace')?.left).toBeUndefined();
  expect(pasteInto(emptyDraft, 'short').left).toBeUndefined();
});

it.each([
  ['abcdefghij', 10, 8, '…efghij '],
  ['abcdefghij', 3, 8, 'abcde…+5'],
  ['漢字かなカナ', 6, 8, '…なカナ '],
  ['a\u0301b\u0301c\u0301d\u0301', 8, 4, '…c\u0301d\u0301 '],
  ['abcd\x07ef', 7, 8, '…\\x07ef '],
  ['', 0, 4, '    '],
])('shows of %j, with the cursor at %i, what fits into %i cells', (text, cursor, cols, shown) => {
  const line = pieces(draftSpans({ text, cursor }, cols), cols);
  expect(line.map((piece) => piece.text).join('')).toBe(shown);
});
