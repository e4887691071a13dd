/**
 * Whether a recorded history of overlapping operations could have come from one object that does them one at a time (Wing
 * and Gong's search, in Lowe's form: events in the order of time, an operation placed at the latest when it returns).
 * A read is placed as soon as it is legal, which forecloses nothing, as it changes nothing.
 */
export interface Timed<Op> {
  readonly op: Op;
  /** Times from one clock that never gives the same value twice. */
  readonly called: number;
  readonly returned: number;
}

export interface Model<State, Op> {
  readonly initial: State;
  /** The state after `op` with the result that was recorded; null where that result is impossible. */
  readonly step: (state: State, op: Op) => State | null;
  readonly isRead: (op: Op) => boolean;
  readonly keyOf: (state: State) => string;
}

/** The first operation that no order of the earlier ones explains; null when the history is linearizable. */
export const firstViolation = <State, Op>(model: Model<State, Op>, history: readonly Timed<Op>[]): Timed<Op> | null => {
  const moments = history
    .flatMap((timed, id) => [
      { at: timed.called, id, timed, isCall: true },
      { at: timed.returned, id, timed, isCall: false },
    ])
    .sort((one, other) => one.at - other.at);
  const pending = new Map<number, Op>();
  let configurations: readonly Configuration<State>[] = [{ state: model.initial, placed: new Set() }];
  for (const { id, timed, isCall } of moments) {
    if (isCall) {
      pending.set(id, timed.op);
      continue;
    }
    configurations = placing(model, configurations, pending, id);
    pending.delete(id);
    if (configurations.length === 0) return timed;
  }
  return null;
};

interface Configuration<State> {
  readonly state: State;
  /** Operations that have been placed and have not yet returned. */
  readonly placed: ReadonlySet<number>;
}

/** All configurations in which `id` has been placed; it is then forgotten, as it has returned. */
const placing = <State, Op>(
  model: Model<State, Op>,
  from: readonly Configuration<State>[],
  pending: ReadonlyMap<number, Op>,
  id: number,
): readonly Configuration<State>[] => {
  const found = new Map<string, Configuration<State>>();
  const seen = new Set<string>();
  const todo = [...from];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { state, placed } = withReads(model, next, pending);
    if (placed.has(id)) {
      const rest = { state, placed: without(placed, id) };
      found.set(keyOf(model, rest), rest);
      continue;
    }
    const key = keyOf(model, { state, placed });
    if (seen.has(key)) continue;
    seen.add(key);
    for (const [each, op] of pending) {
      const after = placed.has(each) ? null : model.step(state, op);
      if (after !== null) todo.push({ state: after, placed: new Set(placed).add(each) });
    }
  }
  return [...found.values()];
};

const withReads = <State, Op>(
  model: Model<State, Op>,
  { state, placed }: Configuration<State>,
  pending: ReadonlyMap<number, Op>,
): Configuration<State> => {
  const reads = [...pending].filter(
    ([id, op]) => model.isRead(op) && !placed.has(id) && model.step(state, op) !== null,
  );
  return { state, placed: reads.length === 0 ? placed : new Set([...placed, ...reads.map(([id]) => id)]) };
};

const keyOf = <State, Op>(model: Model<State, Op>, { state, placed }: Configuration<State>): string =>
  `${model.keyOf(state)}|${[...placed].sort((one, other) => one - other).join(',')}`;

const without = (ids: ReadonlySet<number>, id: number): ReadonlySet<number> => {
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
};
