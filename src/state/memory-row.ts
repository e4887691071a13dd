/** A row of the memory index as a note. */
import type { Curated } from '../domain/memory/curate.ts';
import { MEMORY_SOURCES, MEMORY_TIERS, type MemoryItem, type MemoryTier } from '../domain/memory/item.ts';
import type { Standing } from '../domain/memory/ranking.ts';

/** What SQLite gives for `SELECT * FROM items JOIN texts USING (key)`, whose tables are STRICT. */
export interface MemoryRow {
  readonly file: string;
  readonly id: string;
  readonly tier: string;
  readonly project: string | null;
  readonly topics: string;
  readonly text: string;
  readonly source: string;
  readonly worker: number | null;
  readonly task: string | null;
  readonly created: number;
  readonly used: number | null;
  /** When it was last written or used. */
  readonly near: number;
  readonly uses: number;
  readonly pinned: number;
  readonly supersedes: string;
  readonly superseded: string | null;
  readonly problem: string | null;
  readonly managed: number;
  readonly tokens: number;
}

export type StandingRow = Pick<MemoryRow, 'id' | 'project' | 'tier' | 'near' | 'uses' | 'pinned' | 'superseded'>;

/** What its order among found notes depends on. */
export const standingFromRow = (row: StandingRow): Standing & { readonly id: string } => ({
  id: row.id,
  project: row.project,
  tier: tierFrom(row.tier),
  freshAt: row.near,
  uses: row.uses,
  pinned: row.pinned === 1,
  superseded: row.superseded !== null,
});

export const itemFromRow = (row: MemoryRow): MemoryItem => {
  const { tokens: _, ...common } = curatedFromRow(row);
  return {
    ...common,
    text: row.text,
    topics: JSON.parse(row.topics),
    supersedes: JSON.parse(row.supersedes),
    problem: row.problem,
  };
};

export const curatedFromRow = (
  row: Omit<MemoryRow, 'text' | 'topics' | 'supersedes' | 'problem' | 'near'>,
): Curated => ({
  id: row.id,
  file: row.file,
  tier: tierFrom(row.tier),
  project: row.project,
  source: {
    kind: MEMORY_SOURCES.find((kind) => kind === row.source) ?? 'person',
    worker: row.worker,
    task: row.task,
  },
  createdAt: row.created,
  usedAt: row.used,
  uses: row.uses,
  pinned: row.pinned === 1,
  supersededBy: row.superseded,
  managed: row.managed === 1,
  tokens: row.tokens,
});

const tierFrom = (text: string): MemoryTier => MEMORY_TIERS.find((tier) => tier === text) ?? 'cold';
