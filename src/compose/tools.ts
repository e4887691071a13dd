/** The workers' tools: each is a command of the session that calls it, and its answer says what is now true. */

import type { WorkerToolHandlers } from '../claude/mcp-tools.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { WorkerCommand } from '../domain/command.ts';
import { projectId } from '../domain/ids.ts';
import { ok, type Result } from '../domain/problem.ts';
import { readyTasks } from '../domain/tasks/readiness.ts';
import type { Fleet } from './parts.ts';
import type { StopDoor } from './stop-door.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

type Said =
  | Omit<Extract<WorkerCommand, { kind: 'claim-project' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'release-project' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'log-change' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'meet-criterion' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'post-question' }>, keyof SessionKey>;

export const createToolHandlers = (fleet: Fleet, files: WorkspaceFiles, stopDoor: StopDoor): WorkerToolHandlers => {
  const run = async (session: SessionKey, command: Said, done: string): Promise<Result<string>> => {
    const result = await fleet.submit({ ...session, ...command }, { by: `worker ${session.worker}` });
    return result.ok ? ok(done) : result;
  };
  return {
    claimProject: (session, { project }) =>
      run(
        session,
        { kind: 'claim-project', project: projectId(project), door: 'mcp' },
        `${project} is yours. Change files in it alone; log_change and release_project when the task is done.`,
      ),
    releaseProject: async (session) => {
      const may = await stopDoor.beforeRelease(session);
      if (!may.ok) return may;
      return run(session, { kind: 'release-project', door: 'mcp' }, 'Released. The task is done; end your turn.');
    },
    meetCriterion: (session, { criterion, evidence }) =>
      run(session, { kind: 'meet-criterion', criterion: String(criterion), evidence }, 'Ticked in BACKLOG.md.'),
    logChange: (session, { text }) => run(session, { kind: 'log-change', text }, 'Logged in CHANGELOG.md.'),
    askHuman: (session, { question }) =>
      run(
        session,
        { kind: 'post-question', text: question },
        'Posted. The answer comes later; go on with something else.',
      ),
    updateStatus: async (session, { doing, scratchpad }) => {
      if (doing !== undefined) {
        const signal = { kind: 'busy', doing } as const;
        await fleet.submit(
          { kind: 'report-signal', ...session, signal, evidence: 'tool update_status' },
          { by: `worker ${session.worker}` },
        );
      }
      return scratchpad === undefined ? ok('Noted.') : files.writeScratchpad(session.worker, scratchpad);
    },
    nextTask: async () => {
      const [task] = readyTasks(fleet.world());
      return ok(task === undefined ? 'No task is ready now.' : `${task.id} ${task.title} (${task.project})`);
    },
  };
};
