/**
 * The failure journal at work: FAILURES.md as last read, what each session tried in vain, and the words that a worker is
 * told before it repeats a known failure. What was seen is counted in the World; the entries are for people too.
 */
import type { SessionKey } from '../claude/session-key.ts';
import { callKeyOf, matchesKey } from '../domain/failures/call-key.ts';
import type { ReflectionEdge, SeenFailure } from '../domain/failures/events.ts';
import type { Failure } from '../domain/failures/failure.ts';
import { fingerprintOf } from '../domain/failures/fingerprint.ts';
import { failureFrom, type Noticed, sceneOf } from '../domain/failures/noticed.ts';
import { mayForbid, prohibitionOf, toldText } from '../domain/failures/prevention.ts';
import { edgeOfTool, reflectionText } from '../domain/failures/reflection.ts';
import type { ToolCall, Verdict } from '../domain/policies/verdict.ts';
import { describeProblem, fail, ok, type Result } from '../domain/problem.ts';
import { logFailure, parseFailures } from '../state/failures-file.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Fleet } from './parts.ts';
import { projectKindOf } from './project-kind.ts';

export interface Failures {
  readonly entries: () => readonly Failure[];
  readonly reload: () => Promise<void>;
  /** What a worker is told along with a call that is let through; counts a call that was refused for a lesson. */
  readonly before: (session: SessionKey, call: ToolCall, verdict: Verdict) => string | null;
  /** What a worker is told after a call that failed. */
  readonly after: (session: SessionKey, call: ToolCall, error: string) => string | null;
  readonly log: (session: SessionKey, report: LoggedFailure) => Promise<Result<string>>;
  readonly note: (noticed: Noticed) => Promise<void>;
  readonly write: (failure: SeenFailure, at: number) => Promise<void>;
}

export interface LoggedFailure {
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly prevent: string;
  /** The command that failed; null for the last one that did. */
  readonly command: string | null;
}

const FILE = 'FAILURES.md';
/** The first try may fail for any reason; the second in the same way is a pattern. */
const TRIES = 2;

interface Tried {
  readonly generation: number;
  /** By fingerprint. */
  readonly failed: Map<string, number>;
  /** Entries that this session was told already, and edges at which it was asked. */
  readonly told: Set<string>;
  last: { readonly call: ToolCall; readonly error: string } | null;
}

/** More tasks than are in work at a time, each with some failing checks. */
const MOST_MENDED = 1_000;

const isMended = ({ source, scene }: Noticed): boolean =>
  (source === 'check' || source === 'gate') && scene.task !== null && scene.worker !== null;
const markOf = ({ task, fingerprint }: SeenFailure): string => `${task} ${fingerprint}`;

const remember = (marks: Set<string>, mark: string): void => {
  const [oldest] = marks;
  if (marks.size >= MOST_MENDED && oldest !== undefined) marks.delete(oldest);
  marks.add(mark);
};

