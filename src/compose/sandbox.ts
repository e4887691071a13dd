/** Which wall a session gets: the locked project may be written, gaffer's own and the shared files never. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sandboxSettings, type Wall } from '../claude/wall.ts';
import type { ProjectId } from '../domain/ids.ts';
import type { Fleet } from './parts.ts';

/** Files inside a project that make other programs run code. */
const EXECUTOR_FILES = ['.git/hooks', '.git/config', '.claude', '.mcp.json'];
const SHELL_FILES = ['.bashrc', '.zshrc', '.profile', '.bash_profile', '.ssh'];

export const sandboxOf = (
  fleet: Fleet,
  wall: Wall,
  project: ProjectId | null,
): Readonly<Record<string, unknown>> | null => {
  const { places, config } = fleet;
  if (config.sandbox.enabled === 'off' || wall.kind === 'missing') return null;
  const root = project === null ? null : join(places.workspace, project);
  return sandboxSettings({
    project: root,
    protectedPaths: [
      places.own,
      places.runtime,
      ...(root === null ? [] : EXECUTOR_FILES.map((file) => join(root, file))),
      ...SHELL_FILES.map((file) => join(homedir(), file)),
    ],
    allowedDomains: config.sandbox.allowedDomains,
  });
};
