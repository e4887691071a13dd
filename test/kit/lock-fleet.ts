/** A fleet in memory behind the face that the gate's parts know: commands are decided and folded at once, in a real workspace. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fleet } from '../../src/compose/parts.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import { isEvents, PureFleet } from './pure-fleet.ts';
import { tempDir } from './temp.ts';

export interface LockFleet {
  readonly pure: PureFleet;
  readonly fleet: Pick<Fleet, 'world' | 'subscribe' | 'submit'> & { readonly places: { readonly workspace: string } };
  readonly workspace: string;
}

/** Four seated workers, and nobody holds anything. */
export const lockFleet = (): LockFleet => {
  const workspace = join(tempDir(), 'ws');
  for (const project of ['apps/alpha', 'apps/beta']) mkdirSync(join(workspace, project), { recursive: true });
  const pure = new PureFleet().boot();
  pure.must({ kind: 'start-fleet' });
  for (const number of [1, 2, 3, 4]) pure.seat(number);
  const listeners = new Set<() => void>();
  return {
    pure,
    workspace,
    fleet: {
      places: { workspace },
      world: () => pure.world,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      submit: async (command) => {
        const before = pure.log.length;
        const done = pure.do(command);
        for (const listener of listeners) listener();
        return isEvents(done) ? ok(pure.log.slice(before)) : fail(done);
      },
    },
  };
};
