import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../src/domain/config.ts';
import { costAt, costOf, counterfactualOf, type PriceList } from '../../../src/domain/tiers/price.ts';
import { priceListOf, priceTable } from '../../../src/domain/tiers/price-table.ts';

const shipped = priceTable.parse(parse(readFileSync(join(import.meta.dirname, '../../../prices.yaml'), 'utf8')));
const DAY = '2026-11-23';

const listOf = (tiers: unknown, tables = [shipped], free: readonly string[] = []): PriceList => {
  const config = parseConfig({ tiers });
  if (!config.ok) throw new Error(JSON.stringify(config.issues));
  return priceListOf(tables, config.config.tiers, new Set(free));
};
const usual = listOf(
  [
    { name: 'ollama', model: 'qwen3-coder', url: 'http://localhost:11434' },
    { name: 'haiku', model: 'haiku' },
    { name: 'opus', model: 'opus' },
  ],
  [shipped],
  ['ollama'],
);

const tokens = (change = {}) => ({
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  ...change,
});

describe('the shipped prices', () => {
  // What Claude Code 2.1.330 itself reported for these tokens.
  it.each([
    ['claude-haiku-5-5', { inputTokens: 10_000 }, 1_000],
    ['claude-haiku-5-5', { outputTokens: 10_000 }, 5_000],
    ['claude-haiku-5-5', { cacheReadTokens: 10_000 }, 100],
    ['claude-haiku-5-5', { cacheCreationTokens: 10_000 }, 1_250],
    ['claude-haiku-5-5', { inputTokens: 900_000 }, 450_000],
    ['claude-opus-5-5', { inputTokens: 10_000 }, 40_000],
    ['claude-opus-5-5', { outputTokens: 10_000 }, 200_000],
    ['claude-opus-5-5', { cacheReadTokens: 10_000 }, 2_000],
    ['claude-opus-5-5', { cacheCreationTokens: 10_000 }, 50_000],
    ['claude-sonnet-5-5', { outputTokens: 10_000 }, 100_000],
    ['claude-opus-4-5', { cacheReadTokens: 10_000 }, 5_000],
    ['claude-fable-5-2', { cacheCreationTokens: 10_000 }, 100_000],
  ])('price %s like the agent does', (model, part, microUsd) => {
    const price = usual.priceOf(model, DAY);
    expect(price === null ? null : costAt(price, tokens(part))).toBe(microUsd);
  });

  it('know the families that gaffer.yaml names', () => {
    expect(usual.dearest).toMatchObject({ name: 'opus', price: { output: 20_000_000 } });
  });
});

describe('the cost of a request', () => {
  const request = { ...tokens({ outputTokens: 1_000 }), model: 'claude-haiku-5-5', costMicroUsd: 123 };

  it('is what the agent reports', () => {
    expect(costOf(usual, request, DAY)).toEqual({ microUsd: 123, basis: 'reported' });
  });

  it('is computed where the agent reports none, and unknown where no row is', () => {
    expect(costOf(usual, { ...request, costMicroUsd: null }, DAY)).toEqual({ microUsd: 500, basis: 'computed' });
    const strange = { ...request, model: 'claude-nobody-1', costMicroUsd: null };
    expect(costOf(usual, strange, DAY)).toEqual({ microUsd: null, basis: 'unknown' });
    expect(counterfactualOf(usual, strange, { microUsd: null, basis: 'unknown' })).toBe(0);
  });

  it('of a model on a server of its own is not what the agent guesses: it prices what it does not know as its dearest', () => {
    const local = { ...request, model: 'qwen3-coder:30b', costMicroUsd: 29_200_000 };
    expect(costOf(usual, local, DAY)).toEqual({ microUsd: 0, basis: 'computed' });
    const gateway = listOf([{ name: 'gate', model: 'mystery', url: 'http://gateway.example' }]);
    expect(costOf(gateway, { ...local, model: 'mystery' }, DAY)).toEqual({ microUsd: null, basis: 'unknown' });
  });

  it('follows the person’s own prices before the shipped ones, and gaffer.yaml before both', () => {
    const own = priceTable.parse({
      source: 'our contract',
      checked: '2026-11-01',
      models: [{ model: 'haiku-5-5', from: '2026-11-01', input: 9, output: 9, cacheRead: 9, cacheWrite: 9 }],
    });
    const tiers = [{ name: 'haiku', model: 'haiku' }];
    const unreported = { ...request, costMicroUsd: null };
    expect(costOf(listOf(tiers, [own, shipped]), unreported, DAY).microUsd).toBe(9_000);
    expect(costOf(listOf(tiers, [own, shipped]), unreported, '2026-10-31').microUsd).toBe(500);
    const priced = [{ name: 'haiku', model: 'haiku', price: { input: 1, output: 2 } }];
    expect(costOf(listOf(priced, [own, shipped]), unreported, DAY).microUsd).toBe(2_000);
  });
});
