/**
 * Does small writing jobs on the local model while one is up, and without any model otherwise. Nothing here can cost
 * anything: it knows no tier but a free one with a server of its own.
 */
import { isOllama } from '../domain/tiers/config.ts';
import { isFree, isUp } from '../domain/tiers/tiers.ts';
import { isUsable, plainText, promptFor, type UtilityJob } from '../domain/tiers/utility.ts';
import type { Fleet } from './parts.ts';

export interface Utility {
  readonly write: (job: UtilityJob) => Promise<string>;
}

export type AskLocal = (url: string, model: string, prompt: string) => Promise<string | null>;

export const createUtility = (fleet: Fleet, ask: AskLocal): Utility => ({
  write: async (job) => {
    const local = localModel(fleet);
    const answer = local === null ? null : await ask(local.url, local.model, promptFor(job));
    return answer !== null && isUsable(job, answer) ? answer.trim() : plainText(job);
  },
});

const localModel = ({ config, world }: Fleet): { readonly url: string; readonly model: string } | null => {
  const { tiers } = world();
  const tier = config.tiers.find(
    (one) =>
      isOllama(one) &&
      isUp(tiers, one) &&
      tiers.settings?.ladder.some((facts) => facts.name === one.name && isFree(facts)),
  );
  if (tier === undefined || tier.url === null) return null;
  const model = tiers.state[tier.name]?.model ?? tier.model;
  return model === 'auto' ? null : { url: tier.url, model };
};
