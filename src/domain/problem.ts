/**
 * An expected failure as a value: what was found, what was expected, where, and what to do next.
 * Functions return it; they throw for bugs only.
 */
export type ProblemKind =
  | 'parse' // text that does not read as what it should be
  | 'usage' // what was asked for leaves open what is meant
  | 'config' // gaffer.yaml, or a value in it
  | 'missing' // a file or a named thing that is not there
  | 'dependency' // a program that has to be installed first
  | 'conflict' // the thing changed underneath, or somebody else was first
  | 'busy' // held by somebody else for now
  | 'refused' // the policy or a guard says no
  | 'io' // the file system refused
  | 'process'; // a program that we ran failed

export interface Problem {
  readonly kind: ProblemKind;
  /** What is wrong, as one sentence for a person. */
  readonly message: string;
  /** Where: a file, with line and column from 1 when known. */
  readonly where?: Place;
  readonly found?: string;
  readonly expected?: string;
  /** What the person can do next, as one sentence. */
  readonly next?: string;
}

export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A value or the problems that stood in its way. */
export type Result<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export const ok = <Value>(value: Value): Result<Value> => ({ ok: true, value });
export const fail = (problem: Problem): Result<never> => ({ ok: false, problem });

/** `gaffer.yaml:12:3: workers must be 1 to 64 (found 99). Set workers to …` */
export const describeProblem = (problem: Problem): string => {
  const place = problem.where === undefined ? '' : `${describePlace(problem.where)}: `;
  const detail = [
    problem.found === undefined ? undefined : `found ${problem.found}`,
    problem.expected === undefined ? undefined : `expected ${problem.expected}`,
  ].filter((part) => part !== undefined);
  const parenthesis = detail.length === 0 ? '' : ` (${detail.join(', ')})`;
  const next = problem.next === undefined ? '' : ` ${problem.next}`;
  return `${place}${problem.message}${parenthesis}${endSentence(problem.message, parenthesis)}${next}`;
};

const describePlace = ({ file, line, column }: Place): string =>
  [file, line, column].filter((part) => part !== undefined).join(':');

const endSentence = (message: string, parenthesis: string): string =>
  parenthesis === '' && /[.!?]$/.test(message) ? '' : '.';
