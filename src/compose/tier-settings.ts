/** gaffer.yaml's tiers as the World is told of them, and the environment of a session on one. */
import type { Config, TierConfig } from '../domain/config.ts';
import { isOllama } from '../domain/tiers/config.ts';
import type { TierFacts, TierSettings } from '../domain/tiers/tiers.ts';
import type { Prices } from './prices.ts';

export const tierSettingsOf = (config: Config, prices: Prices, day: string): TierSettings => ({
  ladder: config.tiers.map((tier) => factsOf(tier, prices, day)),
  routing: config.routing,
  escalation: config.escalation,
  budgets: config.budgets,
});

const factsOf = (tier: TierConfig, prices: Prices, day: string): TierFacts => ({
  name: tier.name,
  model: tier.model,
  price: prices.priceOf(tier.model, day),
  tools: tier.tools,
  can: tier.can,
  concurrency: tier.concurrency,
  credential: `${tier.url ?? 'own'} ${tier.token ?? ''}`,
});

/**
 * What a session needs to talk to its tier's service and to nothing dearer. Tokens come from gaffer's own environment
 * and go into the session's: they stand in no argument, file or log.
 */
export const tierEnvironment = (
  tier: TierConfig,
  model: string,
  from: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => {
  const token = tier.token === null ? (isOllama(tier) ? OLLAMA_TOKEN : undefined) : from[tier.token];
  return {
    CLAUDE_CODE_SUBAGENT_MODEL: model,
    ...(token === undefined ? {} : { ANTHROPIC_AUTH_TOKEN: token }),
    ...(tier.url === null ? {} : { ANTHROPIC_BASE_URL: tier.url, ...onlyModel(model) }),
    // Claude Code takes a model that it does not know for one with a window of a million tokens.
    ...(tier.context === null
      ? {}
      : {
          CLAUDE_CODE_MAX_CONTEXT_TOKENS: String(tier.context),
          CLAUDE_CODE_AUTO_COMPACT_WINDOW: String(tier.context),
        }),
  };
};

/** Ollama wants some token, and looks at none. */
const OLLAMA_TOKEN = 'ollama';

/** A server of its own has this model alone: whatever family the agent asks for in the background, this one answers. */
const onlyModel = (model: string): Readonly<Record<string, string>> => ({
  ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
  ANTHROPIC_DEFAULT_SONNET_MODEL: model,
  ANTHROPIC_DEFAULT_OPUS_MODEL: model,
  ANTHROPIC_SMALL_FAST_MODEL: model,
});
