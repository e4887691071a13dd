/** Keys of the grid of live screens. */
import { PAGES } from '../ui-state.ts';
import { withWorker } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

export const GRID_KEYS: readonly KeyBinding[] = [
  {
    name: 'grid',
    keys: ['g'],
    shown: 'g',
    group: 'Screen',
    description: 'Show four live screens in a grid, and go back',
    label: 'grid',
    // There it gives the chosen task.
    pages: PAGES.filter((page) => page !== 'backlog'),
    when: withWorker,
  },
  {
    name: 'zoom',
    keys: ['z'],
    shown: 'z',
    group: 'Screen',
    description: "Show the chosen worker's screen alone, as large as fits, and go back",
    label: 'zoom',
    pages: ['fleet', 'grid'],
    when: withWorker,
  },
  {
    name: 'next-tile',
    keys: ['tab'],
    shown: 'Tab',
    group: 'Moving',
    description: 'In the grid: go to the next screen, and from the last to the first',
    label: 'next',
    pages: ['grid'],
    when: withWorker,
  },
  {
    name: 'previous-tile',
    keys: ['shift-tab'],
    shown: 'shift-Tab',
    group: 'Moving',
    description: 'In the grid: go to the screen before, and from the first to the last',
    label: null,
    pages: ['grid'],
    when: withWorker,
  },
];
