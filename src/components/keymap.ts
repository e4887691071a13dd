/**
 * The keys as data. Help, footer, palette and the README table are made from this list, and a key that does nothing now
 * says why; what a key does stands in `actions.ts` under its name.
 */

import { isRunning } from '../domain/workers/worker.ts';
import type { World } from '../domain/world.ts';
import { currentDecision, waitingDecisions } from '../state/selectors-decisions.ts';
import { hasScreen, workerAt } from '../state/selectors-workers.ts';
import type { Overlay, Page, UiState } from './ui-state.ts';

export interface KeyContext {
  readonly world: World;
  readonly ui: UiState;
}

export interface KeyBinding {
  readonly name: ActionName;
  /** As `decodeInput` names them. */
  readonly keys: readonly string[];
  /** As people read them. */
  readonly shown: string;
  readonly group: KeyGroup;
  readonly description: string;
  /** The word in the footer; null for keys that everybody tries anyway. */
  readonly label: string | null;
  readonly pages: readonly Page[];
  /** True when it works now, else the reason why not, as a sentence. */
  readonly when: (context: KeyContext) => true | string;
}

export type ActionName =
  | 'approve'
  | 'deny'
  | 'always'
  | 'select-worker'
  | 'open'
  | 'attach'
  | 'send'
  | 'task'
  | 'why'
  | 'start'
  | 'stop'
  | 'dispatch'
  | 'release'
  | 'next-pane'
  | 'previous-pane'
  | 'down'
  | 'up'
  | 'right'
  | 'left'
  | 'first'
  | 'last'
  | 'locks'
  | 'filter'
  | 'palette'
  | 'help'
  | 'mouse'
  | 'redraw'
  | 'back'
  | 'leave'
  | 'stop-fleet';

export const KEY_GROUPS = ['Decisions', 'Workers', 'Fleet', 'Moving', 'Screen'] as const;
export type KeyGroup = (typeof KEY_GROUPS)[number];

/** The binding of a key on this page: the one that works now, else the last one, whose reason is the more particular. */
export const bindingFor = (key: string, context: KeyContext): KeyBinding | null => {
  const bound = KEYMAP.filter((binding) => binding.keys.includes(key) && binding.pages.includes(context.ui.page));
  return bound.find((binding) => binding.when(context) === true) ?? bound.at(-1) ?? null;
};

/** Bindings that work now, in the order of the list: what the footer shows. */
export const workingKeys = (context: KeyContext): readonly KeyBinding[] =>
  KEYMAP.filter((binding) => binding.pages.includes(context.ui.page) && binding.when(context) === true);

const always = (): true => true;
const BOTH: readonly Page[] = ['fleet', 'locks'];
const FLEET: readonly Page[] = ['fleet'];

const withDecision = ({ world, ui }: KeyContext): true | string => {
  if (currentDecision(world, ui.decision?.id ?? null, ui.filter) !== null) return true;
  return waitingDecisions(world).length === 0 ? 'Nothing waits for a decision.' : 'No decision matches the filter.';
};

const withWorker = ({ world, ui }: KeyContext): true | string =>
  workerAt(world, ui.worker) === null ? 'There is no worker to choose.' : true;

const withRunningWorker = ({ world, ui }: KeyContext): true | string => {
  const worker = workerAt(world, ui.worker);
  if (worker === null) return 'There is no worker to choose.';
  return isRunning(worker.state) ? true : `Worker ${worker.number} has no session. r starts one.`;
};

const withScreen = (context: KeyContext): true | string => {
  const worker = workerAt(context.world, context.ui.worker);
  const running = withRunningWorker(context);
  if (running !== true || worker === null) return running;
  return hasScreen(worker) ? true : `Worker ${worker.number} has no screen yet: its session is being opened.`;
};

const withRunningFleet = ({ world }: KeyContext): true | string =>
  world.fleet.state === 'stopping' || world.fleet.state === 'stopped' ? 'The fleet is stopping.' : true;

