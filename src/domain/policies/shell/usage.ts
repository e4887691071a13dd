/** What one invocation of a program would do: the answer of its grammar, before paths are resolved and judged. */
import type { ReadAct, Standing } from '../act.ts';
import type { Arg } from './arg.ts';

export interface Usage {
  readonly standing: Standing;
  /** Whether it may change files around it, so that it needs the lock of where it runs. */
  readonly changes: boolean;
  readonly reads: readonly ({ readonly arg: Arg } & Omit<ReadAct, 'kind' | 'path'>)[];
  readonly writes: readonly { readonly arg: Arg; readonly how: 'file' | 'tree' | 'forced-tree' }[];
  /** Operands of which it is not known what becomes of them. */
  readonly touches: readonly Arg[];
  /** Why it cannot be allowed as it stands; empty when every option is known and harmless. */
  readonly doubts: readonly string[];
  readonly forbidden: readonly { readonly boundary: string; readonly because: string }[];
  /** Commands that it would run in turn. */
  readonly runs: readonly (readonly Arg[])[];
  /** Shell text that it would run in turn. */
  readonly scripts: readonly Arg[];
  /** Program text in another language. */
  readonly code: readonly Arg[];
  /** Runs program text from its standard input. */
  readonly interprets: boolean;
  /** Brings in text from the network. */
  readonly fetches: boolean;
  /** Whether the inner command decides alone (timeout, nice, nohup, command). */
  readonly transparent: boolean;
  /** The directory it works in instead of the current one. */
  readonly directory: Arg | null;
  /** The words that rules are matched against when they are not all of argv: without global options. */
  readonly words: readonly Arg[] | null;
  /** Operands that are orders of their own. */
  readonly goals: readonly Arg[];
  /** Words that a permission must name. */
  readonly named: readonly string[];
  /** A program that must be installed in the project, so that no other is fetched in its place. */
  readonly installed: Arg | null;
}

const NOTHING: Usage = {
  standing: 'unknown',
  changes: true,
  reads: [],
  writes: [],
  touches: [],
  doubts: [],
  forbidden: [],
  runs: [],
  scripts: [],
  code: [],
  interprets: false,
  fetches: false,
  transparent: false,
  directory: null,
  words: null,
  goals: [],
  named: [],
  installed: null,
};

export const usage = (known: Partial<Usage>): Usage => ({ ...NOTHING, ...known });

/** Reads an invocation (without the program's name). */
export type Reader = (args: readonly Arg[], program: string) => Usage;
