/**
 * A script as the model runs it: a flat list of steps with the place to go on after each. Places are absolute numbers
 * into that list, so that a place fits into a tool call's id and means the same after a crash.
 */
import type { CallSpec, ErrorSpec, TurnSpec, UsageSpec } from './turn-schema.ts';
import { fill, fillDeep, fillPattern, type Variables } from './variables.ts';

export type Program = readonly Step[];

export interface Step {
  readonly think: string | null;
  readonly say: string | null;
  readonly calls: readonly CallSpec[];
  readonly expect: Expectation | null;
  /** A regular expression over everything in the request; null when it does not matter. */
  readonly sees: string | null;
  readonly error: StepError | null;
  /** Milliseconds between two pieces of the stream; null for the pace of the run. */
  readonly slowMs: number | null;
  readonly usage: UsageSpec | null;
  /** Where to go on when the expectation was met, or there was none. The program's length is its end. */
  readonly met: number;
  /** Where to go on when it was not met; null when the script has no answer to that. */
  readonly unmet: number | null;
}

/** What the results of a step's calls must be like. */
export type Expectation =
  | { readonly kind: 'succeeds' }
  | { readonly kind: 'fails' }
  /** A regular expression over the results' text; its variables are filled when it is needed. */
  | { readonly kind: 'matches'; readonly pattern: string };

/** How often an answer fails before it is given: a retry of the same request counts as the next time. */
export interface StepError {
  /** `overflow`: the conversation is too long, and so is every request to shorten it. */
  readonly kind: number | 'drop' | 'hang' | 'overflow';
  readonly times: number;
  readonly message: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

export type Parts = Readonly<Record<string, readonly TurnSpec[]>>;

/** The parts must be known and free of cycles: `build-scenario.ts` checks that first. */
export const compile = (turns: readonly TurnSpec[], parts: Parts): Program =>
  block(turns, parts, {}).map((step, place) => ({
    ...step,
    met: place + step.met,
    unmet: step.unmet === null ? null : place + step.unmet,
  }));

/** Steps whose `met` and `unmet` count from the step itself; just past the last one is the way out of the block. */
const block = (turns: readonly TurnSpec[], parts: Parts, variables: Variables): readonly Step[] =>
  turns.flatMap((turn) => {
    const once =
      turn.part === undefined
        ? turnBlock(turn, parts, variables)
        : block(parts[turn.part] ?? [], parts, { ...variables, ...filled(turn.with ?? {}, variables) });
    return Array.from({ length: turn.repeat ?? 1 }, () => once).flat();
  });

const turnBlock = (turn: TurnSpec, parts: Parts, variables: Variables): readonly Step[] => {
  const whenMet = block(turn.met ?? [], parts, variables);
  const whenUnmet = block(turn.else ?? [], parts, variables);
  const step: Step = {
    think: turn.think === undefined ? null : fill(turn.think, variables),
    say: turn.say === undefined ? null : fill(turn.say, variables),
    calls: (turn.calls ?? (turn.call === undefined ? [] : [turn.call])).map((call) => filledCall(call, variables)),
    expect: turn.expect === undefined ? null : expectation(fillPattern(turn.expect, variables)),
    sees: turn.sees === undefined ? null : fillPattern(turn.sees, variables),
    error: turn.error === undefined ? null : stepError(turn.error),
    slowMs: turn.slow ?? null,
    usage: turn.usage ?? null,
    met: whenMet.length > 0 ? 1 : 1 + whenUnmet.length,
    unmet: turn.else === undefined ? null : 1 + whenMet.length,
  };
  return [step, ...leavingOver(whenMet, whenUnmet.length), ...whenUnmet];
};

/** Makes every way out of `steps` jump over the `extra` steps that follow them. */
const leavingOver = (steps: readonly Step[], extra: number): readonly Step[] =>
  steps.map((step, place) => ({
    ...step,
    met: place + step.met === steps.length ? step.met + extra : step.met,
    unmet: step.unmet !== null && place + step.unmet === steps.length ? step.unmet + extra : step.unmet,
  }));

const expectation = (text: string): Expectation =>
  text === 'succeeds' || text === 'fails' ? { kind: text } : { kind: 'matches', pattern: text };

const stepError = (spec: ErrorSpec): StepError => {
  const { kind, times, message, headers } = typeof spec === 'object' ? spec : { kind: spec };
  return {
    kind,
    times: times === 'always' ? Number.POSITIVE_INFINITY : (times ?? 1),
    message: message ?? null,
    headers: headers ?? {},
  };
};

const filledCall = (call: CallSpec, variables: Variables): CallSpec => ({
  tool: fill(call.tool, variables),
  ...(call.raw === undefined ? {} : { raw: fill(call.raw, variables) }),
  ...(call.input === undefined ? {} : { input: filledInput(call.input, variables) }),
});

const filledInput = (input: Readonly<Record<string, unknown>>, variables: Variables): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).map(([key, value]) => [key, fillDeep(value, variables)]));

const filled = (given: Variables, variables: Variables): Variables =>
  Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? fill(value, variables) : value]),
  );
