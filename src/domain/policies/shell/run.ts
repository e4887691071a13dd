/**
 * One analysis of one command line: collects parts, and counts its steps so that no input can make it long. The only
 * mutable thing of the analysis; it never outlives it.
 */
import type { Act, Part } from '../act.ts';
import type { JudgeContext } from '../context.ts';
import type { Arg } from './arg.ts';

/** A frame is where the walk is: in which text, how deep, and what flows into the commands here. */
export interface Frame {
  readonly run: Run;
  readonly source: string;
  readonly depth: number;
  readonly stdin: Inflow;
  readonly flow: Flow;
}

/** What stands at a command's standard input. */
export interface Inflow {
  readonly piped: boolean;
  /** Came over the network by curl or wget. */
  readonly fetched: boolean;
  /** The text itself, where it is plain. */
  readonly text: string | null;
  /** Places whose names come in, by a search before. */
  readonly lists: readonly Arg[];
}

/** What a pipeline stage turned out to do, noted while it is walked. */
export interface Flow {
  fetches: boolean;
  output: Output | null;
  /** Places whose names are printed. */
  lists: readonly Arg[];
}

/** Plain output that is known without running. Only a quoted here-document says for sure what it prints in both shells. */
export interface Output {
  readonly text: string;
  readonly sure: boolean;
}

export interface Run {
  readonly context: JudgeContext;
  readonly emit: (text: string, acts: readonly Act[]) => void;
  /** Counts one step; false when the analysis has grown too large, which is reported once. */
  readonly step: () => boolean;
  /** Names of files that were filled from the network by this very command line. */
  readonly fetched: Set<string>;
  readonly parts: () => readonly Part[];
  readonly frame: (source: string) => Frame;
}

/** Simple commands, after loops are unrolled and nested scripts opened: far above what people write in 10,000 characters. */
const MAX_STEPS = 1_500;
/** Reads, writes and doubts: each is judged, and a path costs a look at the disk. */
const MAX_ACTS = 2_000;
/** `sh -c` in `sh -c`, `$( )` in `$( )`: nobody reviews more. */
export const MAX_DEPTH = 12;

export const NO_INFLOW: Inflow = { piped: false, fetched: false, text: null, lists: [] };
export const newFlow = (): Flow => ({ fetches: false, output: null, lists: [] });

export const startRun = (context: JudgeContext): Run => {
  const parts: Part[] = [];
  let steps = 0;
  let count = 0;
  const emit: Run['emit'] = (text, acts) => {
    if (acts.length === 0 || count > MAX_ACTS) return;
    count += acts.length;
    parts.push({ text, acts: acts.slice(0, MAX_ACTS) });
    if (count > MAX_ACTS)
      parts.push({ text: '…', acts: [unclear('the command does too many things to look at each')] });
  };
  const run: Run = {
    context,
    emit,
    step: () => {
      steps += 1;
      if (steps === MAX_STEPS + 1)
        parts.push({ text: '…', acts: [unclear('the command is too large to be analysed')] });
      return steps <= MAX_STEPS && count <= MAX_ACTS;
    },
    fetched: new Set(),
    parts: () => parts,
    frame: (source) => ({ run, source, depth: 0, stdin: NO_INFLOW, flow: newFlow() }),
  };
  return run;
};

export const unclear = (because: string): Act => ({ kind: 'unclear', because });
