/** Follows one run to its end: a line for each step as it ends, and the question where one is asked. */
import { createInterface } from 'node:readline/promises';
import { isOver, type Run, type RunId, type RunStep } from '../domain/pipelines/run.ts';
import { visible } from '../domain/visible.ts';
import type { World } from '../domain/world.ts';
import type { OpenDeployClient } from './deploy-client.ts';
import { EXIT } from './exit.ts';
import { say } from './output.ts';

export interface Followed {
  readonly run: Run;
  readonly outcome: string;
}

export const followRun = async (
  client: OpenDeployClient,
  id: RunId,
  { quiet }: { readonly quiet: boolean },
): Promise<Followed> => {
  const shown = new Map<string, string>();
  let asked: string | null = null;
  const tell = (line: string): void => {
    if (!quiet) say(line);
  };
  return new Promise((resolve) => {
    const look = (): void => {
      const run = client.snapshot().runs[id];
      if (run === undefined) return;
      for (const step of run.steps) {
        const line = stepLine(step);
        if (line === null || shown.get(step.id) === line) continue;
        shown.set(step.id, line);
        tell(line);
      }
      if (run.state.kind === 'awaiting-approval' && asked !== run.state.decision) {
        asked = run.state.decision;
        void askHere(client, client.snapshot(), run, tell);
      }
      if (!isOver(run)) return;
      unsubscribe();
      tell(`${run.id} ${run.state.outcome}: ${visible(run.state.because)}`);
      resolve({ run, outcome: run.state.outcome });
    };
    const unsubscribe = client.subscribe(look);
    void client.gone.then(() => {
      const run = client.snapshot().runs[id];
      if (run === undefined || isOver(run)) return;
      say(
        `the supervisor is gone in the middle of ${id}: start gaffer, and gaffer deploy --runs says what became of it`,
      );
      resolve({ run, outcome: run.state.kind });
    });
    look();
  });
};

/** What the shell is told: 0 when it serves what was wanted, 3 when a gate or a person held it. */
export const exitOfRun = (run: Run): number => {
  if (!isOver(run)) return EXIT.failed;
  const { outcome } = run.state;
  if (outcome === 'shipped' || (outcome === 'rolled-back' && run.purpose === 'rollback')) return EXIT.ok;
  return outcome === 'held' ? EXIT.gateFailed : EXIT.failed;
};

const MARKS = { passed: '✓', failed: '✗', skipped: '-', unknown: '?' } as const;

const stepLine = ({ id, state, attempt }: RunStep): string | null => {
  if (state.kind === 'waiting') return null;
  if (state.kind === 'running') return `· ${id}${attempt > 1 ? ` (attempt ${attempt})` : ''} …`;
  const mark = state.reading === 'unknown' ? '?' : MARKS[state.outcome];
  return `${mark} ${id.padEnd(16)} ${visible(state.because)}  ${(state.ms / 1000).toFixed(1)}s`;
};

/** On a terminal the question is put here; the queue of decisions has it as well, and the first answer wins. */
const askHere = async (
  client: OpenDeployClient,
  world: World,
  run: Run,
  tell: (line: string) => void,
): Promise<void> => {
  if (run.state.kind !== 'awaiting-approval') return;
  const { decision } = run.state;
  const question = world.decisions[decision]?.question;
  if (question?.kind === 'posted') for (const line of question.text.split('\n')) tell(visible(line));
  const settle = (answer: 'approve' | 'deny', reason: string | null) =>
    client.command({ kind: 'settle-decision', decision, answer, by: 'cli', reason });
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) {
    // Nobody could ever answer: no supervisor, no terminal.
    if (client.isAlone) await settle('deny', 'nobody is here to say yes; --yes says it beforehand');
    else tell(`waits for your answer: gaffer decisions approve ${decision}`);
    return;
  }
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  const elsewhere = new AbortController();
  // Ctrl-C and the end of the input close the reader, and would leave the question open for ever.
  const left = new AbortController();
  reader.once('close', () => left.abort());
  const stop = client.subscribe(() => {
    if (client.snapshot().runs[run.id]?.state.kind !== 'awaiting-approval') elsewhere.abort();
  });
  try {
    const said = await reader.question('Ship it? [y/N] ', {
      signal: AbortSignal.any([elsewhere.signal, left.signal]),
    });
    const isYes = /^y(es)?$/i.test(said.trim());
    await settle(isYes ? 'approve' : 'deny', isYes ? null : 'said no at the terminal');
  } catch {
    // Answered from another place, or the terminal was left: the queue still has the question, if anybody sees it there.
    if (elsewhere.signal.aborted) return;
    if (client.isAlone) await settle('deny', 'the terminal was left without an answer');
    else tell(`\n${decision} goes on waiting: gaffer decisions approve ${decision}. Ctrl-C leaves the run to itself.`);
  } finally {
    stop();
    reader.close();
  }
};
