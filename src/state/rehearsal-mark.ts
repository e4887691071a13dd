/**
 * The mark of a workspace that a rehearsal laid, with the name or file of its scenario: whoever starts a supervisor there
 * gets the scripted model, never one that costs money.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { Places } from './places.ts';

type Own = Pick<Places, 'own'>;

export const markRehearsal = (places: Own, scenario: string): void => writeFileSync(markIn(places), `${scenario}\n`);

/** The scenario; null in a workspace of a person's own. A mark that cannot be read is a problem: nothing live may start. */
export const markedRehearsal = (places: Own): Result<string | null> => {
  try {
    return ok(readFileSync(markIn(places), 'utf8').trim());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null);
    return fail({
      kind: 'config',
      message: 'the mark of a rehearsal cannot be read, so nothing was started',
      where: { file: markIn(places) },
      found: error instanceof Error ? error.message : String(error),
      next: 'Mend it if a rehearsal was laid here; remove it if this workspace is your own.',
    });
  }
};

const markIn = ({ own }: Own): string => join(own, 'rehearsal');
