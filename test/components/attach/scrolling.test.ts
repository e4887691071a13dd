import { expect, test } from 'vitest';
import { readScrollKeys, type Scrolling, startScrolling } from '../../../src/components/attach/scrolling.ts';
import type { Look } from '../../../src/domain/screens.ts';

const ROWS = 20;

const after = (...keys: readonly string[]): { readonly state: Scrolling; readonly looks: readonly Look[] } => {
  let state: Scrolling = startScrolling;
  const looks: Look[] = [];
  for (const bytes of keys) {
    const step = readScrollKeys(state, bytes, ROWS);
    state = step.state;
    looks.push(...step.looks);
  }
  return { state, looks };
};

test('keys move by lines, halves and pages, glued or apart', () => {
  expect(after('kj\x1b[A\x15\x1b[6~').looks).toEqual([1, -1, 1, 10, -18].map((lines) => ({ kind: 'scroll', lines })));
});

test('a search asks for a text, goes up for it, and repeats in both directions', () => {
  const { state, looks } = after('/', 'eror\x7f\x7for', '\r', 'n', 'N');
  expect(looks).toEqual([
    { kind: 'search', text: 'eror', isUp: true },
    { kind: 'search', text: 'eror', isUp: true },
    { kind: 'search', text: 'eror', isUp: false },
  ]);
  expect(state).toEqual({ kind: 'moving', text: 'eror' });
});

test('Escape leaves the question, and then the scrolling; letters of a question move nothing', () => {
  expect(after('/', 'qyg').looks).toEqual([]);
  expect(after('/', 'x', '\x1b').state).toEqual(startScrolling);
  expect(after('/', 'x', '\x1b', '\x1b')).toEqual({ state: { kind: 'off' }, looks: [{ kind: 'live' }] });
});

test('only y copies', () => {
  expect(after('y').looks).toEqual([{ kind: 'copy' }]);
  expect(after('\x1b]52;c;eA==\x07 Y\x1b[200~').looks.some(({ kind }) => kind === 'copy')).toBe(false);
});
