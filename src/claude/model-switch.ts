/**
 * Whether a session may change its model: the last word on a worker's tier. `availableModels` is not, because Claude
 * Code joins the lists of all settings files, so a project's file can widen ours.
 */

/** `models` are those of the worker's tier, as families (`haiku`) or whole names; empty for no limit. Null: it may. */
export const objectionToModel = (model: string | null, models: readonly string[]): string | null =>
  models.length === 0 || (model !== null && models.some((allowed) => isOfFamily(model, allowed)))
    ? null
    : `this worker's tier allows ${models.join(', ')}; a task at another tier gets another session`;

/** `claude-haiku-5-5` is a `haiku`; so is `claude-haiku-5-5[1m]`. */
const isOfFamily = (model: string, allowed: string): boolean =>
  model === allowed ||
  model
    .replace(/\[.*\]$/, '')
    .split('-')
    .includes(allowed);
