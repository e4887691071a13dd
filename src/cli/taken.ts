/** Who has a workspace already: what a command says that wanted to be its supervisor, and came second. */
import type { Problem } from '../domain/problem.ts';
import type { Places } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';

export const takenProblem = async ({ controlSocket }: Places): Promise<Problem> => {
  const running = await connectFleet(controlSocket);
  if (!running.ok) return SILENT_HOLDER;
  running.value.close();
  return {
    kind: 'busy',
    message: `a supervisor runs for this workspace already, as process ${running.value.pid}`,
    next: 'Attach to it with: gaffer   or stop it first with: gaffer down',
  };
};

/** It is still starting, or deploys without a supervisor; the lock alone does not tell which. */
export const SILENT_HOLDER: Problem = {
  kind: 'busy',
  message: 'another gaffer works in this workspace, and does not answer yet',
  next: 'Wait for it to end, or try again in a moment.',
};
