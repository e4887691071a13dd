/** Prepares sessions of Claude Code: tokens, settings with the gate's hooks, tools, environment, model of the tier. */
import { join } from 'node:path';
import type { Agent } from '../claude/find-agent.ts';
import type { HookClient } from '../claude/hook-client.ts';
import { prepareLaunch } from '../claude/launch.ts';
import type { Tokens } from '../claude/tokens.ts';
import type { Wall } from '../claude/wall.ts';
import type { TierConfig } from '../domain/config.ts';
import type { TierName } from '../domain/ids.ts';
import { ok } from '../domain/problem.ts';
import { isUp } from '../domain/tiers/tiers.ts';
import { gitIgnoreEnvironment } from './git-ignore.ts';
import type { Fleet, ModelService } from './parts.ts';
import { sandboxOf } from './sandbox.ts';
import type { SessionMaker } from './session-maker.ts';
import { tierEnvironment } from './tier-settings.ts';

export interface ClaudeMakerParts {
  readonly fleet: Fleet;
  readonly agent: Agent;
  readonly tokens: Tokens;
  readonly client: HookClient;
  readonly gateSocket: string;
  readonly loopbackOrigin: string;
  readonly service: ModelService | null;
  readonly ownRoot: string;
  readonly wall: Wall;
  /** Deny and ask rules from the policy: the wall beneath the hooks. */
  readonly floor: () => { readonly deny: readonly string[]; readonly ask: readonly string[] };
}

export const createClaudeMaker = (parts: ClaudeMakerParts): SessionMaker => {
  const { fleet, tokens, service } = parts;
  const gitIgnore = gitIgnoreEnvironment(fleet.places);
  return {
    prepare: async (wanted, { id, directory }) => {
      const key = { worker: wanted.worker, generation: wanted.generation };
      const tier = tierOf(fleet, wanted.tier);
      const model = modelOf(fleet, tier);
      const cwd = wanted.project === null ? fleet.places.workspace : join(fleet.places.workspace, wanted.project);
      const launch = await prepareLaunch({
        key,
        agent: parts.agent.command,
        start: { kind: wanted.resume === null ? 'new' : 'resume', session: id },
        cwd,
        model,
        directory,
        tokens: tokens.issue(key),
        loopbackOrigin: parts.loopbackOrigin,
        settings: {
          client: parts.client,
          gateSocket: parts.gateSocket,
          ...parts.floor(),
          models: [model],
          sandbox: sandboxOf(fleet, parts.wall, wanted.project),
        },
        environment: {
          from: process.env,
          extraNames: fleet.config.agent.env,
          ownRoot: parts.ownRoot,
          author:
            fleet.mode === 'rehearsal'
              ? { name: `worker-${wanted.worker}`, email: `worker-${wanted.worker}@gaffer.invalid` }
              : null,
          overrides: {
            ...gitIgnore,
            ...tierEnvironment(tier, model, process.env),
            ...service?.environmentOf(wanted.worker, tier.name),
          },
        },
      });
      if (!launch.ok) return launch;
      return ok({ id: launch.value.sessionId, ...launch.value, model, tier: tier.name, hooks: true });
    },
    ended: (session) => tokens.revoke(session),
  };
};

/** The wanted tier; for a session that only sits ready, the cheapest that can be used. */
const tierOf = ({ config, world }: Fleet, wanted: TierName | null): TierConfig => {
  const { tiers } = world();
  const ready = config.tiers.find((tier) => tier.tools && isUp(tiers, tier));
  const found = config.tiers.find(({ name }) => name === wanted) ?? ready ?? config.tiers[0];
  if (found === undefined) throw new Error('a configuration has at least one tier');
  return found;
};

/** Where gaffer.yaml leaves it open, what its server has. */
const modelOf = ({ world }: Fleet, { name, model }: TierConfig): string => world().tiers.state[name]?.model ?? model;
