/** The benign commands of the corpus, each really run and held against its analysis. */
import { readFileSync } from 'node:fs';
import { parsePolicies } from '../../src/state/policies-file.ts';
import { analyse, unforeseen } from './contained.ts';
import { callIn } from './judge-corpus.ts';
import { makeLivingWorkspace } from './living-workspace.ts';
import { type CorpusCall, readCorpus, readScaffoldCorpus } from './policy-corpus.ts';
import { FIXTURE_POLICY } from './policy-workspace.ts';
import { isOnPath, runTraced } from './traced-run.ts';

export interface Differential {
  readonly commands: number;
  readonly ran: number;
  readonly timedOut: number;
  /** By the tool that is not installed here. */
  readonly notRun: Readonly<Record<string, number>>;
  /** What was seen and not foreseen, by command. */
  readonly unforeseen: Readonly<Record<string, readonly string[]>>;
  /** How much was seen in all: a comparison of nothing proves nothing. */
  readonly seen: { readonly reads: number; readonly writes: number; readonly starts: number };
}

export const benignCommands = (): readonly CorpusCall[] =>
  [...readCorpus(), ...readScaffoldCorpus(['scaffold'])].filter(
    ({ tool, expected }) => tool === 'Bash' && expected === 'allow',
  );

export const runDifferential = (calls: readonly CorpusCall[]): Differential => {
  const living = makeLivingWorkspace();
  const { policy } = parsePolicies(readFileSync(FIXTURE_POLICY, 'utf8'));
  const absent = new Map<string, boolean>();
  const notRun: Record<string, number> = {};
  const found: Record<string, readonly string[]> = {};
  let [ran, timedOut] = [0, 0];
  const seen = { reads: 0, writes: 0, starts: 0 };
  try {
    for (const each of calls) {
      living.withCopy((world, scratch) => {
        const call = callIn(world, each);
        const { command } = Object(call.input) as { readonly command: string };
        const analysed = analyse(call, world, policy, each.lockedProject);
        const missing = analysed.acts.flatMap((act) => (act.kind === 'run' ? [act.argv[0] ?? ''] : [])).find(isAbsent);
        if (missing !== undefined) {
          notRun[missing] = (notRun[missing] ?? 0) + 1;
          return;
        }
        const traced = runTraced({ command, cwd: call.cwd, home: world.home, scratch });
        ran += 1;
        if (traced.timedOut) timedOut += 1;
        seen.reads += [...traced.reads, ...traced.lists].filter((path) => path.startsWith(scratch)).length;
        seen.writes += [...traced.writes].filter((path) => path.startsWith(scratch)).length;
        seen.starts += traced.starts.length;
        const surprises = unforeseen(analysed, traced, world, scratch);
        if (surprises.length > 0)
          found[command.replaceAll(scratch, '')] = surprises.map((text) => text.replaceAll(scratch, ''));
      });
    }
    return { commands: calls.length, ran, timedOut, notRun, unforeseen: found, seen };
  } finally {
    living.dispose();
  }

  function isAbsent(tool: string): boolean {
    if (tool.includes('/')) return false;
    const known = absent.get(tool) ?? !isOnPath(tool);
    absent.set(tool, known);
    return known;
  }
};
