/** Keys of memory and of the failure journal: their pages, and what is done with the chosen note. */
import { always, EVERYWHERE } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

const onNote = (name: KeyBinding['name'], key: string, description: string, label: string): KeyBinding => ({
  name,
  keys: [key],
  shown: key,
  group: 'Fleet',
  description: `On the memory page: ${description}`,
  label,
  pages: ['memory'],
  when: ({ ui }) =>
    ui.reports.memory?.kind === 'there' && ui.reports.memory.answer.rows.length > 0 ? true : 'There is no note here.',
});

export const MEMORY_KEYS: readonly KeyBinding[] = [
  {
    name: 'memory',
    keys: ['m'],
    shown: 'm',
    group: 'Fleet',
    description: 'Show the notes of memory, and go back',
    label: 'memory',
    pages: EVERYWHERE,
    when: always,
  },
  {
    name: 'failures',
    keys: ['F'],
    shown: 'F',
    group: 'Fleet',
    description: 'Show the failures with their lessons, and go back',
    label: 'failures',
    pages: EVERYWHERE,
    when: always,
  },
  onNote('edit-note', 'e', 'change the words of the chosen note', 'edit'),
  onNote('pin-note', 'p', 'pin the chosen note to its tier, or let it move again', 'pin'),
  onNote('warm-note', 'K', 'move the chosen note one tier up', 'warmer'),
  onNote('cool-note', 'J', 'move the chosen note one tier down', 'colder'),
];
