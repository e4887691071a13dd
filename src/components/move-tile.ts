/** Moves from one live screen of the grid to another. Each says whether there is a grid to move in. */
import type { WorkerNumber } from '../domain/ids.ts';
import { shownWorkers, workerBeside } from './grid.ts';
import { sceneOf } from './scene.ts';
import { type Session, setUi, viewOf } from './session.ts';

export const moveBeside = (session: Session, right: number): boolean => move(session, right, 0);

export const moveBelow = (session: Session, down: number): boolean => move(session, 0, down);

/** To the next worker, in a ring. */
export const stepTile = (session: Session, by: 1 | -1): void => {
  const view = viewOf(session);
  const numbers = shownWorkers(view);
  const at = view.ui.worker === null ? -1 : numbers.indexOf(view.ui.worker);
  choose(session, numbers[(at + by + numbers.length) % numbers.length] ?? null);
};

const move = (session: Session, right: number, down: number): boolean => {
  const view = viewOf(session);
  if (view.ui.page !== 'grid') return false;
  const { width, height } = sceneOf(view, session.size()).layout.body;
  choose(session, workerBeside(view, { cols: width, rows: height }, right, down));
  return true;
};

const choose = (session: Session, worker: WorkerNumber | null): void => setUi(session, (ui) => ({ ...ui, worker }));
