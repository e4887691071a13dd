/** What each worker runs that could write, and when: so that a change seen on disk can be told to be its own. */
import { fileOfCall } from '../claude/edit-text.ts';
import type { WorkerNumber } from '../domain/ids.ts';
import { type Activity, GRACE_MS } from '../domain/locks/attribution.ts';
import { lexicalPath, pathFrom } from '../domain/policies/paths.ts';
import type { ToolCall } from '../domain/policies/verdict.ts';

export interface ToolActivity {
  /** The call was let through, or may yet be by a person. */
  readonly began: (worker: WorkerNumber, call: ToolCall) => void;
  readonly ended: (worker: WorkerNumber, call: ToolCall) => void;
  /** Something runs for it outside of its session, such as its end checks, until the result is called. */
  readonly runs: (worker: WorkerNumber) => () => void;
  /** Calls that were refused by a person never end; what runs in the background goes on. */
  readonly turnEnded: (worker: WorkerNumber) => void;
  /** The session is gone, with all it ran. */
  readonly gone: (worker: WorkerNumber) => void;
  readonly recent: () => readonly Activity[];
}

/** Changes are looked at this long after they were made, at most. */
const KEPT_MS = 30_000;
/** Tools that write nothing. Whatever is not named may write anywhere. */
const READING: ReadonlySet<string> = new Set(['Read', 'Grep', 'Glob', 'LS', 'WebFetch', 'WebSearch', 'TodoWrite']);

/** They write shared files, and none in a project. */
const OWN_TOOLS = 'mcp__gaffer__';

interface Running {
  readonly id: string;
  readonly isCall: boolean;
  readonly activity: Activity;
}

export const createToolActivity = (now: () => number): ToolActivity => {
  let running: readonly Running[] = [];
  let over: readonly Activity[] = [];
  let serial = 0;

  const end = (isMeant: (one: Running) => boolean): void => {
    const at = now();
    over = [
      ...over.filter(({ to }) => (to ?? at) > at - KEPT_MS - GRACE_MS),
      ...running.filter(isMeant).map(({ activity }) => ({ ...activity, to: at })),
    ];
    running = running.filter((one) => !isMeant(one));
  };
  const begin = (id: string, isCall: boolean, worker: WorkerNumber, file: string | null): void => {
    running = [...running, { id, isCall, activity: { worker, file, from: now(), to: null } }];
  };

  return {
    began: (worker, call) => {
      if (call.tool.startsWith(OWN_TOOLS) || READING.has(call.tool)) return;
      const file = fileOfCall(call);
      begin(
        idOf(worker, call),
        !isInBackground(call),
        worker,
        file === null ? null : lexicalPath(pathFrom(call.cwd, file)),
      );
    },
    ended: (worker, call) => {
      // What runs in the background goes on: with the session at the latest it is over.
      if (!isInBackground(call)) end(({ id }) => id === idOf(worker, call));
    },
    runs: (worker) => {
      serial += 1;
      const id = `${worker} run ${serial}`;
      begin(id, false, worker, null);
      return () => end((one) => one.id === id);
    },
    turnEnded: (worker) => end(({ isCall, activity }) => isCall && activity.worker === worker),
    gone: (worker) => end(({ activity }) => activity.worker === worker),
    recent: () => [...over, ...running.map(({ activity }) => activity)],
  };
};

const idOf = (worker: WorkerNumber, { toolUseId, tool, input }: ToolCall): string =>
  `${worker} ${toolUseId ?? `${tool} ${JSON.stringify(input)}`}`;

const isInBackground = ({ input }: ToolCall): boolean =>
  typeof input === 'object' && input !== null && 'run_in_background' in input && input.run_in_background === true;
