/** What every saving is measured against, in the words that stand beside it. */
import { priceText } from '../domain/tiers/price.ts';
import type { Prices } from './prices.ts';

export const assumptionOf = ({ dearest, sources }: Prices): string | null =>
  dearest === null
    ? null
    : `against the same tokens on ${dearest.name} (US$ per million: ${priceText(dearest.price)}; ${sources.join('; ')})`;
