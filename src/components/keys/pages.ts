/** Keys that open a page in place of the panes; the same key goes back. */
import { always, EVERYWHERE } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

export const PAGE_KEYS: readonly KeyBinding[] = [
  {
    name: 'locks',
    keys: ['L'],
    shown: 'L',
    group: 'Fleet',
    description: 'Show who holds which project, and go back',
    label: 'locks',
    pages: EVERYWHERE,
    when: always,
  },
  {
    name: 'backlog',
    keys: ['b'],
    shown: 'b',
    group: 'Fleet',
    description: 'Show every task with what it waits for, and go back',
    label: 'backlog',
    pages: EVERYWHERE,
    when: always,
  },
  {
    name: 'cost',
    keys: ['$'],
    shown: '$',
    group: 'Fleet',
    description: 'Show what the models cost and what the tiers saved, and go back',
    label: 'cost',
    pages: EVERYWHERE,
    when: always,
  },
];
