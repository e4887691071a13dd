/** Memory that is used again must never be seen through what it held before, nor through what still holds it. */
import { expect, test } from 'vitest';
import { createHistoryStore } from '../../src/sessions/history-store.ts';
import { giveBack, takeBytes } from '../../src/sessions/spare-bytes.ts';

test('what is given back is given out once, to who asks for its size', () => {
  const bytes = takeBytes(100_000);
  expect(bytes.length).toBeGreaterThanOrEqual(100_000);
  giveBack(bytes);
  expect(takeBytes(10).buffer).not.toBe(bytes.buffer);
  const again = takeBytes(99_000);
  expect(again.buffer).toBe(bytes.buffer);
  expect(takeBytes(99_000).buffer).not.toBe(again.buffer);
});

test('no more is kept than floods need, and nothing large', () => {
  const many = Array.from({ length: 40 }, () => takeBytes(50_000));
  for (const bytes of many) giveBack(bytes);
  const kept = new Set(many.map(({ buffer }) => buffer));
  const again = Array.from({ length: 40 }, () => takeBytes(50_000));
  expect(again.filter(({ buffer }) => kept.has(buffer)).length).toBeLessThan(20);
  const large = takeBytes(1_000_000);
  giveBack(large);
  expect(takeBytes(1_000_000).buffer).not.toBe(large.buffer);
});

/** Its lines, as they came past the parser, some of them longer than others of the same count. */
const fill = (store: ReturnType<typeof createHistoryStore>, name: string, from: number, to: number): void => {
  for (let block = from; block < to; block += 1) {
    const lines = Array.from({ length: 100 }, (_, row) => `${name}${block}é${row}${'.'.repeat((block * 13) % 70)}`);
    store.pass({ text: `${lines.join('\r\n')}\r\n`, rows: 100, cols: 100, pen: '' });
  }
};
const textAt = (store: ReturnType<typeof createHistoryStore>, index: number): string =>
  store.line(index)?.translateToString(true) ?? '';

test('of sessions that throw lines away and take others in, each has its own', () => {
  const [one, other] = [createHistoryStore(1_000), createHistoryStore(1_000)];
  fill(one, 'a', 0, 30);
  fill(other, 'b', 0, 30);
  // Looked at, a block is packed and its memory free while others still hold theirs.
  const looked = textAt(one, one.length() - 1);
  fill(other, 'b', 30, 60);
  fill(one, 'a', 30, 33);
  expect(looked).toMatch(/^a29é99\.*$/);
  for (const [store, name, last] of [
    [one, 'a', 32],
    [other, 'b', 59],
  ] as const) {
    const length = store.length();
    for (let index = 0; index < length; index += 1) {
      const block = last - Math.floor((length - 1 - index) / 100);
      expect(textAt(store, index)).toBe(`${name}${block}é${index % 100}${'.'.repeat((block * 13) % 70)}`);
    }
  }
  one.clear();
  fill(other, 'b', 60, 62);
  fill(one, 'a', 33, 34);
  expect(textAt(one, 0)).toMatch(/^a33é0\.*$/);
  expect(textAt(other, other.length() - 1)).toMatch(/^b61é99\.*$/);
});
