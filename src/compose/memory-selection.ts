/** The notes that a session is given at its start: read from the index, put in order and cut to the budgets. */
import type { MemoryBudgets } from '../domain/memory/curate.ts';
import type { ScoreFacts } from '../domain/memory/score.ts';
import { hotOrder, noteOf, type SelectionTask, warmOrder, withinBudget } from '../domain/memory/selection.ts';
import type { Note } from '../domain/workers/startup.ts';
import type { MemoryIndex } from '../state/memory-index.ts';
import type { MemoryHit, MemoryQuery } from '../state/memory-search.ts';

export interface StartupNotes {
  readonly hot: readonly Note[];
  readonly warm: readonly Note[];
}

/** A search for a task's words looks at that many notes. */
const FITTING = 40;
/** Of a tier that nobody has tidied yet, the newest: more than any budget holds. */
const MOST_OF_TIER = 400;

/** What a session is given beside its project's notes is found by this. */
export const fittingQuery = ({ project, text }: SelectionTask, { now }: ScoreFacts): MemoryQuery => ({
  ...{ text, project, now },
  limit: FITTING,
});

/** `hits` are what the task's `fittingQuery` found. Without a task, the hot notes alone. */
export const selectNotes = (
  index: MemoryIndex,
  task: SelectionTask | null,
  hits: readonly MemoryHit[],
  { hotTokens, warmTokens }: MemoryBudgets,
  facts: ScoreFacts,
): StartupNotes => {
  const hot = withinBudget(hotOrder(index.items({ tier: 'hot', limit: MOST_OF_TIER }), facts), hotTokens).map(noteOf);
  if (task === null) return { hot, warm: [] };
  const { project } = task;
  const fit = hits.map(({ item }) => item);
  const claimed = [
    ...(project === null ? [] : index.items({ tier: 'warm', project, limit: MOST_OF_TIER })),
    ...fit.filter((item) => item.tier === 'warm' && item.project === null),
  ];
  const order = warmOrder(
    claimed,
    task,
    fit.map(({ file }) => file),
    facts,
  );
  return { hot, warm: withinBudget(order, warmTokens).map(noteOf) };
};
