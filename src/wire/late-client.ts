/**
 * A FleetClient for a supervisor that is still starting: the empty World until it is there, then everything of it. So the
 * dashboard stands before the fleet does.
 */
import { fail, type Result } from '../domain/problem.ts';
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import type { FleetClient } from './fleet-client.ts';

const starting: World = { ...emptyWorld, fleet: { ...emptyWorld.fleet, state: 'starting' } };

/** When the start fails, `closed` resolves; the caller has the problem from `coming` itself. */
export const lateClient = (coming: Promise<Result<FleetClient>>): FleetClient => {
  let client: FleetClient | null = null;
  let isClosed = false;
  const waiting = new Map<() => void, { leave: () => void }>();
  const arrival = coming.then((result) => {
    if (!result.ok) return null;
    client = result.value;
    if (isClosed) client.close();
    for (const [listener, entry] of waiting) {
      entry.leave = client.subscribe(listener);
      listener();
    }
    waiting.clear();
    return client;
  });

  return {
    snapshot: () => client?.snapshot() ?? starting,
    subscribe: (listener) => {
      if (client !== null) return client.subscribe(listener);
      const entry = { leave: () => void waiting.delete(listener) };
      waiting.set(listener, entry);
      return () => entry.leave();
    },
    command: async (command) => (await arrival)?.command(command) ?? notThere,
    events: async (query) => (await arrival)?.events(query) ?? [],
    report: async (name, query) => (await arrival)?.report(name, query) ?? notThere,
    openScreen: (request, listener) => client?.openScreen(request, listener) ?? lateView(arrival, request, listener),
    closed: arrival.then((there) => there?.closed),
    close: () => {
      isClosed = true;
      client?.close();
    },
  };
};

const notThere = fail({ kind: 'missing', message: 'the supervisor did not start' });

const lateView = (
  arrival: Promise<FleetClient | null>,
  request: ScreenRequest,
  listener: ScreenListener,
): ScreenView => {
  let view: ScreenView | null = null;
  let isClosed = false;
  void arrival.then((client) => {
    if (!isClosed) view = client?.openScreen(request, listener) ?? null;
  });
  return {
    write: (bytes) => view?.write(bytes),
    resize: (size) => view?.resize(size),
    repaint: () => view?.repaint(),
    look: (look) => view?.look(look),
    close: () => {
      isClosed = true;
      view?.close();
    },
  };
};
