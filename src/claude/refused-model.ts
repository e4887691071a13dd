/**
 * The models that the agent itself said it may not use, as its pane shows them: for a model that the settings leave out it
 * asks no hook. Oldest first, one entry for each time that it stands there.
 */
export const refusedModels = (rows: readonly string[]): readonly string[] =>
  rows.flatMap((row) => {
    const model = REFUSED.exec(row)?.[1];
    return model === undefined ? [] : [model];
  });

/** Claude Code 2.1.330, below the `/model` that was typed. */
const REFUSED = /^\s*⎿\s+Model '([^']{1,80})' is not available/;
