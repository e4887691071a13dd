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

/** A price with its bounds: dearer for long prompts where the maker says so. */
export interface ListPrice extends Price {
  readonly above: (Price & { readonly promptTokens: number }) | null;
}

export interface PriceList {
  /** What this model costs on that day (`2026-11-23`); null when no row says so. */
  readonly priceOf: (model: string, day: string) => ListPrice | null;
  /** Models whose endpoint is not the agent's own service: there the agent's own figure is a guess, and ours holds. */
  readonly isForeign: (model: string) => boolean;
  /** The model that the saving is measured against, and its price; null when that is not known. */
  readonly dearest: { readonly name: string; readonly price: ListPrice } | null;
}

export interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
}

export const allTokens = (tokens: Tokens): number =>
  tokens.inputTokens + tokens.outputTokens + tokens.cacheReadTokens + tokens.cacheCreationTokens;

export type CostBasis = 'reported' | 'computed' | 'unknown';

export interface Cost {
  readonly microUsd: number | null;
  readonly basis: CostBasis;
}

export interface PricedRequest extends Tokens {
  readonly model: string;
  /** As the agent reported it. */
  readonly costMicroUsd: number | null;
}

/**
 * The agent's own figure wins, but for models that it does not serve: Claude Code prices a model that it does not know as
 * if it were its dearest. Else our price list.
 */
export const costOf = (prices: PriceList, request: PricedRequest, day: string): Cost => {
  if (request.costMicroUsd !== null && !prices.isForeign(request.model))
    return { microUsd: request.costMicroUsd, basis: 'reported' };
  const price = prices.priceOf(request.model, day);
  return price === null
    ? { microUsd: null, basis: 'unknown' }
    : { microUsd: costAt(price, request), basis: 'computed' };
};

/** The same tokens at the dearest price; 0 when that or the cost itself is not known, so that no saving is claimed. */
export const counterfactualOf = ({ dearest }: PriceList, tokens: Tokens, cost: Cost): number =>
  dearest === null || cost.microUsd === null ? 0 : costAt(dearest.price, tokens);

const PER_TOKENS = 1_000_000;

export const costAt = (list: ListPrice, tokens: Tokens): number => {
  const prompt = tokens.inputTokens + tokens.cacheReadTokens + tokens.cacheCreationTokens;
  const price = list.above !== null && prompt > list.above.promptTokens ? list.above : list;
  return Math.round(
    (tokens.inputTokens * price.input +
      tokens.outputTokens * price.output +
      tokens.cacheReadTokens * price.cacheRead +
      tokens.cacheCreationTokens * price.cacheCreation) /
      PER_TOKENS,
  );
};

/** `4 in, 20 out, 0.2 cache read, 5 cache write`: US dollars per million tokens. */
export const priceText = ({ input, output, cacheRead, cacheCreation }: Price): string =>
  `${usd(input)} in, ${usd(output)} out, ${usd(cacheRead)} cache read, ${usd(cacheCreation)} cache write`;

const usd = (microPerMillion: number): string => String(microPerMillion / PER_TOKENS);
