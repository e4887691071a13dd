/**
 * Brings a wired fleet up. The order is the rule: what the supervisor before this one left is marked first, then the files
 * are read, and only a fleet that knows its files and its tiers starts sessions.
 */
import type { Agent } from '../claude/find-agent.ts';
import type { Wall } from '../claude/wall.ts';
import { workerNumber } from '../domain/ids.ts';
import { ok, type Result } from '../domain/problem.ts';
import { dayText } from '../state/selectors-figures.ts';
import type { Books } from './books.ts';
import type { Deploys } from './deploys.ts';
import type { Failures } from './failures.ts';
import { endLostSessions } from './lost-sessions.ts';
import type { Fleet } from './parts.ts';
import type { GatePolicy } from './policy.ts';
import type { Prices } from './prices.ts';
import { tierSettingsOf } from './tier-settings.ts';
import type { TierWatch } from './tier-watch.ts';
import type { Warnings } from './warnings.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface BootParts {
  readonly fleet: Fleet;
  readonly agent: Agent;
  readonly wall: Wall;
  readonly scenario: string | null;
  readonly deploys: Deploys;
  readonly policy: GatePolicy;
  readonly files: WorkspaceFiles;
  readonly failures: Failures;
  readonly books: Books;
  readonly prices: Prices;
  readonly tierWatch: TierWatch;
  readonly warnings: Warnings;
  /** What the start itself has to say, shown for as long as the fleet runs. */
  readonly notes: readonly string[];
}

/** The problem, when what was left in flight cannot be marked: then nothing was started. */
export const bootFleet = async (parts: BootParts): Promise<Result<null>> => {
  const { fleet, agent, wall, deploys, policy, files, failures, books, prices, tierWatch, warnings } = parts;
  const { config } = fleet;
  const boot = { by: 'boot' };
  const lost = endLostSessions(fleet.world());
  const booted = await fleet.submit(
    {
      kind: 'boot',
      workspace: fleet.places.workspace,
      mode: fleet.mode,
      scenario: parts.scenario,
      agent: agent.kind === 'claude' ? `claude ${agent.version}` : agent.name,
      hooks: agent.kind === 'claude',
      walled: agent.kind === 'claude' && config.sandbox.enabled !== 'off' && wall.kind === 'stands',
      workers: Array.from({ length: config.workers }, (_, index) => workerNumber(index + 1)),
      dispatch: config.dispatch,
    },
    boot,
  );
  if (!booted.ok) return booted;
  // None of them reads what another writes.
  await Promise.all([deploys.recover(), policy.reload(), files.readAll(), failures.reload(), books.open(), lost]);
  if (agent.kind === 'claude') {
    const settings = tierSettingsOf(config, prices, dayText(Date.now()));
    await fleet.submit({ kind: 'report-tiers', settings }, boot);
    await tierWatch.refresh();
  }
  if (prices.problem !== null) await warnings.set('prices', [prices.problem]);
  await warnings.set('boot', parts.notes);
  await fleet.submit({ kind: 'start-fleet' }, boot);
  return ok(null);
};
