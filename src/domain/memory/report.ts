/** What the memory page asks of the supervisor: notes by tier or by a search, each with why it lies where it lies. */
import type { MemoryItem } from './item.ts';
import type { Score } from './score.ts';

export interface MemoryReportQuery {
  /** Words to search for; empty for all notes, the hottest first. */
  readonly text: string;
  readonly limit: number;
}

export interface MemoryReport {
  readonly rows: readonly MemoryReportRow[];
  readonly total: number;
  readonly hotTokens: number;
  readonly hotBudget: number;
}

export interface MemoryReportRow extends Pick<MemoryItem, 'id' | 'tier' | 'project' | 'pinned' | 'uses' | 'problem'> {
  readonly title: string;
  /** Its first lines. */
  readonly text: string;
  /** There is more of it than `text`. */
  readonly isCut: boolean;
  readonly file: string;
  readonly score: Score;
  readonly because: string;
}
