import { expect, it } from 'vitest';
import { draftOf, editDraft, emptyDraft, pasteInto } from '../../src/components/draft.ts';

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
