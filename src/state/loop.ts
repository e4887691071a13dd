/**
 * The loop: command -> decide -> event -> journal -> World, and event -> respond -> effect once the event is on disk.
 * It alone sets the World. Deciding is synchronous, so two commands can never both win; only the answer waits for the
 * disk.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { causeOf, causeWithin } from '../domain/cause.ts';
import type { Command } from '../domain/command.ts';
import { decide } from '../domain/decide.ts';
import type { Effect } from '../domain/effect.ts';
import type { Event, Logged } from '../domain/event.ts';
import { evolve } from '../domain/evolve.ts';
import { describeProblem, fail, ok, type Result } from '../domain/problem.ts';
import { respond } from '../domain/respond.ts';
import type { World } from '../domain/world.ts';
import type { Journal } from './journal.ts';

export interface Loop {
  readonly world: () => World;
  readonly subscribe: (listener: (world: World, before: World) => void) => () => void;
  /** Resolves when what was decided is on disk: with its events, or with the problem that stood against it. */
  readonly submit: (command: Command, origin: Origin) => Promise<Result<readonly Logged[]>>;
  /** The disk has refused an event: nothing is decided any more, and the World says so. */
  readonly isBroken: () => boolean;
  /** Resolves when nothing is being written or carried out. */
  readonly idle: () => Promise<void>;
}

export interface Origin {
  /** `human`, `worker 3`, `session 3`, `dispatcher`, `boot`. */
  readonly by: string;
  /** Seq of the event that led to the command. */
  readonly cause?: number;
}

export interface LoopParts {
  readonly journal: Journal;
  readonly now: () => number;
  /** Carries an effect out. It reports by submitting commands; a throw is a bug and ends up in `onBug`. */
  readonly hands: (effect: Effect, cause: number) => Promise<void>;
  /** A bug in the hands, or a disk that no longer takes events. */
  readonly onBug: (error: unknown) => void;
}

/** Events between two snapshots of the World: keeps a cold start fast, and costs a few milliseconds each time. */
const SNAPSHOT_EVERY = 2_000;

export const createLoop = ({ journal, now, hands, onBug }: LoopParts): Loop => {
  const store: StoreApi<World> = createStore(() => journal.load());
  let kept = store.getState().seq;
  let broken: string | null = null;
  const pending = new Set<Promise<unknown>>();

  const track = <Value>(work: Promise<Value>): Promise<Value> => {
    pending.add(work);
    const done = () => pending.delete(work);
    work.then(done, done);
    return work;
  };

  const carryOut = (effect: Effect, cause: number): void => {
    track(hands(effect, cause)).catch(onBug);
  };

  const submit = async (command: Command, origin: Origin): Promise<Result<readonly Logged[]>> => {
    if (broken !== null) return fail(readOnly(broken));
    const at = now();
    const decided = decide(store.getState(), command, at);
    if (!decided.ok) return decided;
    if (decided.value.length === 0) return ok([]);
    const cause = origin.cause ?? causeOf(store.getState(), command);
    const logged = number(decided.value, { last: store.getState().seq, at, by: origin.by, cause });
    const effects = apply(store, logged);
    try {
      await journal.append(logged);
    } catch (error) {
      broken ??= error instanceof Error ? error.message : String(error);
      store.setState(readOnlyWorld(store.getState(), broken), true);
      onBug(error);
      return fail(readOnly(broken));
    }
    for (const { effect, cause } of effects) carryOut(effect, cause);
    keepSnapshot();
    return ok(logged);
  };

  const keepSnapshot = (): void => {
    const world = store.getState();
    if (world.seq - kept < SNAPSHOT_EVERY) return;
    kept = world.seq;
    journal.snapshot(world);
  };

  return {
    world: store.getState,
    subscribe: store.subscribe,
    isBroken: () => broken !== null,
    submit: (command, origin) => track(submit(command, origin)),
    idle: async () => {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
};

interface Numbering {
  readonly last: number;
  readonly at: number;
  readonly by: string;
  readonly cause: number | null;
}

const number = (events: readonly Event[], { last, at, by, cause }: Numbering): readonly Logged[] =>
  events.map((event, index) => {
    const earlier = causeWithin(events, index);
    return { seq: last + 1 + index, at, by, cause: earlier === null ? cause : last + 1 + earlier, event };
  });

/** Sets the World once for all events of a command, and names the effects that wait for them to be on disk. */
const apply = (store: StoreApi<World>, logged: readonly Logged[]) => {
  const effects: { readonly effect: Effect; readonly cause: number }[] = [];
  let world = store.getState();
  for (const one of logged) {
    world = evolve(world, one);
    for (const effect of respond(world, one)) effects.push({ effect, cause: one.seq });
  }
  store.setState(world, true);
  return effects;
};

/** Not by an event, as there can be none: who looks on must see that nothing goes on. */
const readOnlyWorld = (world: World, because: string): World => {
  if (world.fleet.state === 'read-only') return world;
  const warnings = [describeProblem(readOnly(because)), ...world.fleet.warnings];
  return { ...world, fleet: { ...world.fleet, state: 'read-only', warnings } };
};

const readOnly = (because: string) => ({
  kind: 'process' as const,
  message: 'the journal takes no more events, so nothing new is granted',
  found: because,
  next: 'Free the disk, then stop and start the fleet: gaffer down && gaffer up.',
});
