/** The running supervisor, or where none runs, the store itself for as long as one deploy takes. */
import type { DeployClient } from '../compose/quiet-fleet.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { Places } from '../state/places.ts';
import { takeSupervisorLock } from '../state/supervisor-lock.ts';
import { connectFleet } from '../wire/client.ts';
import { say } from './output.ts';
import { SILENT_HOLDER } from './taken.ts';

export type OpenDeployClient = DeployClient & {
  /** Whether somebody else could answer a question meanwhile. */
  readonly isAlone: boolean;
  /** Resolves when the supervisor is gone: nobody says any more what became of a run. */
  readonly gone: Promise<void>;
};

export const openDeployClient = async (places: Places): Promise<Result<OpenDeployClient>> => {
  const connected = await connectFleet(places.controlSocket);
  if (connected.ok) {
    const { snapshot, subscribe, command, close, closed } = connected.value;
    return ok({ snapshot, subscribe, command, close: async () => close(), isAlone: false, gone: closed });
  }
  if (connected.problem.kind !== 'missing') return connected;
  const lock = takeSupervisorLock(places.lock);
  if (lock === null) return fail(SILENT_HOLDER);
  const { openQuietFleet } = await import('../compose/quiet-fleet.ts');
  const opened = await openQuietFleet(places, say);
  if (!opened.ok) {
    lock.release();
    return opened;
  }
  const close = async (): Promise<void> => {
    await opened.value.close();
    lock.release();
  };
  return ok({ ...opened.value, close, isAlone: true, gone: new Promise(() => undefined) });
};
