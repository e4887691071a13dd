/** Keys that settle decisions. */
import { editableText } from '../../domain/policies/edited-call.ts';
import { currentDecision } from '../../state/selectors-decisions.ts';
import { PAGES } from '../ui-state.ts';
import { EVERYWHERE, ON_FLEET, withDecision } from './guards.ts';
import type { KeyBinding } from './key-binding.ts';

export const DECISION_KEYS: readonly KeyBinding[] = [
  {
    name: 'approve',
    keys: ['y'],
    shown: 'y',
    group: 'Decisions',
    description: 'Approve the chosen decision, exactly as it is shown',
    label: 'approve',
    pages: EVERYWHERE,
    when: withDecision,
  },
  {
    name: 'deny',
    keys: ['n'],
    shown: 'n',
    group: 'Decisions',
    description: 'Deny the chosen decision, with a reason that its worker reads',
    label: 'deny',
    pages: EVERYWHERE,
    when: withDecision,
  },
  {
    name: 'always',
    keys: ['a'],
    shown: 'a',
    group: 'Decisions',
    description: 'Approve it, and the very same call from now on: shows the change to POLICIES.md first',
    label: 'always',
    pages: EVERYWHERE,
    when: (context) => {
      const { world, ui } = context;
      const decision = currentDecision(world, ui.decision?.id ?? null, ui.filter);
      return decision?.question.kind === 'posted' ? 'A posted question has no call to allow.' : withDecision(context);
    },
  },
  {
    name: 'edit',
    keys: ['e'],
    shown: 'e',
    group: 'Decisions',
    description: 'Edit the command or address of the chosen decision, and approve what it became',
    label: null,
    // There it edits the chosen note.
    pages: PAGES.filter((page) => page !== 'memory'),
    when: (context) => {
      const { world, ui } = context;
      const question = currentDecision(world, ui.decision?.id ?? null, ui.filter)?.question;
      if (question === undefined) return withDecision(context);
      if (question.kind === 'posted') return 'A posted question has no call to edit.';
      return editableText(question.call) === null
        ? 'Only one command or address can be edited here: deny it, and say in the reason what you want.'
        : true;
    },
  },
  {
    name: 'open',
    keys: ['enter'],
    shown: 'Enter',
    group: 'Decisions',
    description: 'In the decisions pane: show the chosen decision in full',
    label: 'show all',
    pages: ON_FLEET,
    when: (context) => (context.ui.focus === 'decisions' ? withDecision(context) : 'The decisions pane has no focus.'),
  },
];
