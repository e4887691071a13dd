/** The price list of a fleet: what its tiers' prices say, in micro-dollars for a million tokens. */
import type { Config } from '../domain/config.ts';
import type { Price, PriceList } from '../domain/tiers/price.ts';

const MICRO = 1_000_000;

export const priceListOf = ({ tiers }: Config): PriceList => {
  const models: Record<string, Price> = {};
  for (const { model, price } of tiers) {
    if (price === null) continue;
    models[model] = {
      input: price.input * MICRO,
      output: price.output * MICRO,
      cacheRead: price.cacheRead * MICRO,
      cacheCreation: price.cacheWrite * MICRO,
    };
  }
  const known = Object.values(models);
  const dearest =
    known.length === 0 ? null : known.reduce((dear, price) => (price.output > dear.output ? price : dear));
  return { models, dearest };
};
