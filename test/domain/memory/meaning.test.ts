import { expect, it } from 'vitest';
import { embeddingServerOf } from '../../../src/domain/memory/config.ts';
import { cosineOf, fuse, unitVector } from '../../../src/domain/memory/meaning.ts';

it('puts what stands in both orders before what is first in one', () => {
  const points = fuse([
    ['a', 'both'],
    ['b', 'both'],
  ]);
  expect([...points].toSorted(([, x], [, y]) => y - x)[0]?.[0]).toBe('both');
  expect(points.get('a')).toBe(points.get('b'));
});

it('gives 100 points to what is first in both, by the rule 1 / (60 + place)', () => {
  const points = fuse([
    ['a', 'b'],
    ['a', 'c'],
  ]);
  expect(points.get('a')).toBeCloseTo(100, 10);
  expect(points.get('b')).toBeCloseTo((100 * (1 / 62)) / (2 / 61), 10);
});

it('knows no direction of nothing', () => {
  expect([[], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY]].map(unitVector)).toEqual([null, null, null, null]);
  const one = unitVector([3, 4]) ?? new Float32Array();
  expect(cosineOf(one, one)).toBeCloseTo(1, 6);
});

it('asks the Ollama of the cheapest tier, and nobody without a model or a server', () => {
  const ollama = { name: 'local', url: 'http://127.0.0.1:9', server: 'ollama' } as const;
  const gate = { name: 'gate', url: 'http://gate.example', server: null } as const;
  const server = (model: string | null, tiers: Parameters<typeof embeddingServerOf>[0]['tiers']) =>
    embeddingServerOf({ memory: { embeddings: { model } }, tiers });
  expect(server('m', [gate, ollama])).toEqual({ url: 'http://127.0.0.1:9', model: 'm' });
  expect(server(null, [ollama])).toBeNull();
  expect(server('m', [gate])).toBeNull();
});
