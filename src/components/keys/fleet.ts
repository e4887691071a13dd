/** Keys for what the whole fleet shares. */
import { EVERYWHERE, ON_FLEET, withRunningFleet } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

const ON_FLEET_AND_BACKLOG = [...ON_FLEET, 'backlog'] as const;

export const FLEET_KEYS: readonly KeyBinding[] = [
  {
    name: 'release',
    keys: ['f'],
    shown: 'f',
    group: 'Fleet',
    description: 'On the locks page: take the chosen lock from its holder (asks first)',
    label: 'force release',
    pages: ['locks'],
    when: ({ world }) =>
      Object.keys(world.locks).length + Object.keys(world.holds).length === 0 ? 'No project is locked.' : true,
  },
  {
    name: 'task',
    keys: ['t'],
    shown: 't',
    group: 'Fleet',
    description: 'Add a task to the backlog',
    label: 'task',
    pages: EVERYWHERE,
    when: withRunningFleet,
  },
  {
    name: 'dispatch',
    keys: ['d'],
    shown: 'd',
    group: 'Fleet',
    description: 'Dispatch: auto gives work to idle workers, self lets them pick, off waits for you',
    label: 'dispatch',
    pages: ON_FLEET_AND_BACKLOG,
    when: withRunningFleet,
  },
];
