/** What the journal of a rehearsal says: who held which project when, and how calls and decisions ended. Pure. */
import type { Logged } from '../domain/event.ts';
import { touchText } from '../domain/locks/touch.ts';
import { WALL_RULE } from '../domain/locks/wall.ts';
import type { Tenure } from '../rehearsal/evidence.ts';
import type { RunCounts } from '../rehearsal/summary.ts';
import { parseChangelog } from '../state/changelog-file.ts';

/** Tools by which a worker changes files. */
const WRITING_TOOLS = new Set(['Edit', 'Write', 'MultiEdit', 'NotebookEdit', 'Bash']);

export const tenuresOf = (events: readonly Logged[]): readonly Tenure[] => {
  const tenures: Tenure[] = [];
  for (const { event, at } of events) {
    if (event.kind === 'lock.granted')
      tenures.push({ project: event.project, worker: event.worker, from: at, to: null });
    if (event.kind === 'lock.released' || event.kind === 'lock.lapsed') {
      const index = tenures.findLastIndex(({ project, to }) => project === event.project && to === null);
      const open = tenures[index];
      if (open !== undefined) tenures[index] = { ...open, to: at };
    }
  }
  return tenures;
};

export const countsOf = (events: readonly Logged[]): RunCounts => {
  const decisions = { approved: 0, denied: 0, void: 0 };
  const verdicts = { allow: 0, deny: 0, ask: 0 };
  const lessons = { seen: 0, told: 0, stopped: 0 };
  const sessions = { killed: 0, cleared: 0 };
  let writesRefused = 0;
  let escalations = 0;
  for (const { event } of events) {
    if (event.kind === 'decision.settled') decisions[event.answer === 'approve' ? 'approved' : 'denied'] += 1;
    if (event.kind === 'decision.voided') decisions.void += 1;
    if (event.kind === 'failure.seen') lessons.seen += 1;
    if (event.kind === 'lesson.told') lessons[event.outcome] += 1;
    if (event.kind === 'session.exited' && event.signal === 'SIGKILL') sessions.killed += 1;
    // A cleared session goes on under another id.
    if (event.kind === 'session.renamed') sessions.cleared += 1;
    if (event.kind === 'task.climbed') escalations += 1;
    if (event.kind !== 'verdict.given') continue;
    verdicts[event.verdict.outcome] += 1;
    const { outcome, rule } = event.verdict;
    if (outcome === 'deny' && rule !== WALL_RULE && WRITING_TOOLS.has(event.call.tool)) writesRefused += 1;
  }
  return { decisions, verdicts, writesRefused, lessons, sessions, escalations };
};

/** Ids of the notes that were acknowledged as kept. */
export const keptNotesOf = (events: readonly Logged[]): readonly string[] =>
  events.flatMap(({ event }) => (event.kind === 'memory.kept' ? [event.item] : []));

/** What the watch over the projects saw of changes by others than the holder. One sentence each. */
export const touchesOf = (events: readonly Logged[]): readonly string[] =>
  events.flatMap(({ event }) => (event.kind === 'project.touched' ? [touchText(event)] : []));

/** What a finished run owes its books: an entry for each task that ended done, and no lock left. One sentence each. */
export const bookFaults = (events: readonly Logged[], changelog: string): readonly string[] => {
  const logged = new Set(parseChangelog(changelog).map(({ task }) => task));
  const done = new Set(
    events.flatMap(({ event }) => (event.kind === 'task.ended' && event.outcome === 'done' ? [event.task] : [])),
  );
  return [
    ...[...done].filter((task) => !logged.has(task)).map((task) => `${task} is done and has no entry in CHANGELOG.md`),
    ...tenuresOf(events)
      .filter(({ to }) => to === null)
      .map(({ project, worker }) => `${project} is still held by worker ${worker}`),
  ];
};
