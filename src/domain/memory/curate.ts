/**
 * Which tier each note belongs in. It moves what its score and the budgets say, with the reason in words; what a person
 * pinned, or wrote without front matter, stays where it is. Nothing is ever deleted.
 */
import type { MemoryItem, MemoryTier } from './item.ts';
import { type ScoreFacts, totalOf } from './score.ts';

/** All that curation needs of a note: of thousands, the texts stay on disk. */
export type Curated = Omit<MemoryItem, 'text' | 'topics' | 'supersedes' | 'problem'> & { readonly tokens: number };

export interface MemoryBudgets {
  /** Tokens of all hot notes together. */
  readonly hotTokens: number;
  /** Tokens of the warm notes of one project, and of those of no project. */
  readonly warmTokens: number;
}

export interface MemoryMove {
  readonly item: Curated;
  readonly to: MemoryTier;
  readonly because: string;
}

/** Up at the higher score, down at the lower one: in between a note stays, so that none goes to and fro. */
export const HOT_SCORE = { up: 48, down: 36 } as const;
export const WARM_SCORE = { up: 22, down: 14 } as const;

export const curate = (items: readonly Curated[], budgets: MemoryBudgets, facts: ScoreFacts): readonly MemoryMove[] =>
  movesOf(
    items.map((item) => place(item, facts)),
    budgets,
  );

/** Where a note belongs by its score alone: the first half of curation, which asks of each note by itself. */
export const place = (item: Curated, facts: ScoreFacts): Placed => {
  const total = totalOf(item, facts);
  return { item, total, ...wishOf(item, total) };
};

/** The second half: what the budgets leave of those wishes. */
export const movesOf = (placed: readonly Placed[], budgets: MemoryBudgets): readonly MemoryMove[] => {
  const hot = within(
    placed.filter(({ tier }) => tier === 'hot'),
    budgets.hotTokens,
    'warm',
    `the hot notes would be more than ${budgets.hotTokens} tokens, and this one scores least`,
  );
  const warm = placed.map((each) => hot.get(each.item.file) ?? each).filter(({ tier }) => tier === 'warm');
  const groups = Map.groupBy(warm, ({ item }) => item.project ?? '');
  const cold = new Map(
    [...groups].flatMap(([project, group]) => [
      ...within(
        group,
        budgets.warmTokens,
        'cold',
        `the warm notes of ${project === '' ? 'no project' : project} would be more than ${budgets.warmTokens} tokens, and this one scores least`,
      ),
    ]),
  );
  return placed
    .map((each) => cold.get(each.item.file) ?? hot.get(each.item.file) ?? each)
    .filter(({ item, tier }) => tier !== item.tier)
    .map(({ item, tier, because }) => ({ item, to: tier, because }));
};

/** Whether gaffer may move it by itself. */
export const isMovable = ({ pinned, managed }: Pick<MemoryItem, 'pinned' | 'managed'>): boolean => managed && !pinned;

export interface Placed {
  readonly item: Curated;
  readonly total: number;
  readonly tier: MemoryTier;
  readonly because: string;
}

/** By the score alone, before the budgets speak. */
export const wishOf = (
  item: Pick<Curated, 'tier' | 'project' | 'pinned' | 'managed' | 'supersededBy'>,
  total: number,
): { readonly tier: MemoryTier; readonly because: string } => {
  const { tier } = item;
  if (!isMovable(item))
    return { tier, because: item.pinned ? 'a person pinned it here' : 'a person wrote it here by hand' };
  if (item.supersededBy !== null) return { tier: 'cold', because: `${item.supersededBy} takes its place` };
  if (item.project === null && total >= (tier === 'hot' ? HOT_SCORE.down : HOT_SCORE.up))
    return { tier: 'hot', because: `it scores ${total}: hot is ${HOT_SCORE.up} and up, down to ${HOT_SCORE.down}` };
  if (total >= (tier === 'cold' ? WARM_SCORE.up : WARM_SCORE.down)) {
    const most = item.project === null ? '' : `, and a note about ${item.project} alone is warm at most`;
    return {
      tier: 'warm',
      because: `it scores ${total}: warm is ${WARM_SCORE.up} and up, down to ${WARM_SCORE.down}${most}`,
    };
  }
  return { tier: 'cold', because: `it scores ${total}: cold is below ${WARM_SCORE.down}` };
};

/** Those that do not fit go one tier down, the lowest scores first; what may not be moved takes its room before the rest. */
const within = (
  group: readonly Placed[],
  budget: number,
  below: MemoryTier,
  because: string,
): ReadonlyMap<string, Placed> => {
  const ordered = group.toSorted(
    (a, b) =>
      Number(isMovable(a.item)) - Number(isMovable(b.item)) ||
      b.total - a.total ||
      b.item.createdAt - a.item.createdAt ||
      // Not the file, whose path names the tier: it would be another one after each move.
      (a.item.id < b.item.id ? -1 : 1),
  );
  let left = budget;
  const out = new Map<string, Placed>();
  for (const each of ordered) {
    left -= each.item.tokens;
    if (left < 0 && isMovable(each.item)) {
      left += each.item.tokens;
      out.set(each.item.file, { ...each, tier: below, because });
    }
  }
  return out;
};
