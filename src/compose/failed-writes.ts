/**
 * Writes to shared files that failed: one is shown until a write to the same file works again, for whoever asked for it
 * was told that it is done.
 */
import { describeProblem, type Result } from '../domain/problem.ts';
import type { Fleet } from './parts.ts';
import type { Warnings } from './warnings.ts';

export interface FailedWrites {
  /** Takes note of how a write to the file ended. */
  readonly note: (name: string, written: Result<unknown>) => Promise<void>;
}

export const createFailedWrites = (fleet: Fleet, warnings: Warnings): FailedWrites => {
  const failing = new Set<string>();
  return {
    note: async (name, written) => {
      if (written.ok) {
        if (failing.delete(name)) await warnings.set(`writing ${name}`, []);
        return;
      }
      failing.add(name);
      const text = describeProblem(written.problem);
      fleet.log(text);
      await warnings.set(`writing ${name}`, [`${text} What was to be changed there was not.`]);
    },
  };
};
