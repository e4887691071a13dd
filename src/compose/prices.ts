/** The price list of a fleet: gaffer.yaml's own prices, the person's prices.yaml, and the one that ships with gaffer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { TierConfig } from '../domain/config.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { isOllama } from '../domain/tiers/config.ts';
import type { PriceList } from '../domain/tiers/price.ts';
import { type PriceTable, priceListOf, priceTable } from '../domain/tiers/price-table.ts';

const PRICES_FILE = 'prices.yaml';

export interface Prices extends PriceList {
  /** Where the figures come from, the person's own first. */
  readonly sources: readonly string[];
  /** What is wrong with the person's file; it is not used then. */
  readonly problem: string | null;
}

/** `tiers` with the models that they really have: an Ollama's `auto` is no model yet, and costs nothing. */
export const openPrices = (workspace: string, ownRoot: string, tiers: readonly TierConfig[]): Prices => {
  const shipped = readTable(join(ownRoot, PRICES_FILE));
  if (!shipped.ok) throw new Error(`the prices that ship with gaffer do not read: ${shipped.problem.message}`);
  const own = readTable(join(workspace, PRICES_FILE));
  const tables = [own.ok ? own.value : null, shipped.value].filter((table) => table !== null);
  const free = new Set(tiers.filter((tier) => tier.price === null && isOllama(tier)).map(({ name }) => String(name)));
  return {
    ...priceListOf(tables, tiers, free),
    sources: tables.map(({ source, checked }) => `${source} (${checked})`),
    problem: own.ok ? null : own.problem.message,
  };
};

/** Null for a file that is not there. */
const readTable = (file: string): Result<PriceTable | null> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return ok(null);
  }
  try {
    const parsed = priceTable.safeParse(parse(text));
    if (parsed.success) return ok(parsed.data);
    return fail({ kind: 'config', message: `${PRICES_FILE} is not used: ${z.prettifyError(parsed.error)}` });
  } catch (error) {
    return fail({ kind: 'config', message: `${PRICES_FILE} is not used: ${String(error)}` });
  }
};
