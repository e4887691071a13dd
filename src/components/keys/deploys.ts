/** Keys of the deploys page: open it, and there deploy, go back, or stop. Each is asked for once more. */
import { PAGES } from '../ui-state.ts';
import { always, withRunningFleet } from './guards.ts';
import type { KeyBinding, KeyContext } from './key-binding.ts';

const withRun = ({ world }: KeyContext): true | string =>
  Object.keys(world.holds).length === 0 ? 'Nothing is being deployed.' : true;

const withPipeline = (context: KeyContext): true | string => {
  const { deploys } = context.ui.reports;
  return deploys?.kind === 'there' && deploys.answer.pipelines.length === 0
    ? 'No pipeline is configured.'
    : withRunningFleet(context);
};

export const DEPLOY_KEYS: readonly KeyBinding[] = [
  {
    name: 'deploys-page',
    keys: ['D'],
    shown: 'D',
    group: 'Fleet',
    description: 'Show the pipelines, what serves where, and the last runs',
    label: 'deploys',
    pages: PAGES.filter((page) => page !== 'deploys'),
    when: always,
  },
  {
    name: 'deploy',
    keys: ['D'],
    shown: 'D',
    group: 'Fleet',
    description: 'On the deploys page: deploy the chosen pipeline',
    label: 'deploy',
    pages: ['deploys'],
    when: withPipeline,
  },
  {
    name: 'roll-back',
    keys: ['U'],
    shown: 'U',
    group: 'Fleet',
    description: 'On the deploys page: bring back what the chosen pipeline served before',
    label: 'roll back',
    pages: ['deploys'],
    when: withPipeline,
  },
  {
    name: 'stop-run',
    keys: ['x'],
    shown: 'x',
    group: 'Fleet',
    description: 'On the deploys page: stop the chosen run; what served before serves again',
    label: 'stop run',
    pages: ['deploys'],
    when: withRun,
  },
];
