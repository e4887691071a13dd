/** Keys for one worker. */
import { ON_WORKERS, withRunningFleet, withRunningWorker, withScreen, withWorker } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

export const WORKER_KEYS: readonly KeyBinding[] = [
  {
    name: 'select-worker',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    shown: '1-9',
    group: 'Workers',
    description: 'Choose a worker by its number',
    label: 'worker',
    pages: ON_WORKERS,
    when: withWorker,
  },
  {
    name: 'attach',
    keys: ['enter'],
    shown: 'Enter',
    group: 'Workers',
    description: "Attach to the chosen worker's screen; ctrl-] comes back",
    label: 'attach',
    pages: ON_WORKERS,
    when: (context) =>
      context.ui.page === 'fleet' && context.ui.focus === 'decisions'
        ? 'The decisions pane has the focus.'
        : withScreen(context),
  },
  {
    name: 'send',
    keys: ['s'],
    shown: 's',
    group: 'Workers',
    description: 'Send a line of text to the chosen worker',
    label: 'send',
    pages: ON_WORKERS,
    when: withRunningWorker,
  },
  {
    name: 'why',
    keys: ['w'],
    shown: 'w',
    group: 'Workers',
    description: 'Show what led to the state of the chosen worker or decision',
    label: 'why',
    pages: ON_WORKERS,
    when: withWorker,
  },
  {
    name: 'start',
    keys: ['r'],
    shown: 'r',
    group: 'Workers',
    description: 'Start the chosen worker, or restart it when it runs (asks first)',
    label: 'start',
    pages: ON_WORKERS,
    when: (context) => (withRunningFleet(context) === true ? withWorker(context) : withRunningFleet(context)),
  },
  {
    name: 'stop',
    keys: ['x'],
    shown: 'x',
    group: 'Workers',
    description: 'Stop the chosen worker (asks first)',
    label: 'stop',
    pages: ON_WORKERS,
    when: withRunningWorker,
  },
];
