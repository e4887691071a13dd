/**
 * Whether each tier can be used: an Ollama is asked before work is given out and after one of its sessions failed; a
 * token must be there; a service that refuses it takes its tiers out for a while. All of it happens when work is given out or
 * something failed, and nothing on a timer.
 */
import type { SessionKey } from '../claude/session-key.ts';
import type { TelemetryRecord } from '../claude/telemetry-record.ts';
import type { TierConfig } from '../domain/config.ts';
import type { TierName } from '../domain/ids.ts';
import { isOllama } from '../domain/tiers/config.ts';
import type { OllamaReading } from '../jobs/ollama.ts';
import type { Fleet } from './parts.ts';

export interface TierWatch {
  /** Looks where the last look is too old; to be awaited before work is given out. */
  readonly refresh: () => Promise<void>;
  readonly heard: (session: SessionKey, record: TelemetryRecord) => void;
  /** A turn ended because the service refused: `authentication_failed`, `billing_error`, `model_not_found`. */
  readonly refused: (session: SessionKey, because: string) => void;
}

export interface TierWatchParts {
  readonly fleet: Fleet;
  readonly probe: (url: string, model: string) => Promise<OllamaReading>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

/** A server that was there a moment ago is there. */
const FRESH_MS = 10_000;

/** A person renews a credential in minutes; until then no session is started in vain. */
const REFUSED_MS = 5 * 60_000;

const REFUSALS: ReadonlyMap<string, string> = new Map([
  ['authentication_failed', 'its service refuses the credential'],
  ['billing_error', 'its service refuses for lack of credit'],
  ['oauth_org_not_allowed', 'its service refuses the organization'],
  ['account_on_hold', 'its service refuses the account'],
  ['verification_required', 'its service wants the account verified'],
  ['cloud_credential_error', 'its service refuses the credential'],
]);

/** Concerns one tier, however many share its credential. */
const NO_MODEL = 'its service does not have the model';

export const createTierWatch = ({ fleet, probe, environment, now }: TierWatchParts): TierWatch => {
  const lookedAt = new Map<TierName, number>();
  let looking: Promise<void> | null = null;

  const report = (
    tier: TierName,
    reading: OllamaReading | { readonly up: true; readonly because: string },
  ): Promise<unknown> =>
    fleet.submit(
      {
        kind: 'report-tier',
        tier,
        up: reading.up,
        because: 'because' in reading ? reading.because : 'its server answers and has the model',
        model: 'model' in reading ? reading.model : null,
      },
      { by: 'tiers' },
    );

  const look = async (tier: TierConfig): Promise<void> => {
    lookedAt.set(tier.name, now());
    if (tier.token !== null && (environment[tier.token] ?? '') === '') {
      await report(tier.name, { up: false, because: `the variable ${tier.token} with its token is not set` });
    } else if (isOllama(tier) && tier.url !== null) {
      await report(tier.name, await probe(tier.url, tier.model));
    } else {
      const state = fleet.world().tiers.state[tier.name];
      const isForgiven = state?.up === false && now() - state.at > REFUSED_MS;
      if (isForgiven) await report(tier.name, { up: true, because: 'it is tried again' });
    }
  };

  const isStale = ({ name }: TierConfig): boolean =>
    now() - (lookedAt.get(name) ?? Number.NEGATIVE_INFINITY) > FRESH_MS;

  const tierOf = ({ worker, generation }: SessionKey): TierConfig | null => {
    const session = fleet.world().workers[worker]?.session;
    return session?.generation === generation
      ? (fleet.config.tiers.find(({ name }) => name === session.tier) ?? null)
      : null;
  };

  /** All that share its credential. */
  const together = (tier: TierConfig): readonly TierConfig[] =>
    fleet.config.tiers.filter(({ url, token }) => url === tier.url && token === tier.token);

  return {
    refresh: async () => {
      const stale = fleet.config.tiers.filter(isStale);
      if (stale.length === 0) return looking ?? undefined;
      looking = Promise.all(stale.map(look)).then(() => {
        looking = null;
      });
      return looking;
    },
    heard: (session, record) => {
      const tier = tierOf(session);
      if (tier === null) return;
      if (record.kind === 'api-request') {
        // It answers again: a credential was renewed, a bill was paid.
        for (const one of together(tier)) {
          const state = fleet.world().tiers.state[one.name];
          if (state?.up === false && !isOllama(one) && (state.because !== NO_MODEL || one.name === tier.name))
            void report(one.name, { up: true, because: 'its service answers again' });
        }
      } else if (record.kind === 'api-error' && isOllama(tier) && !isBusy(record.status)) void look(tier);
    },
    refused: (session, because) => {
      const tier = tierOf(session);
      if (tier === null) return;
      if (because === 'model_not_found') {
        void (isOllama(tier) ? look(tier) : report(tier.name, { up: false, because: NO_MODEL }));
        return;
      }
      const reason = REFUSALS.get(because);
      if (reason === undefined) return;
      for (const one of together(tier)) void report(one.name, { up: false, because: reason });
    },
  };
};

/** Busy is not gone: the agent itself waits and asks again. */
const isBusy = (status: number | null): boolean => status === 429 || status === 529;
