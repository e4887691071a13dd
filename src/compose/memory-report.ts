/** Makes the report of the memory page out of the index. */
import { wishOf } from '../domain/memory/curate.ts';
import { MEMORY_TIERS, type MemoryItem, titleOf } from '../domain/memory/item.ts';
import type { MemoryReport, MemoryReportQuery } from '../domain/memory/report.ts';
import { scoreOf, totalOf } from '../domain/memory/score.ts';
import { estimateTokens } from '../domain/workers/startup.ts';
import type { Memory } from './memory.ts';

/** What a page can show below a row. */
const SHOWN_LENGTH = 600;

export const memoryReport = (memory: Memory, { text, limit }: MemoryReportQuery, hotBudget: number): MemoryReport => {
  const { index } = memory.store;
  const facts = memory.facts();
  const hot = index.items({ tier: 'hot' });
  const items: readonly MemoryItem[] =
    text.trim() === ''
      ? MEMORY_TIERS.flatMap((tier) =>
          (tier === 'hot' ? hot : index.items({ tier, limit }))
            .map((item) => ({ item, total: totalOf(item, facts) }))
            .toSorted((a, b) => b.total - a.total)
            .map(({ item }) => item),
        ).slice(0, limit)
      : memory.search({ text, project: null, limit }).map(({ item }) => item);
  return {
    rows: items.map((item) => {
      const score = scoreOf(item, facts);
      const { id, tier, project, pinned, uses, problem, file } = item;
      return {
        ...{ id, tier, project, pinned, uses, problem, file, score },
        title: titleOf(item),
        text: item.text.trim().slice(0, SHOWN_LENGTH),
        isCut: item.text.trim().length > SHOWN_LENGTH,
        because: wishOf(item, score.total).because,
      };
    }),
    total: index.count(),
    hotTokens: hot.reduce((sum, item) => sum + estimateTokens(item.text), 0),
    hotBudget,
  };
};