export const openFailures = (fleet: Fleet, shared: SharedFiles, onEntries: () => Promise<void>): Failures => {
  let entries: readonly Failure[] = [];
  const sessions = new Map<number, Tried>();
  const mended = new Set<string>();

  const triedBy = ({ worker, generation }: SessionKey): Tried => {
    const known = sessions.get(worker);
    if (known?.generation === generation) return known;
    const fresh: Tried = { generation, failed: new Map(), told: new Set(), last: null };
    sessions.set(worker, fresh);
    return fresh;
  };
  const kindAt = (project: string | null): string =>
    project === null ? '-' : projectKindOf(fleet.places.workspace, project);
  const report = (failure: SeenFailure): Promise<unknown> =>
    fleet.submit(
      { kind: 'report-failure', failure },
      { by: failure.worker === null ? 'gaffer' : `worker ${failure.worker}` },
    );

  const reload = async (): Promise<void> => {
    const read = await shared.read(FILE);
    if (!read.ok) return fleet.log(describeProblem(read.problem));
    const parsed = parseFailures(read.value.text);
    entries = parsed.failures;
    for (const problem of parsed.problems) fleet.log(describeProblem(problem));
    await onEntries();
  };

  const lessonBefore = (session: SessionKey, call: ToolCall, verdict: Verdict): string | null => {
    const key = callKeyOf(call);
    const tried = triedBy(session);
    const tell = (failure: Failure, outcome: 'told' | 'stopped'): void => {
      const { worker } = session;
      const fingerprint = failure.fingerprint === '' ? failure.id : failure.fingerprint;
      void fleet.submit(
        { kind: 'report-lesson', fingerprint, worker, entry: failure.id, outcome },
        { by: `session ${worker}` },
      );
    };
    if (verdict.outcome === 'deny') {
      const line = /^FAILURES\.md:(\d+)$/.exec(verdict.from ?? '')?.[1];
      const stopped = line === undefined ? undefined : entries.find((entry) => entry.line === Number(line));
      if (stopped !== undefined) tell(stopped, 'stopped');
      return null;
    }
    const known =
      key === null ? undefined : entries.findLast(({ call: failed }) => failed !== '' && matchesKey(failed, key));
    if (known === undefined || tried.told.has(known.id)) return null;
    tried.told.add(known.id);
    tell(known, 'told');
    return toldText(known, Math.max(known.seen.length, fleet.world().failures[known.fingerprint]?.count ?? 0));
  };

  const reflect = (session: SessionKey, edge: ReflectionEdge): string | null => {
    const task = fleet.world().workers[session.worker]?.task ?? '';
    const mark = `${edge} ${task}`;
    const { told } = triedBy(session);
    if (told.has(mark)) return null;
    told.add(mark);
    void fleet.submit(
      { kind: 'report-reflection', worker: session.worker, edge, answer: null },
      { by: `session ${session.worker}` },
    );
    return reflectionText(edge);
  };

  return {
    entries: () => entries,
    reload,
    before: (session, call, verdict) => {
      const edge = verdict.outcome === 'deny' ? null : edgeOfTool(call.tool);
      const texts = [lessonBefore(session, call, verdict), edge === null ? null : reflect(session, edge)];
      const said = texts.filter((text) => text !== null);
      return said.length === 0 ? null : said.join('\n\n');
    },
    after: (session, call, error) => {
      const tried = triedBy(session);
      tried.last = { call, error };
      const scene = sceneOf(fleet.world(), session.worker);
      const noticed: Noticed = { source: 'call', scene, call, error };
      const failure = failureFrom(noticed, kindAt(scene.project));
      const times = (tried.failed.get(failure.fingerprint) ?? 0) + 1;
      tried.failed.set(failure.fingerprint, times);
      if (times !== TRIES) return null;
      void report(failure);
      return reflect(session, 'failures');
    },
    log: async (session, { command, ...said }) => {
      const seat = fleet.world().workers[session.worker];
      if (seat?.generation !== session.generation)
        return fail({ kind: 'conflict', message: 'this session is no longer the worker’s live one' });
      const scene = sceneOf(fleet.world(), session.worker);
      const { last } = triedBy(session);
      const given = command === null ? null : callKeyOf({ tool: 'Bash', input: { command } });
      const isLast = last !== null && (given === null || callKeyOf(last.call) === given);
      const call = given ?? (last === null ? '' : (callKeyOf(last.call) ?? ''));
      const kind = kindAt(scene.project);
      const fingerprint = isLast
        ? failureFrom({ source: 'call', scene, call: last.call, error: last.error }, kind).fingerprint
        : fingerprintOf({ family: call, message: said.what, projectKind: kind });
      const prohibition = prohibitionOf(said);
      const prevent =
        prohibition === null || mayForbid(prohibition, call) ? said.prevent : `A person may ${said.prevent}`;
      const reported = await fleet.submit(
        { kind: 'report-failure', failure: { ...scene, ...said, prevent, fingerprint, source: 'logged', call } },
        { by: `worker ${session.worker}` },
      );
      if (!reported.ok) return reported;
      return ok(
        prevent === said.prevent
          ? 'Logged in FAILURES.md. Others are told before they do the same.'
          : 'Logged in FAILURES.md. Its deny reaches further than the call that failed, so it waits for a person.',
      );
    },
    note: async (noticed) => {
      const failure = failureFrom(noticed, kindAt(noticed.scene.project));
      // Who mends a check runs it again and again: within one task that is one failure.
      if (isMended(noticed) && mended.has(markOf(failure))) return;
      if (isMended(noticed)) remember(mended, markOf(failure));
      await report(failure);
    },
    write: async (failure, at) => {
      const seen = [
        new Date(at).toISOString().slice(0, 10),
        ...(failure.worker === null ? [] : [`worker ${failure.worker}`]),
        ...(failure.project === null ? [] : [failure.project]),
        ...(failure.task === null ? [] : [failure.task]),
      ].join(' ');
      const written = await shared.edit(FILE, (text) => ok(logFailure(parseFailures(text), { ...failure, seen }).text));
      if (!written.ok) fleet.log(describeProblem(written.problem));
      await reload();
    },
  };
};
