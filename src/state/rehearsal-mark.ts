/**
 * The mark of a workspace that a rehearsal laid, with the name or file of its scenario: whoever starts a supervisor there
 * gets the scripted model, never one that costs money.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from './places.ts';

type Own = Pick<Places, 'own'>;

export const markRehearsal = (places: Own, scenario: string): void => writeFileSync(markIn(places), `${scenario}\n`);

/** The scenario; null in a workspace of a person's own. Throws when the mark is there and cannot be read. */
export const markedRehearsal = (places: Own): string | null => {
  try {
    return readFileSync(markIn(places), 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

const markIn = ({ own }: Own): string => join(own, 'rehearsal');
