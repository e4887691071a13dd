/**
 * What a person should know of the fleet as long as it lasts, gathered from several parts: each says all that it has to
 * say at once, and an empty list takes its warnings back.
 */
import type { Fleet } from './parts.ts';

export interface Warnings {
  readonly set: (part: string, warnings: readonly string[]) => Promise<void>;
}

export const createWarnings = (fleet: Pick<Fleet, 'submit'>): Warnings => {
  const parts = new Map<string, readonly string[]>();
  return {
    set: async (part, warnings) => {
      parts.set(part, warnings);
      await fleet.submit({ kind: 'report-warnings', warnings: [...parts.values()].flat() }, { by: part });
    },
  };
};
