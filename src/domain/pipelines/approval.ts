/** How a decision is bound to what it is about: a run that waits, or a deploy that a worker asks for. */

export const bindingOfRun = (run: string): string => `deploy-run ${run}`;

export const bindingOfRequest = (pipeline: string, environment: string): string =>
  `deploy-request ${pipeline} ${environment}`;

export const runIn = (binding: string): string | null => /^deploy-run (R\d+)$/.exec(binding)?.[1] ?? null;

export const requestIn = (binding: string): { readonly pipeline: string; readonly environment: string } | null => {
  const [, pipeline, environment] = /^deploy-request (\S+) (\S+)$/.exec(binding) ?? [];
  return pipeline === undefined || environment === undefined ? null : { pipeline, environment };
};
