/** Questions that gaffer itself puts to the human: their answers are acted on, and told to no worker. */

/** The answer means: go on with the task, or give it up. */
export const UNFINISHED = 'unfinished';
/** The answer means: up one tier, or stay. */
export const CLIMB = 'climb';
/** Begins the binding of a question about a budget; the budget's id follows. */
export const BUDGET = 'budget ';

export const isOwnQuestion = (binding: string): boolean =>
  binding === UNFINISHED || binding === CLIMB || binding.startsWith(BUDGET);
