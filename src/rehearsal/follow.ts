/**
 * How far a script was played: goes through what was said and answered since it began, and moves on only by steps of
 * this very script. What failed is played again when the model is prompted again, as a worker does who is sent back;
 * what ran is not.
 */
import type { Passage, ToolResult } from './conversation.ts';
import type { Expectation, Program, Step } from './program.ts';

export interface Progress {
  /** Index into the program; its length when the script is at its end. */
  readonly place: number;
  /** Set when the step before was answered in a way that the script has no branch for. */
  readonly unmet: { readonly expected: string; readonly found: string } | null;
}

export interface Play {
  /** Marks the calls that were made for this script. */
  readonly key: string;
  readonly program: Program;
  readonly start: number;
  /** Both fill the variables of a script's text. */
  readonly say: (text: string) => string;
  readonly pattern: (text: string) => RegExp;
}

export const follow = (passages: readonly Passage[], play: Play): Progress => {
  let now: Progress = { place: play.start, unmet: null };
  /** Where the next prompt takes the script up again, when not where it stands. */
  let again: number | null = null;
  const failures = new Map<number, number>();
  for (const [index, passage] of passages.entries()) {
    if (passage.kind === 'prompt' && again !== null) {
      now = { place: again, unmet: null };
      again = null;
    }
    if (passage.kind !== 'answer') continue;
    const called = passage.calls.map(({ id }) => placeOfCall(id, play.key)).find((found) => found !== null);
    const at: number = called ?? now.place;
    const step: Step | undefined = play.program[at];
    if (step === undefined) continue;
    if (called === undefined) {
      const isSaid = step.calls.length === 0 && step.say !== null && play.say(step.say).trim() === passage.text;
      now = isSaid ? { ...now, place: step.met } : now;
      continue;
    }
    const results = resultsAfter(passages, index);
    if (results.length === 0 || results.some(isLost)) {
      // The session ended before its tools did: the same turn is played again.
      now = { ...now, place: at };
      continue;
    }
    now = afterStep(step, at, results, play);
    if (!results.some(isUndecided) && (now.unmet === null || !results.every(({ isError }) => isError))) continue;
    const times = (failures.get(at) ?? 0) + 1;
    failures.set(at, times);
    if (times <= MOST_RETRIES) again ??= at;
  }
  return now;
};

/** As often as the supervisor sends a worker back. */
const MOST_RETRIES = 3;

const afterStep = (step: Step, at: number, results: readonly ToolResult[], { pattern }: Play): Progress => {
  if (step.expect === null || isMet(step.expect, results, pattern)) return { place: step.met, unmet: null };
  if (step.unmet !== null) return { place: step.unmet, unmet: null };
  return { place: at, unmet: { expected: describe(step.expect), found: resultsText(results) } };
};

const placeOfCall = (id: string, key: string): number | null => {
  const found = /^toolu_(.+)_(\d+)_\d+_[0-9a-f]+$/.exec(id);
  return found?.[1] === key ? Number(found[2]) : null;
};

const resultsAfter = (passages: readonly Passage[], index: number): readonly ToolResult[] => {
  const next = passages.findIndex(({ kind }, later) => later > index && kind === 'answer');
  return passages
    .slice(index + 1, next < 0 ? undefined : next)
    .flatMap((passage) => (passage.kind === 'results' ? passage.results : []));
};

/** What Claude Code 2.1.330 puts in place of a result when a session is resumed that was killed during a call. */
const isLost = ({ text, isError }: ToolResult): boolean =>
  isError && text.startsWith('[Tool call interrupted: the session ended');

/**
 * The hook client's words when nobody is behind the gate. Such a call says nothing about the script: neither that it may
 * not be made, nor that it fails as it should. So the script is taken up again from the first of them.
 */
const isUndecided = ({ text, isError }: ToolResult): boolean =>
  isError && /gaffer: blocked, because the supervisor .* this call was not decided/s.test(text);

const isMet = (
  expectation: Expectation,
  results: readonly ToolResult[],
  pattern: (text: string) => RegExp,
): boolean => {
  if (expectation.kind === 'matches') return pattern(expectation.pattern).test(resultsText(results));
  const failed = results.some(({ isError }) => isError);
  return expectation.kind === 'fails' ? failed : !failed;
};

const resultsText = (results: readonly ToolResult[]): string =>
  results.map(({ text, isError }) => (isError ? `[error] ${text}` : text)).join('\n');

const describe = (expectation: Expectation | null): string =>
  expectation?.kind === 'matches' ? `/${expectation.pattern}/` : `that it ${expectation?.kind ?? 'ends'}`;
