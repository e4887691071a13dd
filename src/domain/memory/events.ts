/** What becomes of memory, as the journal tells it. The notes themselves are files. */
import type { WorkerNumber } from '../ids.ts';
import type { MemorySource, MemoryTier } from './item.ts';

export type MemoryEvent =
  | {
      readonly kind: 'memory.kept';
      readonly item: string;
      readonly title: string;
      readonly tier: MemoryTier;
      readonly project: string | null;
      readonly source: MemorySource;
      /** Ids of the notes that it takes the place of. */
      readonly supersedes: readonly string[];
    }
  | {
      readonly kind: 'memory.moved';
      readonly item: string;
      readonly title: string;
      readonly from: MemoryTier;
      readonly to: MemoryTier;
      readonly because: string;
    }
  /** Something was not kept: a secret in it, or nothing new. */
  | { readonly kind: 'memory.refused'; readonly worker: WorkerNumber | null; readonly because: string }
  /** A person’s wish was carried out. */
  | { readonly kind: 'memory.changed'; readonly item: string; readonly wish: MemoryWish['kind'] }
  /** A person wants a note changed. */
  | { readonly kind: 'memory.wanted'; readonly wish: MemoryWish };

export type MemoryWish =
  | { readonly kind: 'pin'; readonly item: string; readonly pinned: boolean }
  | { readonly kind: 'move'; readonly item: string; readonly tier: MemoryTier }
  | { readonly kind: 'rewrite'; readonly item: string; readonly text: string }
  | {
      readonly kind: 'add';
      readonly text: string;
      readonly topics: readonly string[];
      readonly project: string | null;
    };

/** What the World keeps of it: counts, for screens and summaries. */
export interface MemoryCounts {
  readonly kept: number;
  readonly moved: number;
  readonly refused: number;
  /** By people, from the dashboard. */
  readonly changed: number;
}

export const noMemory: MemoryCounts = { kept: 0, moved: 0, refused: 0, changed: 0 };
