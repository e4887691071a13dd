/** The journal as one run sees it: its commands, each awaited until it is on disk. */
import type { Command } from '../domain/command.ts';
import type { Plan } from '../domain/pipelines/plan.ts';
import type { Run, RunId } from '../domain/pipelines/run.ts';
import { approvalText } from '../domain/pipelines/text.ts';
import { ok, type Result } from '../domain/problem.ts';
import type { World } from '../domain/world.ts';
import type { ApprovalAnswer, RunBook } from '../jobs/run-book.ts';
import type { Fleet } from './parts.ts';

export const createRunBook = (
  fleet: Pick<Fleet, 'world' | 'submit' | 'subscribe'>,
  id: RunId,
  plan: Plan,
  changesSince: (plan: Plan, commit: string | null) => Promise<readonly string[]>,
): RunBook => {
  const submit = async (command: Command): Promise<Result<void>> => {
    const done = await fleet.submit(command, { by: `deploy ${id}` });
    return done.ok ? ok(undefined) : done;
  };
  const run = (): Run | null => fleet.world().runs[id] ?? null;
  return {
    run,
    beginStep: (step) => submit({ kind: 'begin-step', run: id, step }),
    endStep: (step, end) => submit({ kind: 'end-step', run: id, step, ...end }),
    reportBuilt: (digest) => submit({ kind: 'report-built', run: id, digest }),
    turnBack: (because) => submit({ kind: 'turn-back', run: id, because }),
    end: async (because) => {
      await submit({ kind: 'end-run', run: id, because });
    },
    awaitApproval: async (step, signal) => {
      const now = run();
      if (now === null) return { kind: 'ended' };
      const live = fleet.world().targets[plan.target]?.live ?? null;
      const changes = await changesSince(plan, now.commit);
      const text = approvalText({ run: run() ?? now, plan, live, changes });
      const asked = await submit({ kind: 'ask-approval', run: id, step, text });
      return asked.ok ? answered(fleet, id, signal) : { kind: 'void', because: asked.problem.message };
    },
  };
};

const answered = (fleet: Pick<Fleet, 'world' | 'subscribe'>, id: RunId, signal: AbortSignal): Promise<ApprovalAnswer> =>
  new Promise((resolve) => {
    const settle = (answer: ApprovalAnswer): void => {
      unsubscribe();
      signal.removeEventListener('abort', stop);
      resolve(answer);
    };
    const stop = (): void => settle({ kind: 'void', because: 'a person stopped it' });
    const look = (): void => {
      const answer = answerIn(fleet.world(), id);
      if (answer !== null) settle(answer);
    };
    const unsubscribe = fleet.subscribe(look);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    else look();
  });

/** Null while the question waits. */
const answerIn = (world: World, id: RunId): ApprovalAnswer | null => {
  const state = world.runs[id]?.state;
  if (state === undefined || state.kind === 'ended') return { kind: 'ended' };
  if (state.kind !== 'awaiting-approval') return { kind: 'approved' };
  const decision = world.decisions[state.decision]?.state;
  return decision?.kind === 'void' ? { kind: 'void', because: `nobody answered: ${decision.because}` } : null;
};
