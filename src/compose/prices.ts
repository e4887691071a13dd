/** The price list of a fleet: gaffer.yaml's own prices, the person's prices.yaml, and the one that ships with gaffer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { TierConfig } from '../domain/config.ts';
import { describeProblem, fail, ok, type Result } from '../domain/problem.ts';
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
  if (!shipped.ok) throw new Error(`the prices that ship with gaffer do not read: ${describeProblem(shipped.problem)}`);
  const own = readTable(join(workspace, PRICES_FILE));
  const tables = [own.ok ? own.value : null, shipped.value].filter((table) => table !== null);
  const free = new Set(tiers.filter((tier) => tier.price === null && isOllama(tier)).map(({ name }) => String(name)));
  return {
    ...priceListOf(tables, tiers, free),
    sources: tables.map(({ source, checked }) => `${source} (${checked})`),
    problem: own.ok ? null : describeProblem(own.problem),
  };
};

/** Null for a file that is not there. */
const readTable = (file: string): Result<PriceTable | null> => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ok(null);
    return notUsed(error instanceof Error ? error.message : String(error), {});
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    // The parser's own message goes on with the place and an excerpt.
    return notUsed(error.message.split(/ at line \d+|\n/)[0] ?? error.message, { line, column: col });
  }
  const parsed = priceTable.safeParse(document.toJS());
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return notUsed(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no price list'}`.replace(/^: /, ''), {});
};

const notUsed = (found: string, at: { readonly line?: number; readonly column?: number }): Result<never> =>
  fail({
    kind: 'config',
    message: 'these prices are not used',
    where: { file: PRICES_FILE, ...at },
    found,
    next: 'Until it is mended, the prices that ship with gaffer hold.',
  });
