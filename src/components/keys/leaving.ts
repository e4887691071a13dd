/** Keys that end something. */
import { always, EVERYWHERE, withRunningFleet } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

export const LEAVING_KEYS: readonly KeyBinding[] = [
  {
    name: 'leave',
    keys: ['q', 'ctrl-c'],
    shown: 'q',
    group: 'Fleet',
    description: 'Leave; the fleet keeps running',
    label: 'leave',
    pages: EVERYWHERE,
    when: always,
  },
  {
    name: 'stop-fleet',
    keys: ['Q'],
    shown: 'Q',
    group: 'Fleet',
    description: 'Stop the fleet with all its workers (asks first)',
    label: 'stop fleet',
    pages: EVERYWHERE,
    when: withRunningFleet,
  },
];
