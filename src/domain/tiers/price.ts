/**
 * What tokens cost. Prices are micro-dollars for a million tokens, so that a sum of whole tokens stays exact until the one
 * rounding at the end. An unknown price is null, never zero.
 */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheCreation: number;
}

export interface PriceList {
  /** By model, as the tiers name it. */
  readonly models: Readonly<Record<string, Price>>;
  /** The tier that the saving is measured against. */
  readonly dearest: Price | null;
}

export interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
}

/** The agent's own figure wins; else our price list, by the model's name or the family in it (`haiku`). */
export const costOf = (
  prices: PriceList,
  request: Tokens & { readonly model: string; readonly costMicroUsd: number | null },
): number | null => {
  const price = priceOf(prices, request.model);
  return request.costMicroUsd ?? (price === null ? null : cost(price, request));
};

/** The same tokens at the dearest price; 0 when that is not known, so that no saving is claimed. */
export const counterfactualOf = ({ dearest }: PriceList, tokens: Tokens): number =>
  dearest === null ? 0 : cost(dearest, tokens);

const priceOf = ({ models }: PriceList, model: string): Price | null =>
  models[model] ?? Object.entries(models).find(([name]) => model.includes(name))?.[1] ?? null;

const PER_TOKENS = 1_000_000;

const cost = (price: Price, tokens: Tokens): number =>
  Math.round(
    (tokens.inputTokens * price.input +
      tokens.outputTokens * price.output +
      tokens.cacheReadTokens * price.cacheRead +
      tokens.cacheCreationTokens * price.cacheCreation) /
      PER_TOKENS,
  );
