/** Whether what gaffer keeps for itself in a workspace, and the prices that it is told, can be read. It changes nothing. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrices } from '../compose/prices.ts';
import type { Config } from '../domain/config.ts';
import { openJournal } from '../state/journal.ts';
import { bad, type Finding, findingFrom, good } from './doctor-finding.ts';

/** gaffer's own directory, from src/ and dist/ alike. */
const OWN_ROOT = join(import.meta.dirname, '../..');

export const checkOwn = async (root: string): Promise<Finding> => {
  const own = join(root, '.gaffer');
  try {
    if (!(await lstat(own)).isDirectory())
      return bad('.gaffer', 'configuration', 'is no directory', `Move ${own} aside.`);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing
      ? good('.gaffer', 'configuration', 'not made yet: no fleet ran here')
      : bad('.gaffer', 'configuration', String(error), `Give yourself the right to read ${own}.`);
  }
  return checkJournal(join(own, 'journal.db'));
};

const checkJournal = (file: string): Finding => {
  const journal = openJournal(file, { readOnly: true });
  if (!journal.ok)
    return journal.problem.kind === 'missing'
      ? good('journal', 'configuration', 'none yet: no fleet ran here')
      : findingFrom('journal', 'fail', journal.problem);
  try {
    const { seq } = journal.value.load();
    return good('journal', 'configuration', `${seq} events read`);
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const next = 'Move the file aside to begin anew, or restore it from a backup.';
    return findingFrom('journal', 'fail', {
      kind: 'process',
      message: 'the journal is damaged',
      where: { file },
      found,
      next,
    });
  } finally {
    journal.value.close();
  }
};

export const checkPrices = (root: string, { tiers }: Config): Finding => {
  const { problem, sources } = openPrices(root, OWN_ROOT, tiers);
  return problem === null
    ? good('prices', 'configuration', sources.join(', '))
    : { ...good('prices', 'configuration', problem), reading: 'warn', fix: 'Mend prices.yaml, or remove it.' };
};
