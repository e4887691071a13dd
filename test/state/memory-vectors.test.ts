import { afterEach, beforeEach, expect, it } from 'vitest';
import { unitVector } from '../../src/domain/memory/meaning.ts';
import { type MemoryIndex, openMemoryIndex } from '../../src/state/memory-index.ts';
import { type MemoryVectors, openMemoryVectors } from '../../src/state/memory-vectors.ts';
import type { IndexedFile } from '../../src/state/memory-writer.ts';
import { seeded } from '../kit/random.ts';

const NOTES = 1_200;
const NUMBERS = 64;
const rest = async (): Promise<void> => undefined;
const never = new AbortController().signal;

let index: MemoryIndex;
let vectors: MemoryVectors;
beforeEach(async () => {
  index = openMemoryIndex(':memory:');
  vectors = openMemoryVectors(index.database, 'a-model');
  await vectors.clear('others', rest);
});
afterEach(() => index.close());

const noteAt = (number: number, text = `note ${number}`): IndexedFile => ({
  item: {
    id: `M${number}`,
    file: `MEMORY/cold/m${number}.md`,
    tier: 'cold',
    text,
    ...{ topics: [], project: null, source: { kind: 'person', worker: null, task: null } },
    ...{ createdAt: 1, usedAt: null, uses: 0, pinned: false, supersedes: [], supersededBy: null, problem: null },
    managed: true,
  },
  mark: { modifiedAt: 1, size: 1 },
});

const random = seeded(7);
const direction = (): readonly number[] => Array.from({ length: NUMBERS }, () => random.below(2_000) - 1_000);
const unit = (values: readonly number[]): Float32Array => unitVector(values) ?? new Float32Array();

/** Links all notes; their texts get what `of` gives for their number. */
const embed = (of: (number: number) => Float32Array | null): void => {
  for (let after: number | null = 0; after !== null; ) {
    const { last, missing } = vectors.link(after);
    vectors.put(missing.map(({ hash, text }) => [hash, of(Number(text.split(' ')[1]))] as const));
    vectors.link(after);
    after = last;
  }
};

it('finds the nearest of more than it reads, best first', async () => {
  index.change(
    Array.from({ length: NOTES }, (_, at) => noteAt(at + 1)),
    [],
  );
  const target = direction();
  /** Ten lie near to it, each a little further away; the rest anywhere. */
  const far = direction();
  embed((number) =>
    number % 120 === 0
      ? unit(target.map((value, at) => value + (number / NOTES) * 0.8 * (far[at] ?? 0)))
      : unit(direction()),
  );
  expect(vectors.isWhole()).toBe(true);
  const near = await vectors.nearest(unit(target), 5, rest, never);
  const ids = near.map(({ key }) => index.database.prepare('SELECT id FROM items WHERE key = ?').get(key)?.id);
  expect(ids).toEqual(['M120', 'M240', 'M360', 'M480', 'M600']);
  expect(near.map(({ cosine }) => cosine)).toEqual(near.map(({ cosine }) => cosine).toSorted((a, b) => b - a));
  expect(await vectors.nearest(unit(target), 5, rest, AbortSignal.abort())).toEqual([]);
});

it('gives nothing for a vector of another length, and keeps none', async () => {
  index.change([noteAt(1)], []);
  embed(() => unit([1, 2, 3]));
  expect(vectors.put([['other', unit([1, 2])]])).toBe(false);
  expect(await vectors.nearest(unit([1, 2]), 5, rest, never)).toEqual([]);
  expect(await vectors.nearest(unit([1, 2, 3]), 5, rest, never)).toMatchObject([{ cosine: expect.closeTo(1, 5) }]);
});

it('counts a text that can have no vector as done, and never finds it', async () => {
  index.change([noteAt(1), noteAt(2)], []);
  embed((number) => (number === 1 ? null : unit([1, 2])));
  expect(vectors.isWhole()).toBe(true);
  expect(await vectors.nearest(unit([1, 2]), 5, rest, never)).toHaveLength(1);
});

it('finds every note of the same text by one vector', async () => {
  index.change([noteAt(1, 'note 9'), noteAt(2, 'note 9')], []);
  const { missing } = vectors.link(0);
  expect(missing).toHaveLength(1);
  embed(() => unit([1, 2]));
  expect(await vectors.nearest(unit([1, 2]), 5, rest, never)).toHaveLength(2);
});

it('is another’s with another model: it compares with nothing, and clears', async () => {
  index.change([noteAt(1)], []);
  embed(() => unit([1, 2]));
  const other = openMemoryVectors(index.database, 'b-model');
  expect(other.any()).toBe(false);
  expect(await other.nearest(unit([1, 2]), 5, rest, never)).toEqual([]);
  await other.clear('others', rest);
  expect(vectors.any()).toBe(false);
  expect(other.link(0).missing).toHaveLength(1);
});

it('survives a change of the other tables, and prunes what no note has any more', async () => {
  index.change([noteAt(1), noteAt(2)], []);
  embed(() => unit([1, 2]));
  index.change([noteAt(1, 'note 3')], ['MEMORY/cold/m2.md']);
  expect(vectors.isWhole()).toBe(false);
  embed(() => unit([2, 1]));
  await vectors.prune(rest);
  expect(index.database.prepare('SELECT count(*) AS n FROM vectors').get()?.n).toBe(1);
  expect(await vectors.nearest(unit([2, 1]), 5, rest, never)).toHaveLength(1);
});
