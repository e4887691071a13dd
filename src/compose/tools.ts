/** The workers' tools: each is a command of the session that calls it, and its answer says what is now true. */

import type { WorkerToolHandlers } from '../claude/mcp-tools.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { WorkerCommand } from '../domain/command.ts';
import { projectId, taskId, workerNumber } from '../domain/ids.ts';
import { waitersFor } from '../domain/locks/held.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { whyNotDispatched } from '../domain/tasks/why-not.ts';
import { othersText } from '../domain/workers/startup.ts';
import { claimProject } from './claims.ts';
import type { DeployTools } from './deploy-tools.ts';
import { createFailureTools } from './failure-tools.ts';
import type { Failures } from './failures.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { Memory } from './memory.ts';
import { createMemoryTools } from './memory-tools.ts';
import type { Fleet } from './parts.ts';
import { othersOf } from './startup.ts';
import type { StopDoor } from './stop-door.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

type Said =
  | Omit<Extract<WorkerCommand, { kind: 'release-project' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'log-change' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'meet-criterion' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'cannot-do' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'post-question' }>, keyof SessionKey>
  | Omit<Extract<WorkerCommand, { kind: 'leave-note' }>, keyof SessionKey>;

/** Ids of one kind that a worker is told of; the rest stands in BACKLOG.md. */
const SHOWN_TASKS = 10;

export interface ToolParts {
  readonly fleet: Fleet;
  readonly deployTools: DeployTools;
  readonly files: WorkspaceFiles;
  readonly stopDoor: StopDoor;
  readonly leases: LeaseWatch;
  readonly memory: Memory;
  readonly failures: Failures;
}

export const createToolHandlers = ({
  fleet,
  deployTools,
  files,
  stopDoor,
  leases,
  memory,
  failures,
}: ToolParts): WorkerToolHandlers => {
  const run = async (session: SessionKey, command: Said, done: string): Promise<Result<string>> => {
    const result = await fleet.submit({ ...session, ...command }, { by: `worker ${session.worker}` });
    return result.ok ? ok(done) : result;
  };
  return {
    ...deployTools,
    claimProject: async (session, { project, wait = false }) => {
      const id = projectId(project);
      const claimed = await claimProject(fleet, leases, session, { project: id, door: 'mcp', wait });
      if (!claimed.ok) return claimed;
      const place = waitersFor(fleet.world(), id).findIndex(({ worker }) => worker === session.worker);
      return place < 0
        ? ok(`${project} is yours. Change files in it alone; log_change and release_project when the task is done.`)
        : ok(`${project} is held by another. You are number ${place + 1} in line and will be told when it is yours.`);
    },
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
    cannotDo: (session, { because }) =>
      run(
        session,
        { kind: 'cannot-do', because },
        'Noted. End your turn now: a stronger model or a person takes over.',
      ),
    updateStatus: async (session, { doing, scratchpad, resume_triggers: triggers }) => {
      if (doing !== undefined) {
        const signal = { kind: 'busy', doing } as const;
        await fleet.submit(
          { kind: 'report-signal', ...session, signal, evidence: 'tool update_status' },
          { by: `worker ${session.worker}` },
        );
      }
      const noted = scratchpad === undefined ? ok('Noted.') : await files.writeScratchpad(session.worker, scratchpad);
      return triggers === undefined || !noted.ok ? noted : files.writeTriggers(session.worker, triggers);
    },
    proposeTask: async ({ worker }, { title, project, why, criteria = [] }) => {
      const { projects } = fleet.world();
      const named = project === undefined ? null : projectId(project);
      if (named !== null && !projects.includes(named)) {
        return fail({
          kind: 'missing',
          message: `${named} is not a project of this workspace`,
          expected: `one of ${projects.join(', ')}`,
        });
      }
      const body = `Proposed by worker ${worker}${why === undefined ? '.' : `: ${why}`}`;
      const fields = { title, project: named, priority: 'normal', tags: [], tier: null, needs: [] } as const;
      const added = await files.backlog.propose({ ...fields, section: 'ideas', body, criteria });
      return added.ok
        ? ok(`${added.value} stands under Ideas. A person decides about it; go on with your task.`)
        : added;
    },
    fleetStatus: async ({ worker }) => {
      const world = fleet.world();
      const { answer, waiting } = whyNotDispatched(world, Date.now());
      return ok(
        [
          othersText(othersOf(world, worker)),
          `Backlog: ${answer}.`,
          ...waiting.map(
            ({ reason, tasks }) => `- ${tasks.length} ${reason}: ${tasks.slice(0, SHOWN_TASKS).join(' ')}`,
          ),
        ].join('\n'),
      );
    },
    ...createMemoryTools(fleet, memory),
    ...createFailureTools(fleet, files, failures),
    leaveNote: (session, { worker, note }) =>
      run(
        session,
        { kind: 'leave-note', to: workerNumber(worker), text: note },
        `Left. Worker ${worker} reads it at the next edge of its turn.`,
      ),
    nextTask: async (session, { task }) => {
      const taken = await fleet.submit(
        { kind: 'take-task', ...session, task: task === undefined ? null : taskId(task) },
        { by: `worker ${session.worker}` },
      );
      if (!taken.ok) return taken;
      const given = taken.value.map(({ event }) => event).find((event) => event.kind === 'task.assigned');
      if (given?.kind !== 'task.assigned') throw new Error('a task that was taken is assigned');
      return ok(
        `${given.task} is yours: ${given.because}. End your turn now: a fresh session of this seat begins with it.`,
      );
    },
  };
};