export const KEYMAP: readonly KeyBinding[] = [
  {
    name: 'approve',
    keys: ['y'],
    shown: 'y',
    group: 'Decisions',
    description: 'Approve the chosen decision, exactly as it is shown',
    label: 'approve',
    pages: BOTH,
    when: withDecision,
  },
  {
    name: 'deny',
    keys: ['n'],
    shown: 'n',
    group: 'Decisions',
    description: 'Deny the chosen decision, with a reason that its worker reads',
    label: 'deny',
    pages: BOTH,
    when: withDecision,
  },
  {
    name: 'always',
    keys: ['a'],
    shown: 'a',
    group: 'Decisions',
    description: 'Approve it, and the very same call from now on: shows the rule for POLICIES.md, then asks',
    label: 'always',
    pages: BOTH,
    when: (context) => {
      const { world, ui } = context;
      const decision = currentDecision(world, ui.decision?.id ?? null, ui.filter);
      return decision?.question.kind === 'posted' ? 'A posted question has no call to allow.' : withDecision(context);
    },
  },
  {
    name: 'select-worker',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1-9',
    group: 'Workers',
    description: 'Choose a worker by its number',
    label: 'worker',
    pages: FLEET,
    when: withWorker,
  },
  {
    name: 'open',
    keys: ['enter'],
    shown: 'Enter',
    group: 'Decisions',
    description: 'In the decisions pane: show the chosen decision in full',
    label: 'show all',
    pages: FLEET,
    when: (context) => (context.ui.focus === 'decisions' ? withDecision(context) : 'The decisions pane has no focus.'),
  },
  {
    name: 'attach',
    keys: ['enter'],
    shown: 'Enter',
    group: 'Workers',
    description: "Attach to the chosen worker's screen; ctrl-] comes back",
    label: 'attach',
    pages: FLEET,
    when: (context) => (context.ui.focus === 'decisions' ? 'The decisions pane has the focus.' : withScreen(context)),
  },
  {
    name: 'send',
    keys: ['s'],
    shown: 's',
    group: 'Workers',
    description: 'Send a line of text to the chosen worker',
    label: 'send',
    pages: FLEET,
    when: withRunningWorker,
  },
  {
    name: 'why',
    keys: ['w'],
    shown: 'w',
    group: 'Workers',
    description: 'Show what led to the state of the chosen worker or decision',
    label: 'why',
    pages: FLEET,
    when: withWorker,
  },
  {
    name: 'start',
    keys: ['r'],
    shown: 'r',
    group: 'Workers',
    description: 'Start the chosen worker, or restart it when it runs (asks first)',
    label: 'start',
    pages: FLEET,
    when: (context) => (withRunningFleet(context) === true ? withWorker(context) : withRunningFleet(context)),
  },
  {
    name: 'stop',
    keys: ['x'],
    shown: 'x',
    group: 'Workers',
    description: 'Stop the chosen worker (asks first)',
    label: 'stop',
    pages: FLEET,
    when: withRunningWorker,
  },
  {
    name: 'release',
    keys: ['f'],
    shown: 'f',
    group: 'Fleet',
    description: 'On the locks page: take the chosen lock from its holder (asks first)',
    label: 'force release',
    pages: ['locks'],
    when: ({ world }) => (Object.keys(world.locks).length === 0 ? 'No project is locked.' : true),
  },
  {
    name: 'task',
    keys: ['t'],
    shown: 't',
    group: 'Fleet',
    description: 'Add a task to the backlog',
    label: 'task',
    pages: FLEET,
    when: withRunningFleet,
  },
  {
    name: 'dispatch',
    keys: ['d'],
    shown: 'd',
    group: 'Fleet',
    description: 'Dispatch: auto gives work to idle workers, self lets them pick, off waits for you',
    label: 'dispatch',
    pages: FLEET,
    when: withRunningFleet,
  },
  {
    name: 'locks',
    keys: ['L'],
    shown: 'L',
    group: 'Fleet',
    description: 'Show who holds which project, and go back',
    label: 'locks',
    pages: BOTH,
    when: always,
  },
  {
    name: 'filter',
    keys: ['/'],
    shown: '/',
    group: 'Screen',
    description: 'Show only rows that hold a text',
    label: 'filter',
    pages: BOTH,
    when: always,
  },
  {
    name: 'palette',
    keys: [':'],
    shown: ':',
    group: 'Screen',
    description: 'Find any of these by name',
    label: 'all',
    pages: BOTH,
    when: always,
  },
  {
    name: 'help',
    keys: ['?'],
    shown: '?',
    group: 'Screen',
    description: 'Show the keys and what the glyphs mean',
    label: 'keys',
    pages: BOTH,
    when: always,
  },
  {
    name: 'leave',
    keys: ['q', 'ctrl-c'],
    shown: 'q',
    group: 'Fleet',
    description: 'Leave; the fleet keeps running',
    label: 'leave',
    pages: BOTH,
    when: always,
  },
  {
    name: 'stop-fleet',
    keys: ['Q'],
    shown: 'Q',
    group: 'Fleet',
    description: 'Stop the fleet with all its workers (asks first)',
    label: 'stop fleet',
    pages: BOTH,
    when: withRunningFleet,
  },
  {
    name: 'next-pane',
    keys: ['tab'],
    shown: 'Tab',
    group: 'Moving',
    description: 'Go to the next pane',
    label: 'pane',
    pages: FLEET,
    when: always,
  },
  {
    name: 'previous-pane',
    keys: ['shift-tab'],
    shown: 'shift-Tab',
    group: 'Moving',
    description: 'Go to the pane before',
    label: null,
    pages: FLEET,
    when: always,
  },
  {
    name: 'down',
    keys: ['down', 'j'],
    shown: '↓ j',
    group: 'Moving',
    description: 'Choose the next row',
    label: null,
    pages: BOTH,
    when: always,
  },
  {
    name: 'up',
    keys: ['up', 'k'],
    shown: '↑ k',
    group: 'Moving',
    description: 'Choose the row before',
    label: null,
    pages: BOTH,
    when: always,
  },
  {
    name: 'right',
    keys: ['right', 'l'],
    shown: '→ l',
    group: 'Moving',
    description: 'Go to the next pane',
    label: null,
    pages: FLEET,
    when: always,
  },
  {
    name: 'left',
    keys: ['left', 'h'],
    shown: '← h',
    group: 'Moving',
    description: 'Go to the pane before',
    label: null,
    pages: FLEET,
    when: always,
  },
  {
    name: 'first',
    keys: ['g', 'home'],
    shown: 'g',
    group: 'Moving',
    description: 'Choose the first row',
    label: null,
    pages: BOTH,
    when: always,
  },
  {
    name: 'last',
    keys: ['G', 'end'],
    shown: 'G',
    group: 'Moving',
    description: 'Choose the last row',
    label: null,
    pages: BOTH,
    when: always,
  },
  {
    name: 'mouse',
    keys: ['M'],
    shown: 'M',
    group: 'Screen',
    description: 'Mouse on or off; off lets the terminal select text',
    label: null,
    pages: BOTH,
    when: always,
  },
  {
    name: 'redraw',
    keys: ['ctrl-l'],
    shown: 'ctrl-L',
    group: 'Screen',
    description: 'Draw everything anew',
    label: null,
    pages: BOTH,
    when: always,
  },
  {
    name: 'back',
    keys: ['esc'],
    shown: 'Esc',
    group: 'Screen',
    description: 'Drop the filter, or go back to the fleet',
    label: null,
    pages: BOTH,
    when: ({ ui }) => (ui.filter === '' && ui.page === 'fleet' ? 'There is nothing to go back from.' : true),
  },
];

