/** prices.yaml as a value: dated rows with their source, and the price list that they and the tiers of gaffer.yaml make. */
import { z } from 'zod';
import type { TierConfig } from '../config.ts';
import type { ListPrice, PriceList } from './price.ts';

export type PriceTable = z.output<typeof priceTable>;

const usd = z.number().min(0);
const price = { input: usd, output: usd, cacheRead: usd, cacheWrite: usd };
const day = z.preprocess(
  // YAML reads a bare date as a time.
  (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'a day such as 2026-11-23' }),
);

const row = z
  .strictObject({
    model: z.string().min(1),
    from: day,
    ...price,
    above: z
      .strictObject({ prompt: z.int().min(1), ...price })
      .nullable()
      .default(null),
  })
  .readonly();

/** Where the figures come from is no comment: a price without a source is not taken. */
export const priceTable = z.strictObject({
  source: z.string().min(1),
  checked: z.string().min(1),
  models: z.array(row).readonly().default([]),
  families: z.record(z.string(), z.string()).readonly().default({}),
});

/** `tables` in the order of their power: the person's own first. A tier's own price in gaffer.yaml beats them all. */
export const priceListOf = (
  tables: readonly PriceTable[],
  tiers: readonly TierConfig[],
  freeTiers: ReadonlySet<string> = new Set(),
): PriceList => {
  const own = (model: string): TierConfig | undefined =>
    tiers.find((tier) => tier.price !== null && isNamed(model, tier.model)) ??
    tiers.find((tier) => freeTiers.has(tier.name) && isNamed(model, tier.model));
  const priceOf = (model: string, on: string): ListPrice | null => {
    const tier = own(model);
    if (tier !== undefined) return tier.price === null ? FREE : micro({ ...tier.price, above: null });
    for (const table of tables) {
      const found = rowFor(table, model, on);
      if (found !== null) return micro(found);
    }
    return null;
  };
  const today = FAR;
  const ranked = tiers.flatMap((tier) => {
    const known = priceOf(tier.model, today);
    return known === null ? [] : [{ name: tier.model, price: known }];
  });
  return {
    priceOf,
    isForeign: (model) => tiers.some((tier) => tier.url !== null && isNamed(model, tier.model)),
    dearest:
      ranked.length === 0 ? null : ranked.reduce((top, one) => (one.price.output > top.price.output ? one : top)),
  };
};

/** `claude-haiku-5-5` is named by `haiku`; `qwen3-coder:30b` by itself and by `qwen3-coder`. */
export const isNamed = (model: string, name: string): boolean => {
  const [full, part] = [model.toLowerCase().replace(/\[.*\]$/, ''), name.toLowerCase()];
  return full === part || full.startsWith(`${part}:`) || full.split('-').includes(part);
};

/** Every row has begun by then. */
const FAR = '9999-12-31';
const MICRO = 1_000_000;
const FREE: ListPrice = { input: 0, output: 0, cacheRead: 0, cacheCreation: 0, above: null };

type Row = PriceTable['models'][number];

const rowFor = ({ models, families }: PriceTable, model: string, on: string): Row | null => {
  const wanted = (families[model] ?? model).toLowerCase();
  const fitting = models
    .filter((one) => wanted.includes(one.model.toLowerCase()) && one.from <= on)
    .toSorted((one, other) => other.model.length - one.model.length || other.from.localeCompare(one.from));
  return fitting[0] ?? null;
};

type Usd = Pick<Row, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>;

const micro = ({ above, ...base }: Usd & Pick<Row, 'above'>): ListPrice => ({
  ...microPrice(base),
  above: above === null ? null : { ...microPrice(above), promptTokens: above.prompt },
});

const microPrice = ({ input, output, cacheRead, cacheWrite }: Usd) => ({
  input: Math.round(input * MICRO),
  output: Math.round(output * MICRO),
  cacheRead: Math.round(cacheRead * MICRO),
  cacheCreation: Math.round(cacheWrite * MICRO),
});
