/** Prepares sessions of Claude Code: tokens, settings with the gate's hooks, tools, environment, model of the tier. */
import { join } from 'node:path';
import type { Agent } from '../claude/find-agent.ts';
import type { HookClient } from '../claude/hook-client.ts';
import { prepareLaunch } from '../claude/launch.ts';
import type { Tokens } from '../claude/tokens.ts';
import type { Wall } from '../claude/wall.ts';
import type { TierName } from '../domain/ids.ts';
import { ok } from '../domain/problem.ts';
import { gitIgnoreEnvironment } from './git-ignore.ts';
import type { Fleet, ModelService } from './parts.ts';
import { sandboxOf } from './sandbox.ts';
import type { SessionMaker } from './session-maker.ts';

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
      const cwd = wanted.project === null ? fleet.places.workspace : join(fleet.places.workspace, wanted.project);
      const launch = await prepareLaunch({
        key,
        agent: parts.agent.command,
        start: { kind: wanted.resume === null ? 'new' : 'resume', session: id },
        cwd,
        model: tier.model,
        directory,
        tokens: tokens.issue(key),
        loopbackOrigin: parts.loopbackOrigin,
        settings: {
          client: parts.client,
          gateSocket: parts.gateSocket,
          ...parts.floor(),
          models: [tier.model],
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
          overrides: { ...gitIgnore, ...service?.environmentOf(wanted.worker, tier.name) },
        },
      });
      if (!launch.ok) return launch;
      return ok({ id: launch.value.sessionId, ...launch.value, model: tier.model, tier: tier.name, hooks: true });
    },
    ended: (session) => tokens.revoke(session),
  };
};

const tierOf = ({ config }: Fleet, wanted: TierName | null) => {
  const [cheapest, ...others] = config.tiers;
  if (cheapest === undefined) throw new Error('a configuration has at least one tier');
  return others.find(({ name }) => name === wanted) ?? cheapest;
};
