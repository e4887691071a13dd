/** When keys work: true, or the reason why not, as a sentence. Bindings of several groups share these. */
import { waitingDecisions } from '../../domain/policies/decision.ts';
import { isRunning } from '../../domain/workers/worker.ts';
import { currentDecision } from '../../state/selectors-decisions.ts';
import { hasScreen, workerAt } from '../../state/selectors-workers.ts';
import { PAGES, type PageName } from '../ui-state.ts';
import type { KeyContext } from './key-binding.ts';

export const EVERYWHERE: readonly PageName[] = PAGES;
export const ON_FLEET: readonly PageName[] = ['fleet'];
/** Where a worker is chosen. */
export const ON_WORKERS: readonly PageName[] = ['fleet', 'grid'];

export const always = (): true => true;

export const withDecision = ({ world, ui }: KeyContext): true | string => {
  if (currentDecision(world, ui.decision?.id ?? null, ui.filter) !== null) return true;
  return waitingDecisions(world).length === 0 ? 'Nothing waits for a decision.' : 'No decision matches the filter.';
};

export const withWorker = ({ world, ui }: KeyContext): true | string =>
  workerAt(world, ui.worker) === null ? 'There is no worker to choose.' : true;

export const withRunningWorker = ({ world, ui }: KeyContext): true | string => {
  const worker = workerAt(world, ui.worker);
  if (worker === null) return 'There is no worker to choose.';
  return isRunning(worker.state) ? true : `Worker ${worker.number} has no session. r starts one.`;
};

export const withScreen = (context: KeyContext): true | string => {
  const worker = workerAt(context.world, context.ui.worker);
  const running = withRunningWorker(context);
  if (running !== true || worker === null) return running;
  return hasScreen(worker) ? true : `Worker ${worker.number} has no screen yet: its session is being opened.`;
};

export const withRunningFleet = ({ world }: KeyContext): true | string =>
  world.fleet.state === 'stopping' || world.fleet.state === 'stopped' ? 'The fleet is stopping.' : true;
