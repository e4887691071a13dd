/** Asks the journal what led to the chosen worker or decision, and shows the chain of causes, newest first. */
import type { Logged } from '../domain/event.ts';
import { currentDecision } from '../state/selectors-decisions.ts';
import { clockText } from '../state/selectors-figures.ts';
import { causesOf, describeEvent, newestAbout, type Subject } from '../state/selectors-why.ts';
import { workerAt } from '../state/selectors-workers.ts';
import { overlayCols } from './layout.ts';
import { type Line, wrap } from './line.tsx';
import { type Session, setUi, viewOf } from './session.ts';

export const showWhy = async (session: Session): Promise<void> => {
  const subject = subjectOf(session);
  if (subject === null) return;
  const title = subject.kind === 'worker' ? `Why is worker ${subject.worker} so?` : `Why ${subject.decision}?`;
  setUi(session, (ui) => ({ ...ui, overlay: { kind: 'why', title, lines: null, scroll: 0 } }));
  const lines = await readLines(session, subject);
  setUi(session, (ui) =>
    ui.overlay?.kind === 'why' && ui.overlay.title === title ? { ...ui, overlay: { ...ui.overlay, lines } } : ui,
  );
};

/** How far back the journal is read at once; older causes are fetched one by one. */
const RECENT_EVENTS = 500;
/** A longer chain says no more to a person. */
const MAX_OLDER_CAUSES = 20;

const subjectOf = (session: Session): Subject | null => {
  const { world, ui } = viewOf(session);
  const decision = ui.focus === 'decisions' ? currentDecision(world, ui.decision?.id ?? null, ui.filter) : null;
  if (decision !== null) return { kind: 'decision', decision: decision.id };
  const worker = workerAt(world, ui.worker);
  return worker === null ? null : { kind: 'worker', worker: worker.number };
};

const readLines = async (session: Session, subject: Subject): Promise<readonly Line[]> => {
  try {
    const after = Math.max(0, session.client.snapshot().seq - RECENT_EVENTS);
    const recent = await session.client.events({ after, limit: RECENT_EVENTS });
    const last = newestAbout(recent, subject);
    if (last === null) return [[{ text: 'Nothing about it in the newest events of the journal.', tone: 'quiet' }]];
    const chain = await withOlderCauses(session, causesOf(recent, last));
    const cols = overlayCols(session.size()) - BECAUSE;
    return chain.flatMap((logged, index) => eventLines(logged, index, Math.max(1, cols)));
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return [[{ text: `The journal could not be read: ${because}`, tone: 'alarm' }]];
  }
};

const withOlderCauses = async (session: Session, chain: readonly Logged[]): Promise<readonly Logged[]> => {
  const whole = [...chain];
  for (let count = 0; count < MAX_OLDER_CAUSES; count += 1) {
    const oldest = whole.at(-1);
    if (oldest?.cause == null || oldest.cause >= oldest.seq) return whole;
    const [older] = await session.client.events({ seq: oldest.cause });
    if (older === undefined || older.seq !== oldest.cause) return whole;
    whole.push(older);
  }
  return whole;
};

/** Cells of the word before a cause. */
const BECAUSE = 9;
/** Reasons fit; the whole text of a prompt would bury them, so its last line counts what is left. */
const MOST_LINES = 3;

const eventLines = (logged: Logged, index: number, cols: number): readonly Line[] => [
  ...fewLines(describeEvent(logged.event), cols).map(
    (text, at): Line => [
      { text: at === 0 && index > 0 ? 'because' : '', cells: BECAUSE, tone: 'quiet' },
      { text, tone: index === 0 ? 'strong' : 'plain' },
    ],
  ),
  [
    { text: '', cells: BECAUSE },
    { text: `${clockText(logged.at)} · event ${logged.seq} · by ${logged.by}`, tone: 'quiet' },
  ],
];

const fewLines = (text: string, cols: number): readonly string[] => {
  const lines = wrap(text, cols);
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), lines.slice(MOST_LINES - 1).join('')];
};
