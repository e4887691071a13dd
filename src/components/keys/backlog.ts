/** Keys of the backlog page: what a person does to the chosen task. */
import { chosenTask } from '../pages/backlog-rows.ts';
import { withRunningFleet } from './guards.ts';
import type { KeyBinding, KeyContext } from './key-binding.ts';

const withTask = ({ world, ui }: KeyContext): true | string =>
  chosenTask({ world, ui, now: 0 }) === null ? 'There is no task to choose.' : true;

const withOpenTask = (context: KeyContext): true | string => {
  const fleet = withRunningFleet(context);
  const task = chosenTask({ ...context, now: 0 });
  if (fleet !== true) return fleet;
  if (task === null) return 'There is no task to choose.';
  return task.kind === 'assigned' ? `It is in work: ${task.state}.` : true;
};

const withEditableTask = (context: KeyContext): true | string => {
  const fleet = withRunningFleet(context);
  return fleet === true ? withTask(context) : fleet;
};

const withReadyTask = (context: KeyContext): true | string => {
  const open = withOpenTask(context);
  const task = chosenTask({ ...context, now: 0 });
  if (open !== true || task === null) return open;
  return task.kind === 'ready' ? true : `It cannot be given out: ${task.state}.`;
};

const onBacklog = { group: 'Fleet', pages: ['backlog'] } as const;

export const BACKLOG_KEYS: readonly KeyBinding[] = [
  {
    name: 'story',
    keys: ['enter'],
    shown: 'Enter',
    ...onBacklog,
    description: 'On the backlog page: tell the whole story of the chosen task',
    label: 'story',
    when: withTask,
  },
  {
    name: 'give',
    keys: ['g'],
    shown: 'g',
    ...onBacklog,
    description: 'On the backlog page: give the chosen task to a worker now',
    label: 'give',
    when: withReadyTask,
  },
  {
    name: 'edit-task',
    keys: ['c'],
    shown: 'c',
    ...onBacklog,
    description: 'On the backlog page: edit title, project, priority, tier and needs of the chosen task',
    label: 'change',
    when: withEditableTask,
  },
  {
    name: 'raise',
    keys: ['K'],
    shown: 'K',
    ...onBacklog,
    description: 'On the backlog page: move the chosen task up',
    label: 'up',
    when: withEditableTask,
  },
  {
    name: 'lower',
    keys: ['J'],
    shown: 'J',
    ...onBacklog,
    description: 'On the backlog page: move the chosen task down',
    label: 'down',
    when: withEditableTask,
  },
  {
    name: 'priority',
    keys: ['p'],
    shown: 'p',
    ...onBacklog,
    description: 'On the backlog page: priority of the chosen task: normal, high, low',
    label: 'priority',
    when: withEditableTask,
  },
  {
    name: 'tick',
    keys: ['x'],
    shown: 'x',
    ...onBacklog,
    description: 'On the backlog page: tick the chosen task, or take its tick away (asks first)',
    label: 'tick',
    when: withOpenTask,
  },
  {
    name: 'split',
    keys: ['S'],
    shown: 'S',
    ...onBacklog,
    description: 'On the backlog page: split the chosen task into parts that it then needs',
    label: 'split',
    when: withOpenTask,
  },
  {
    name: 'shelve',
    keys: ['i'],
    shown: 'i',
    ...onBacklog,
    description: 'On the backlog page: put the chosen task under Ideas, or back under Ready',
    label: 'idea',
    when: withOpenTask,
  },
];
