/**
 * What a shell has become by the commands before: where it may be, what its variables hold. Values only; a command
 * yields one state for when it succeeds and one for when it fails.
 */
import type { Field } from './words.ts';

export interface ShellState {
  /** Logical working directories that are possible here, seldom more than one. */
  readonly cwds: readonly string[];
  readonly variables: ReadonlyMap<string, Field>;
}

export interface Outcome {
  readonly success: ShellState;
  readonly failure: ShellState;
}

export const always = (state: ShellState): Outcome => ({ success: state, failure: state });

/** Either of them: all directories, and only the variables on which both agree. */
export const either = (left: ShellState, right: ShellState): ShellState => {
  if (left === right) return left;
  const variables = new Map([...left.variables].filter(([name, value]) => right.variables.get(name) === value));
  return { cwds: [...new Set([...left.cwds, ...right.cwds])], variables };
};

export const after = ({ success, failure }: Outcome): ShellState => either(success, failure);

export const withVariable = (state: ShellState, name: string, value: Field): ShellState => ({
  ...state,
  variables: new Map(state.variables).set(name, value),
});
