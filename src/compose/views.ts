/**
 * The views on workers' screens. A view belongs to the seat, not to the session: when another session takes the seat, its
 * views go on with the new one.
 */
import type { WorkerNumber } from '../domain/ids.ts';
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import type { Terminal } from '../sessions/terminal.ts';
import { openView } from '../sessions/view.ts';

export interface Views {
  readonly open: (request: ScreenRequest, listener: ScreenListener) => ScreenView;
  /** The worker's new terminal; its views move on to it. */
  readonly moveTo: (worker: WorkerNumber, terminal: Terminal) => void;
}

export const createViews = (terminalOf: (worker: WorkerNumber) => Terminal | null): Views => {
  const seats = new Map<WorkerNumber, Set<SeatView>>();
  return {
    open: (request, listener) => {
      const views = seats.get(request.worker) ?? new Set();
      seats.set(request.worker, views);
      const view = createSeatView(request, listener, () => views.delete(view));
      views.add(view);
      const terminal = terminalOf(request.worker);
      if (terminal !== null) view.moveTo(terminal);
      return view;
    },
    moveTo: (worker, terminal) => {
      for (const view of seats.get(worker) ?? []) view.moveTo(terminal);
    },
  };
};

interface SeatView extends ScreenView {
  readonly moveTo: (terminal: Terminal) => void;
}

const createSeatView = (request: ScreenRequest, listener: ScreenListener, forget: () => void): SeatView => {
  let wanted = request;
  let view: ScreenView | null = null;
  return {
    moveTo: (terminal) => {
      view?.close();
      view = openView(terminal, wanted, listener);
    },
    write: (bytes) => view?.write(bytes),
    resize: (size) => {
      wanted = { ...wanted, ...size };
      view?.resize(size);
    },
    repaint: () => view?.repaint(),
    look: (look) => view?.look(look),
    close: () => {
      forget();
      view?.close();
      view = null;
    },
  };
};
