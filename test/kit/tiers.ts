/** Tiers as gaffer.yaml would give them to the World: a free local one, haiku and opus at list price. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { tierSettingsOf } from '../../src/compose/tier-settings.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { priceListOf, priceTable } from '../../src/domain/tiers/price-table.ts';
import type { TierSettings } from '../../src/domain/tiers/tiers.ts';

const shipped = priceTable.parse(parse(readFileSync(join(import.meta.dirname, '../../prices.yaml'), 'utf8')));

export const LOCAL = { name: 'ollama', model: 'qwen3-coder', url: 'http://localhost:11434' };

export const tierSettings = (config: object = {}): TierSettings => {
  const tiers = [LOCAL, { name: 'haiku', model: 'haiku' }, { name: 'opus', model: 'opus' }];
  const parsed = parseConfig({ tiers, ...config });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  const prices = priceListOf([shipped], parsed.config.tiers, new Set(['ollama']));
  return tierSettingsOf(parsed.config, { ...prices, sources: [], problem: null }, '2026-11-23');
};
