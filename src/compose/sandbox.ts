/**
 * Which wall a session gets: its shell may write in the locked project and in its temporary directory, and nowhere else. The
 * agent reads its wall once, at its start, so a session whose lock has changed since is taken up again (`locks/wall.ts`).
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sandboxSettings, type Wall } from '../claude/wall.ts';
import type { ProjectId } from '../domain/ids.ts';
import type { Fleet } from './parts.ts';

/** Files inside a project that make other programs run code; the agent's sandbox protects them where they are not yet there, too. */
const EXECUTOR_FILES = ['.git/hooks', '.git/config', '.claude', '.mcp.json'];
const SHELL_FILES = ['.bashrc', '.zshrc', '.profile', '.bash_profile', '.ssh'];
export const sandboxOf = (
  {
    places,
    config,
  }: Pick<Fleet, 'config'> & { readonly places: Pick<Fleet['places'], 'workspace' | 'own' | 'runtime'> },
  wall: Wall,
  project: ProjectId | null,
): Readonly<Record<string, unknown>> | null => {
  if (config.sandbox.enabled === 'off' || wall.kind === 'missing') return null;
  const root = project === null ? null : join(places.workspace, project);
  return sandboxSettings({
    project: root,
    protectedPaths: [
      places.own,
      places.runtime,
      // Without a project the session works in the workspace itself, which its sandbox would let it write.
      ...(root === null ? [places.workspace] : EXECUTOR_FILES.map((file) => join(root, file))),
      ...SHELL_FILES.map((file) => join(homedir(), file)),
    ],
    // Tokens and sockets; the agent's own directory beside them in a rehearsal holds what its shell starts from.
    hiddenPaths: [join(places.own, 'sessions'), places.runtime, join(homedir(), '.ssh')],
    allowedDomains: config.sandbox.allowedDomains,
  });
};
