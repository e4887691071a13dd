/** Keys of the heartbeat: a round now, the page, and what is done with the chosen check's alert. */
import { always, EVERYWHERE, withRunningFleet } from './guards.ts';
import type { KeyBinding, KeyContext } from './key-binding.ts';

const withOpenAlert = ({ world }: KeyContext): true | string =>
  Object.keys(world.alerts.open).some((subject) => subject.startsWith('check:')) ? true : 'No check has an alert.';

export const HEARTBEAT_KEYS: readonly KeyBinding[] = [
  {
    name: 'heartbeat',
    keys: ['h'],
    shown: 'h',
    group: 'Fleet',
    description: 'Run all checks of the heartbeat now',
    label: 'check now',
    pages: ['fleet', 'heartbeat'],
    when: (context) =>
      Object.keys(context.world.health.rules).length === 0 ? 'No check is configured.' : withRunningFleet(context),
  },
  {
    name: 'heartbeat-page',
    keys: ['H'],
    shown: 'H',
    group: 'Fleet',
    description: 'Show the checks of the heartbeat with their history, and go back',
    label: 'heartbeat',
    pages: EVERYWHERE,
    when: always,
  },
  {
    name: 'acknowledge',
    keys: ['c'],
    shown: 'c',
    group: 'Fleet',
    description: 'On the heartbeat page: acknowledge the chosen check’s alert, so that it does not escalate',
    label: 'acknowledge',
    pages: ['heartbeat'],
    when: withOpenAlert,
  },
  {
    name: 'snooze',
    keys: ['z'],
    shown: 'z',
    group: 'Fleet',
    description: 'On the heartbeat page: no alert about the chosen check for an hour',
    label: 'snooze 1h',
    pages: ['heartbeat'],
    when: withOpenAlert,
  },
];
