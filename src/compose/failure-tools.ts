/** The workers' tools of the failure journal and of the checks at the edges of their work. */
import type { WorkerToolHandlers } from '../claude/mcp-tools.ts';
import { ok } from '../domain/problem.ts';
import type { Failures } from './failures.ts';
import type { Fleet } from './parts.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export const createFailureTools = (
  fleet: Fleet,
  files: WorkspaceFiles,
  failures: Failures,
): Pick<WorkerToolHandlers, 'logFailure' | 'answerCheck'> => ({
  logFailure: (session, { title, what = '', why, fix = '', prevent, command }) =>
    failures.log(session, { title, what, why, fix, prevent, command: command ?? null }),
  answerCheck: async ({ worker }, { check, answer }) => {
    const told = await fleet.submit(
      { kind: 'report-reflection', worker, edge: check, answer },
      { by: `worker ${worker}` },
    );
    if (!told.ok) return told;
    const noted = await files.addToScratchpad(worker, `Check (${check}): ${answer}`);
    return noted.ok ? ok('Noted. Go on.') : noted;
  },
});
