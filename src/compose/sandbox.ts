/**
 * Which wall a session gets: the locked project may be written, gaffer's own and the shared files never. The agent reads
 * its wall once, at its start; so each grant of the dispatcher comes with a session of its own.
 */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sandboxSettings, type Wall } from '../claude/wall.ts';
import type { ProjectId, WorkerNumber } from '../domain/ids.ts';
import type { World } from '../domain/world.ts';
import type { Fleet } from './parts.ts';

/** Files inside a project that make other programs run code; the agent's sandbox protects them where they are not yet there, too. */
const EXECUTOR_FILES = ['.git/hooks', '.git/config', '.claude', '.mcp.json'];
const SHELL_FILES = ['.bashrc', '.zshrc', '.profile', '.bash_profile', '.ssh'];
/** What people and workers share; workers change them by their tools, and their own status file with Edit. */
const SHARED_FILES = [
  'gaffer.yaml',
  'BACKLOG.md',
  'POLICIES.md',
  'ENVIRONMENT.md',
  'CLAUDE.md',
  'CHANGELOG.md',
  'FAILURES.md',
  'MEMORY',
];

export interface Walled {
  readonly worker: WorkerNumber;
  readonly project: ProjectId | null;
}

export const sandboxOf = (
  fleet: Pick<Fleet, 'config' | 'world'> & { readonly places: Pick<Fleet['places'], 'workspace' | 'own' | 'runtime'> },
  wall: Wall,
  { worker, project }: Walled,
): Readonly<Record<string, unknown>> | null => {
  const { places, config } = fleet;
  if (config.sandbox.enabled === 'off' || wall.kind === 'missing') return null;
  const world = fleet.world();
  const inWorkspace = (name: string): string => join(places.workspace, name);
  const root = project === null ? null : inWorkspace(project);
  return sandboxSettings({
    project: root,
    protectedPaths: [
      places.own,
      places.runtime,
      // Without a project the session works in the workspace itself, which its sandbox lets it write.
      ...(root === null
        ? [...sharedFiles(world), ...heldByOthers(world, worker)].map(inWorkspace)
        : EXECUTOR_FILES.map((file) => join(root, file))),
      ...SHELL_FILES.map((file) => join(homedir(), file)),
    ],
    allowedDomains: config.sandbox.allowedDomains,
  });
};

const sharedFiles = ({ workers }: World): readonly string[] => [
  ...SHARED_FILES,
  ...Object.keys(workers).map((number) => `WORKER${number}.md`),
];

const heldByOthers = ({ locks }: World, worker: WorkerNumber): readonly ProjectId[] =>
  Object.values(locks)
    .filter(({ holder }) => holder !== worker)
    .map(({ project }) => project);
