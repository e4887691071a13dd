/** Runs one configured check as the heartbeat does, in a directory of the test, with secrets and history of the test's own. */
import { heartbeatSection } from '../../src/domain/checks/config.ts';
import type { Finding } from '../../src/domain/checks/finding.ts';
import { runCheck } from '../../src/jobs/checks/run-check.ts';
import type { PastFigure } from '../../src/jobs/checks/tools.ts';
import { openSecrets } from '../../src/jobs/secrets.ts';

export interface CheckBench {
  readonly root: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly now?: number;
  readonly past?: Readonly<Record<string, readonly PastFigure[]>>;
  readonly timeoutMs?: number;
}

/** `spec` as it would stand in gaffer.yaml, without its name. */
export const findingOf = (
  spec: Readonly<Record<string, unknown>>,
  { root, environment = {}, now, past = {}, timeoutMs = 20_000 }: CheckBench,
): Promise<Finding> => {
  const parsed = heartbeatSection.safeParse({ checks: [{ name: 'it', ...spec }] });
  const [check] = parsed.data?.checks ?? [];
  if (check === undefined) throw new Error(parsed.error?.message ?? 'no check');
  const all = { PATH: process.env.PATH ?? '', HOME: root, XDG_CACHE_HOME: `${root}/cache`, ...environment };
  return runCheck(check, timeoutMs, {
    environment: all,
    root,
    secrets: openSecrets(all, root),
    now: () => now ?? Date.now(),
    stopped: new AbortController().signal,
    past: (_, figure) => past[figure] ?? [],
  });
};
