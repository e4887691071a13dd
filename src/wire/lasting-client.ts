/**
 * A FleetClient that outlives its supervisor: the empty World until the first one is there, and after one that died
 * unasked the World as it stood then, until the next one is there. Meanwhile nothing is kept to be done later: a command
 * is refused and a key for a worker is dropped, so that nothing reaches a supervisor that the person has not seen.
 */
import { isEnding } from '../domain/fleet/fleet.ts';
import { fail, type Problem, type Result } from '../domain/problem.ts';
import type { ScreenListener, ScreenRequest, ScreenView } from '../domain/screens.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import { SupervisorGone } from './client.ts';
import type { FleetClient, Gone } from './fleet-client.ts';

export interface LastingClient extends FleetClient {
  /** Why there is no supervisor for this client any more, or never was one. */
  readonly problem: () => Problem | null;
  /** Resolves when nothing is under way that could bring a supervisor. */
  readonly settled: () => Promise<void>;
}

/** How a supervisor is come by again. */
export interface WayBack {
  /** Connects to one that is there already; a Problem of kind `missing` where none is. */
  readonly find: () => Promise<Result<FleetClient>>;
  /** Starts one as at first, unless another is there already; null for a seat that only ever waits for one. */
  readonly start: ((lost: World) => Promise<Result<FleetClient>>) | null;
  /** What a person starts that fleet with. */
  readonly commandFor: (lost: World) => string;
  /** Where the supervisor says what it died of. */
  readonly log: string;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** So many are started in so long a time: what kills each of them is not mended by yet another, which costs anew. */
const MAX_STARTS = 3;
const STARTS_WITHIN_MS = 600_000;
/** Between two looks for one that somebody else has started. */
const LOOK_MS = 250;
/** After a start that failed, doubled each time: a file that is being mended is soon taken, and a broken one costs little. */
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 30_000;

const starting: World = { ...emptyWorld, fleet: { ...emptyWorld.fleet, state: 'starting' } };

export const lastingClient = (coming: Promise<Result<FleetClient>>, way: WayBack): LastingClient => {
  let client: FleetClient | null = null;
  let world = starting;
  let gone: Gone | null = null;
  let problem: Problem | null = null;
  let isClosed = false;
  const losses: number[] = [];
  const listeners = new Set<() => void>();
  const views = new Set<LastingView>();
  const ended = Promise.withResolvers<void>();

  const notify = (): void => {
    for (const listener of listeners) listener();
  };
  const end = (because: Problem | null): void => {
    problem = because;
    ended.resolve();
  };
  const tell = (next: Gone): void => {
    gone = next;
    notify();
  };

  const arrive = (there: FleetClient): void => {
    gone = null;
    if (isClosed) {
      there.close();
      end(null);
      return;
    }
    client = there;
    there.subscribe(notify);
    for (const view of views) view.open(there);
    void there.closed.then(() => lose(there));
    notify();
  };

  const lose = (there: FleetClient): void => {
    client = null;
    world = there.snapshot();
    for (const view of views) view.lose();
    if (isClosed || isEnding(world.fleet.state)) end(null);
    else underWay = comeBack(way.now());
  };

  const comeBack = async (since: number): Promise<void> => {
    losses.push(since);
    const isTooOften = losses.filter((at) => at > since - STARTS_WITHIN_MS).length > MAX_STARTS;
    const start = isTooOften ? null : way.start;
    let startAt = since;
    let retryMs = FIRST_RETRY_MS;
    const command = way.commandFor(world);
    tell({ since, isStarting: start !== null, problem: isTooOften ? diesAgainAndAgain(way.log) : null, command });
    for (; !isClosed; await way.pause(LOOK_MS)) {
      const starts = start !== null && way.now() >= startAt;
      const found = await attempt(starts ? () => start(world) : way.find);
      if (found.ok) return arrive(found.value);
      if (starts) {
        startAt = way.now() + retryMs;
        retryMs = Math.min(2 * retryMs, LAST_RETRY_MS);
        if (!isClosed) tell({ since, isStarting: true, problem: found.problem, command });
      } else if (found.problem.kind === 'refused') return end(found.problem); // Another version: no waiting helps.
    }
    end(null);
  };

  const first = attempt(() => coming).then((result) => (result.ok ? arrive(result.value) : end(result.problem)));
  let underWay: Promise<void> = first;
  /** The supervisor to ask; null when it is gone. Before the first one is there, it is waited for. */
  const asked = async (): Promise<FleetClient | null> => {
    if (client === null && gone === null) await first;
    return client;
  };

  return {
    snapshot: () => client?.snapshot() ?? world,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    gone: () => gone,
    command: async (command) => {
      const there = await asked();
      if (there === null) return notThere;
      const result = await there.command(command);
      return result.ok || client === there ? result : lostMeanwhile;
    },
    events: async (query) => {
      const there = await asked();
      if (there === null) throw new SupervisorGone();
      return there.events(query);
    },
    report: async (name, query) => (await asked())?.report(name, query) ?? notThere,
    openScreen: (request, listener) => {
      const view = lastingView(request, listener, () => views.delete(view));
      views.add(view);
      if (client !== null) view.open(client);
      return view;
    },
    problem: () => problem,
    settled: () => underWay,
    closed: ended.promise,
    close: () => {
      isClosed = true;
      client?.close();
    },
  };
};

const notThere = fail({ kind: 'process', message: 'the supervisor is gone, so that nothing was done' });

/** The journal may have it, and nobody is left to say so. */
const lostMeanwhile = fail({
  kind: 'process',
  message: 'the supervisor ended before it answered',
  next: 'See whether it was done.',
});

/** A start may throw: the disk is full, the system has no process to give. */
const attempt = async (way: () => Promise<Result<FleetClient>>): Promise<Result<FleetClient>> => {
  try {
    return await way();
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return fail({ kind: 'process', message: 'the supervisor cannot be started', found });
  }
};

const diesAgainAndAgain = (log: string): Problem => ({
  kind: 'process',
  message: `started ${MAX_STARTS} times within ten minutes, it ended each time, so it is not started again from here`,
  where: { file: log },
  next: 'See what it says there.',
});

interface LastingView extends ScreenView {
  readonly open: (client: FleetClient) => void;
  readonly lose: () => void;
}

/** The same screen at one supervisor after another, in the size that it has now. */
const lastingView = (first: ScreenRequest, listener: ScreenListener, onClose: () => void): LastingView => {
  let request = first;
  let view: ScreenView | null = null;
  return {
    open: (client) => {
      view = client.openScreen(request, listener);
    },
    lose: () => {
      view = null;
    },
    write: (bytes) => view?.write(bytes),
    resize: (size) => {
      const { cols, rows } = size;
      request = request.kind === 'preview' ? { ...request, cols, rows } : { ...request, ...size };
      view?.resize(size);
    },
    repaint: () => view?.repaint(),
    look: (look) => view?.look(look),
    close: () => {
      onClose();
      view?.close();
    },
  };
};
