/**
 * What the dashboard itself remembers: where the eye is, what is chosen, what is being typed. It outlives Ink, so that
 * coming back from a worker's screen finds everything as it was. Changes are pure functions of it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { HumanCommand } from '../domain/command.ts';
import type { DecisionId, TaskId, WorkerNumber } from '../domain/ids.ts';
import type { ReportAnswer, ReportName } from '../domain/reports.ts';
import type { Gone } from '../wire/fleet-client.ts';
import type { TaskPurpose } from './backlog-actions.ts';
import { type Draft, emptyDraft } from './draft.ts';
import { PANES, type PaneName } from './layout.ts';
import type { Line } from './line.tsx';

export interface UiState {
  /** As the client has it, so that it is drawn with everything else. */
  readonly gone: Gone | null;
  readonly page: PageName;
  readonly focus: PaneName;
  /** The pane below workers and decisions where only one has room. */
  readonly lower: PaneName;
  readonly worker: WorkerNumber | null;
  readonly decision: Pinned | null;
  /** The decision whose answer is on its way to the supervisor. */
  readonly sent: DecisionId | null;
  readonly task: TaskId | null;
  /** The chosen row of each page. */
  readonly rows: Readonly<Partial<Record<PageName, string>>>;
  /** What the supervisor last answered to the pages that asked it. */
  readonly reports: { readonly [Name in ReportName]?: ReportState<ReportAnswer<Name>> };
  readonly filter: string;
  /** The grid shows the chosen worker alone. */
  readonly isZoomed: boolean;
  /** It was the grid that was zoomed into, and leads back there. */
  readonly isGridBehind: boolean;
  readonly overlay: Overlay | null;
  readonly mouse: boolean;
  /** The answer to the last key; the next key takes it away, or news that comes after it was read. */
  readonly answer: KeyAnswer | null;
  /** Lines scrolled back in the pane of health, which has nothing to choose. */
  readonly scroll: number;
}

/** The panes of the fleet, and what can take their place. */
export const PAGES = [
  'fleet',
  'locks',
  'backlog',
  'heartbeat',
  'cost',
  'deploys',
  'memory',
  'failures',
  'grid',
] as const;
export type PageName = (typeof PAGES)[number];

/** A report as a page has it; absent until the first answer. */
export type ReportState<Answer> =
  | { readonly kind: 'there'; readonly answer: Answer }
  | { readonly kind: 'problem'; readonly text: string };

/** The decision that `y` and `n` speak of. It stays while it waits, whatever else arrives. */
export interface Pinned {
  readonly id: DecisionId;
  /** When it took another one's place under the fingers; null when none was there. */
  readonly replacedAt: number | null;
}

export interface KeyAnswer {
  readonly at: number;
  readonly tone: 'plain' | 'good' | 'warn' | 'alarm';
  readonly text: string;
}

export type Overlay =
  | { readonly kind: 'help'; readonly scroll: number }
  | { readonly kind: 'palette'; readonly draft: Draft; readonly chosen: number }
  | { readonly kind: 'card'; readonly scroll: number }
  /** `lines` are null until the journal has answered. */
  | {
      readonly kind: 'why';
      readonly title: string;
      readonly lines: readonly Line[] | null;
      readonly scroll: number;
    }
  | { readonly kind: 'confirm'; readonly question: string; readonly command: HumanCommand; readonly done: string }
  /** What y would change in a file, as a diff. */
  | {
      readonly kind: 'diff';
      readonly title: string;
      readonly lines: readonly Line[];
      readonly scroll: number;
      readonly command: HumanCommand;
      readonly done: string;
    }
  | { readonly kind: 'prompt'; readonly purpose: Purpose; readonly draft: Draft };

export type Purpose =
  | { readonly kind: 'deny'; readonly decision: DecisionId }
  /** `mayBeEmpty`: the answer is a yes, and the words are what goes with it. */
  | { readonly kind: 'answer'; readonly decision: DecisionId; readonly mayBeEmpty: boolean }
  | { readonly kind: 'edit'; readonly decision: DecisionId; readonly before: string }
  | { readonly kind: 'send'; readonly worker: WorkerNumber }
  | { readonly kind: 'task' }
  | { readonly kind: 'edit-note'; readonly note: string; readonly before: string }
  | TaskPurpose
  | { readonly kind: 'filter'; readonly before: string };

/** Further than any text is long, and still a number to subtract from. */
export const MAX_SCROLL = 1_000_000;

export type UiStore = StoreApi<UiState>;

export const createUiStore = (): UiStore => createStore<UiState>(() => initialUi);

export const initialUi: UiState = {
  gone: null,
  page: 'fleet',
  focus: 'workers',
  lower: 'preview',
  worker: null,
  decision: null,
  sent: null,
  task: null,
  rows: {},
  reports: {},
  filter: '',
  isZoomed: false,
  isGridBehind: false,
  overlay: null,
  mouse: true,
  answer: null,
  scroll: 0,
};

export const focusPane = (ui: UiState, focus: PaneName): UiState => ({
  ...ui,
  page: 'fleet',
  focus,
  lower: focus === 'workers' || focus === 'decisions' ? ui.lower : focus,
  scroll: 0,
});

/** Shows a page, or the fleet again when the page is shown already. */
export const togglePage = (ui: UiState, page: PageName): UiState => ({
  ...ui,
  page: ui.page === page ? 'fleet' : page,
  isZoomed: false,
  scroll: 0,
});

/** One screen as large as fits; from there back to the grid, or to the fleet where it came from. */
export const toggleZoom = (ui: UiState): UiState => ({
  ...ui,
  page: ui.page === 'grid' && ui.isZoomed && !ui.isGridBehind ? 'fleet' : 'grid',
  isZoomed: !(ui.page === 'grid' && ui.isZoomed),
  isGridBehind: ui.page === 'grid',
  scroll: 0,
});

/** The pane after or before the focused one, in a ring. */
export const stepPane = (ui: UiState, by: 1 | -1): UiState => {
  const next = PANES[(PANES.indexOf(ui.focus) + by + PANES.length) % PANES.length];
  return next === undefined ? ui : focusPane(ui, next);
};

export const openPrompt = (ui: UiState, purpose: Purpose, draft = emptyDraft): UiState => ({
  ...ui,
  overlay: { kind: 'prompt', purpose, draft },
});

export const closeOverlay = (ui: UiState): UiState => ({ ...ui, overlay: null });

/** Keeps what is chosen true to the World: a worker that exists, a decision that waits. */
export const settleSelection = (
  ui: UiState,
  known: { readonly workers: readonly WorkerNumber[]; readonly waiting: readonly DecisionId[] },
  now: number,
): UiState => {
  const worker = ui.worker !== null && known.workers.includes(ui.worker) ? ui.worker : (known.workers[0] ?? null);
  const decision = pin(ui.decision, known.waiting, now);
  return worker === ui.worker && decision === ui.decision ? ui : { ...ui, worker, decision };
};

const pin = (pinned: Pinned | null, waiting: readonly DecisionId[], now: number): Pinned | null => {
  if (pinned !== null && waiting.includes(pinned.id)) return pinned;
  const next = waiting[0];
  return next === undefined ? null : { id: next, replacedAt: pinned === null ? null : now };
};
