/**
 * What each session last saw of each file, as a hash. A worker that would change a file which is no longer what it read
 * is refused and told by whom it was changed, as well as that can be known.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileOfCall } from '../claude/edit-text.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { WorkerNumber } from '../domain/ids.ts';
import { lexicalPath, pathFrom } from '../domain/policies/paths.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';

export interface ReadMarks {
  /** The refusal of a call that would change what its session has not seen; null when nothing stands against it. */
  readonly check: (call: ToolCall, session: SessionKey) => Promise<Verdict | null>;
  /** A tool has run: what it wrote, its session knows. */
  readonly after: (call: ToolCall, session: SessionKey) => Promise<void>;
}

/** Files that one session keeps in mind; the oldest is forgotten first. */
const MAX_FILES = 5_000;
/** Above this, size and time stand for the content: hashing would hold the gate up. */
const MAX_HASHED_BYTES = 8 * 1024 * 1024;

interface Writing {
  readonly worker: WorkerNumber;
  readonly mark: string;
}

export const createReadMarks = (): ReadMarks => {
  const sessions = new Map<WorkerNumber, { readonly generation: number; readonly files: Map<string, string> }>();
  const lastWriting = new Map<string, Writing>();

  const filesOf = ({ worker, generation }: SessionKey): Map<string, string> => {
    const known = sessions.get(worker);
    if (known?.generation === generation) return known.files;
    const files = new Map<string, string>();
    sessions.set(worker, { generation, files });
    return files;
  };

  return {
    check: async (call, session) => {
      const path = pathOf(call);
      if (path === null) return null;
      const files = filesOf(session);
      const seen = files.get(path);
      if (call.tool !== 'Read' && seen === undefined) return null;
      const mark = await markOf(path);
      if (call.tool === 'Read') {
        // Before the tool reads: a change in between is then found, and never missed.
        remember(files, path, mark);
        return null;
      }
      return mark === seen ? null : stale(path, mark, lastWriting.get(path), session.worker);
    },
    after: async (call, session) => {
      const path = pathOf(call);
      if (path === null || call.tool === 'Read') return;
      const mark = await markOf(path);
      remember(filesOf(session), path, mark);
      remember(lastWriting, path, { worker: session.worker, mark });
    },
  };
};

const pathOf = (call: ToolCall): string | null => {
  const file = fileOfCall(call);
  return file === null ? null : lexicalPath(pathFrom(call.cwd, file));
};

const remember = <Value>(known: Map<string, Value>, path: string, value: Value): void => {
  known.delete(path);
  known.set(path, value);
  const [oldest] = known.keys();
  if (known.size > MAX_FILES && oldest !== undefined) known.delete(oldest);
};

const ABSENT = 'absent';

const markOf = async (path: string): Promise<string> => {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > MAX_HASHED_BYTES) return `${size}:${mtimeMs}`;
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    // Gone or unreadable: the tool itself will say which.
    return ABSENT;
  }
};

const stale = (path: string, mark: string, last: Writing | undefined, self: WorkerNumber): Verdict => {
  const what = mark === ABSENT ? 'removed' : 'changed';
  const who =
    last?.mark !== mark
      ? 'a program or a person, not by a file tool,'
      : last.worker === self
        ? 'an earlier call of your own'
        : `worker ${last.worker}`;
  return {
    outcome: 'deny',
    rule: 'Edit(stale)',
    from: 'built-in',
    because: `${path} was ${what} by ${who} since you read it. Read it again, then edit what stands there now.`,
  };
};
