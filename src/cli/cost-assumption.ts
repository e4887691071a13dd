/** What a saving is measured against, from the files of a workspace alone: the same words as the running fleet's. */
import { join } from 'node:path';
import { assumptionOf } from '../compose/assumption.ts';
import { openPrices } from '../compose/prices.ts';
import { readConfig } from '../state/config-file.ts';
import type { Places } from '../state/places.ts';
import { sharedFilesIn } from '../state/shared-file.ts';

/** Null when the prices or the configuration do not read: then no assumption is known, and none is made up. */
export const readAssumption = async (places: Places): Promise<string | null> => {
  const config = await readConfig(sharedFilesIn(places.workspace));
  return config.ok ? assumptionOf(openPrices(places.workspace, OWN_ROOT, config.value.tiers)) : null;
};

const OWN_ROOT = join(import.meta.dirname, '../..');
