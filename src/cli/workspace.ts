/** Which workspace a command means: the one named, or the nearest above the current directory. */
import { fail, type Result } from '../domain/problem.ts';
import { findWorkspace, type Places, placesOf } from '../state/places.ts';

export interface WorkspaceOption {
  readonly workspace?: string | undefined;
}

export const WORKSPACE_OPTION = [
  '-C, --workspace <dir>',
  'the workspace (default: the nearest one above this directory)',
] as const;

export const workspacePlaces = ({ workspace }: WorkspaceOption): Result<Places> => {
  const from = workspace ?? process.cwd();
  const found = findWorkspace(from);
  if (found !== null) return placesOf(found, process.env);
  return fail({
    kind: 'config',
    message: 'there is no gaffer.yaml here or above',
    where: { file: from },
    next: 'Make a workspace with: gaffer init ~/work   or look around in a rehearsal: gaffer rehearse',
  });
};
