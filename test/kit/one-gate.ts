/** One gate by itself, over a directory: no plan, no journal. */
import type { GateSpec, Reading } from '../../src/domain/pipelines/gate.ts';
import type { Facts } from '../../src/domain/pipelines/run.ts';
import { runGate } from '../../src/jobs/gates/run-gate.ts';
import { createToolBox } from '../../src/jobs/tools.ts';

interface Sight {
  readonly shipped?: Facts | null;
  /** Directories that are searched for programs; the usual ones where it is not given. */
  readonly path?: string;
}

export const readGate = (root: string, gate: GateSpec, { shipped = null, path }: Sight = {}): Promise<Reading> => {
  const env = { PATH: path ?? process.env.PATH ?? '', HOME: root };
  return runGate(gate, {
    root,
    directory: root,
    env: () => env,
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    log: { output: () => undefined, line: () => undefined, close: () => undefined },
    tools: createToolBox(env),
    shipped,
    secretOf: () => null,
    now: Date.now,
  });
};
