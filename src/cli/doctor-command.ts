/** `gaffer doctor` with what only the other rooms know: how the agent is found, and how POLICIES.md is read. */
import type { Command } from 'commander';
import { findAgent } from '../claude/find-agent.ts';
import { ok } from '../domain/problem.ts';
import { parsePolicies } from '../state/policies-file.ts';
import { register as registerDoctor } from './doctor.ts';

export const register = (program: Command): void =>
  registerDoctor(program, {
    findAgent: async (command, workspace) => {
      const isDefault = command.length === 1 && command[0] === 'claude';
      const found = await findAgent({
        configured: isDefault ? null : command,
        path: process.env.PATH ?? '',
        workspace: workspace ?? process.cwd(),
        ownCopy: null,
      });
      if (!found.ok) return found;
      const agent = found.value;
      return agent.kind === 'claude'
        ? ok({ text: `Claude Code ${agent.version} at ${agent.command[0]}`, note: agent.note })
        : ok({ text: agent.name, note: `${agent.name} has no hooks: no gate, no locks, no tiers for its workers` });
    },
    readers: { 'POLICIES.md': (text) => parsePolicies(text).problems },
  });