/** Keys of an overlay, which has the whole keyboard while it is open; the mode is the footer's first word. */
export interface OverlayKeys {
  readonly mode: string;
  readonly hints: readonly { readonly shown: string; readonly label: string }[];
}

const CLOSE = { shown: 'Esc', label: 'close' };
const SCROLL = { shown: 'j k', label: 'scroll' };

export const OVERLAY_KEYS: Readonly<Record<Overlay['kind'], OverlayKeys>> = {
  help: { mode: 'READ', hints: [SCROLL, CLOSE] },
  why: { mode: 'READ', hints: [SCROLL, CLOSE] },
  card: { mode: 'READ', hints: [{ shown: 'y', label: 'approve' }, { shown: 'n', label: 'deny' }, SCROLL, CLOSE] },
  palette: { mode: 'FIND', hints: [{ shown: 'Enter', label: 'do it' }, { shown: '↑ ↓', label: 'choose' }, CLOSE] },
  confirm: {
    mode: 'SURE?',
    hints: [
      { shown: 'y', label: 'yes' },
      { shown: 'n', label: 'no' },
    ],
  },
  prompt: {
    mode: 'TYPE',
    hints: [
      { shown: 'Enter', label: 'send' },
      { shown: 'Esc', label: 'cancel' },
    ],
  },
};
