/** The rehearsal inside a supervisor: the scripted model on loopback, and how sessions reach it. No account, no network. */
import { join } from 'node:path';
import { seedConfigDir } from '../claude/trust.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { rehearsalToken, startRehearsal } from '../rehearsal/messages-api.ts';
import { PACES } from '../rehearsal/pace.ts';
import { loadScenario } from '../rehearsal/scenario.ts';
import type { Places } from '../state/places.ts';
import type { ModelService } from './parts.ts';

export interface RehearsalService {
  readonly service: ModelService;
  /** Where its sessions keep their transcripts. */
  readonly configDir: string;
  readonly close: () => Promise<void>;
}

export const requestLogOf = ({ own }: Places): string => join(own, 'rehearsal-requests.jsonl');

export const openRehearsal = async (
  places: Places,
  scenarioName: string,
  pace: string | null,
): Promise<Result<RehearsalService>> => {
  const reading = await loadScenario(scenarioName);
  if (!reading.ok) return fail(reading.problems[0]);
  const scenario = reading.value;
  const configDir = join(places.own, 'claude');
  const directories = [places.workspace, ...scenario.projects.map(({ id }) => join(places.workspace, id))];
  const seeded = await seedConfigDir(configDir, directories);
  if (!seeded.ok) return seeded;
  const rehearsal = await startRehearsal({
    scenario,
    logFile: requestLogOf(places),
    pace: pace === 'fast' ? PACES.fast : PACES.demo,
  });
  return ok({
    service: {
      environmentOf: (worker, tier) => ({
        ANTHROPIC_BASE_URL: (tier === null ? undefined : rehearsal.urls[tier]) ?? rehearsal.url,
        ANTHROPIC_AUTH_TOKEN: rehearsalToken(worker),
        CLAUDE_CONFIG_DIR: configDir,
      }),
      urlOf: (tier) => {
        const own = scenario.tiers.find(({ name, ownPort }) => name === tier && ownPort);
        return own === undefined ? null : (rehearsal.urls[own.name] ?? null);
      },
    },
    configDir,
    close: rehearsal.close,
  });
};
