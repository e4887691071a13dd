/**
 * The door of the status file: a worker claims and releases by editing `Project:` in its own WORKERn.md. The text that an
 * edit would leave is read before it is written; what the arbiter refuses, or nobody could read, is not written at all.
 */
import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileOfCall, textsAfter } from '../claude/edit-text.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { ProjectId, WorkerNumber } from '../domain/ids.ts';
import { lockOf } from '../domain/locks/held.ts';
import { lexicalPath, pathFrom } from '../domain/policies/paths.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';
import { describeProblem, type Problem, type Result } from '../domain/problem.ts';
import { parseStatus, type StatusField, type StatusFile } from '../state/status-file.ts';
import { claimProject } from './claims.ts';
import type { LeaseWatch } from './lease-watch.ts';
import type { Fleet } from './parts.ts';

/** What stands between a worker and its release, by whatever door. */
export type BeforeRelease = (session: SessionKey) => Promise<Result<unknown>>;

export interface StatusDoor {
  /** The verdict on a call of a file tool that aims at the worker's own status file; null when it aims elsewhere. */
  readonly judge: (call: ToolCall, session: SessionKey, beforeRelease?: BeforeRelease) => Promise<Verdict | null>;
  /** The tool has run, or never will: gaffer may write the file again. Another call of the same answer says nothing of it. */
  readonly over: (worker: WorkerNumber, call: ToolCall | null) => void;
  /** Resolves when no edit is under way that gaffer's own writing would spoil. */
  readonly quiet: (worker: WorkerNumber) => Promise<void>;
}

/** Lines that gaffer keeps true; everything else in the file is the worker's. */
const KEPT: readonly StatusField[] = ['Status', 'Task', 'Tier', 'Since'];
/** An allowed edit runs at once; one that has not reported by now never will (its session died). */
const EDIT_MS = 5_000;

export const createStatusDoor = (
  fleet: Pick<Fleet, 'world' | 'submit'> & { readonly places: Pick<Fleet['places'], 'workspace'> },
  leases: Pick<LeaseWatch, 'leftMs'>,
  /** Resolves when nothing that gaffer has begun to write to the status file is still on its way. */
  written: (worker: WorkerNumber) => Promise<unknown> = () => Promise.resolve(),
): StatusDoor => {
  const underWay = new Map<WorkerNumber, { readonly edit: string | null; readonly done: PromiseWithResolvers<void> }>();

  const end = (worker: WorkerNumber): void => {
    underWay.get(worker)?.done.resolve();
    underWay.delete(worker);
  };

  const begin = (worker: WorkerNumber, { toolUseId }: ToolCall): void => {
    end(worker);
    const done = Promise.withResolvers<void>();
    underWay.set(worker, { edit: toolUseId, done });
    setTimeout(done.resolve, EDIT_MS).unref();
  };

  /** Null when the arbiter agrees. */
  const settle = async (call: ToolCall, session: SessionKey, wanted: ProjectId | null): Promise<Problem | null> => {
    const held = lockOf(fleet.world(), session.worker)?.project ?? null;
    if (wanted === held) return null;
    // Anew, since end checks may have taken minutes: what the grant leads to must not write before the worker has.
    begin(session.worker, call);
    const door = 'status-file';
    const done =
      wanted === null
        ? await fleet.submit({ kind: 'release-project', ...session, door }, { by: `worker ${session.worker}` })
        : await claimProject(fleet, leases, session, { project: wanted, door });
    if (done.ok) return null;
    end(session.worker);
    return done.problem;
  };

  /** The verdict on an edit of `file`, which gaffer leaves alone meanwhile. */
  const decide = async (
    call: ToolCall,
    session: SessionKey,
    file: string,
    beforeRelease: BeforeRelease | undefined,
  ): Promise<Verdict> => {
    const name = basename(file);
    const before = textOf(file);
    const texts = textsAfter(call, before);
    if (!texts.ok) return refused(texts.problem);
    const old = parseStatus(before, name);
    const [after, other] = texts.value.map((text) => parseStatus(text, name));
    if (after === undefined) throw new Error('an edit leaves a text');
    const objection = objectionTo(old, after) ?? (other === undefined ? null : objectionTo(old, other));
    if (objection !== null) return refused(objection);
    if (other !== undefined && claimOf(other) !== claimOf(after)) return refused(AMBIGUOUS);
    if (claimOf(after) === claimOf(old) && old.project.kind !== 'unreadable') return allowed('its Project line stays');
    const may = claimOf(after) === null ? await beforeRelease?.(session) : undefined;
    if (may?.ok === false) return refused(may.problem);
    const problem = await settle(call, session, claimOf(after));
    if (problem === null) return allowed('the arbiter agrees with its Project line');
    return refused(problem);
  };

  return {
    over: (worker, call) => {
      const edit = underWay.get(worker)?.edit ?? null;
      if (call === null || edit === null || call.toolUseId === edit) end(worker);
    },
    quiet: (worker) => underWay.get(worker)?.done.promise ?? Promise.resolve(),
    judge: async (call, session, beforeRelease) => {
      const file = join(fleet.places.workspace, `WORKER${session.worker}.md`);
      const target = fileOfCall(call);
      if (target === null || call.tool === 'Read' || !isSameFile(pathFrom(call.cwd, target), file)) return null;
      // From here until the tool has run gaffer leaves the file alone, and what it was writing is written.
      begin(session.worker, call);
      await written(session.worker);
      const verdict = await decide(call, session, file, beforeRelease);
      if (verdict.outcome === 'deny') end(session.worker);
      return verdict;
    },
  };
};

const AMBIGUOUS: Problem = {
  kind: 'parse',
  message: 'the edit may be read in two ways',
  next: 'Replace the whole Project line.',
};

const objectionTo = (old: StatusFile, after: StatusFile): Problem | null => {
  if (after.project.kind === 'unreadable') return after.project.problem;
  const changed = KEPT.find((field) => old.fields[field] !== null && old.fields[field] !== after.fields[field]);
  return changed === undefined
    ? null
    : {
        kind: 'refused',
        message: `the ${changed} line is kept by gaffer`,
        next: 'Change Project, Scratchpad and Resume triggers; leave the other lines as they stand.',
      };
};

const claimOf = ({ project }: StatusFile): ProjectId | null => (project.kind === 'project' ? project.project : null);

const allowed = (because: string): Verdict => ({
  outcome: 'allow',
  rule: 'Edit(own WORKERn.md)',
  from: 'built-in',
  because: `the worker edits its own status file, and ${because}`,
});

const refused = (problem: Problem): Verdict => ({
  outcome: 'deny',
  rule: 'Project: in WORKERn.md',
  from: 'built-in',
  because: `${describeProblem(problem)} The status file was not written and no lock was changed.`,
});

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // A missing file is an empty one; an unreadable one fails the tool itself.
    return '';
  }
};

/** By its inode where it exists, so that no other spelling of its name passes. */
const isSameFile = (path: string, file: string): boolean => {
  const [one, other] = [path, file].map((each) => statSync(each, { throwIfNoEntry: false }));
  return one === undefined || other === undefined
    ? lexicalPath(path) === lexicalPath(file)
    : one.dev === other.dev && one.ino === other.ino;
};
