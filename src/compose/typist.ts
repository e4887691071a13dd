/**
 * Types prompts into sessions, one at a time per worker and never over a person's draft, and reports what became of each:
 * submitted means that the agent itself said so.
 */
import { isReadyForPrompt, readScreen } from '../claude/screen-reading.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { Effect } from '../domain/effect.ts';
import type { Screen } from '../sessions/screen.ts';
import type { Terminal } from '../sessions/terminal.ts';
import type { TypingManner } from '../sessions/typing.ts';
import { createTypingQueue, type TypingQueue } from '../sessions/typing-queue.ts';
import type { Fleet } from './parts.ts';
import type { Seats } from './seats.ts';

export interface Typist {
  readonly type: (wanted: Extract<Effect, { kind: 'type-prompt' }>, cause: number) => Promise<void>;
  /** The session took a prompt. */
  readonly onPrompt: (session: SessionKey) => void;
}

/** A new session is ready within seconds; twelve at once on two cores needed seven. */
const TASK_READY_MS = 60_000;
/** A person's text waits for the end of the turn, as they would. */
const HUMAN_READY_MS = 30 * 60_000;

export const createTypist = (fleet: Fleet, seats: Seats): Typist => {
  const queues = new WeakMap<Terminal, TypingQueue>();
  const confirmations = new Map<string, PromiseWithResolvers<void>>();

  const queueOf = (terminal: Terminal): TypingQueue => {
    const known = queues.get(terminal);
    if (known !== undefined) return known;
    const queue = createTypingQueue(terminal);
    queues.set(terminal, queue);
    void terminal.exited.then(() => queue.close('the session ended'));
    return queue;
  };

  return {
    onPrompt: (session) => confirmations.get(keyOf(session))?.resolve(),
    type: async ({ worker, generation, text, purpose }, cause) => {
      const session = { worker, generation };
      const report = (outcome: 'submitted' | 'failed', because: string | null) =>
        fleet.submit({ kind: 'report-typed', ...session, text, outcome, because }, { by: 'typist', cause });
      const terminal = seats.terminalOf(worker, generation);
      if (terminal === null) {
        await report('failed', 'the session is gone');
        return;
      }
      const hooks = fleet.world().workers[worker]?.session?.guard.kind !== 'none';
      const manner = hooks ? claudeManner(() => confirm(session)) : plainManner;
      // What wakes a worker is no more urgent than a person who is typing there.
      const readyMs = purpose === 'task' ? TASK_READY_MS : HUMAN_READY_MS;
      const outcome = await queueOf(terminal).type(text, { ...manner, limits: { readyMs } });
      await report(
        outcome.kind === 'submitted' ? 'submitted' : 'failed',
        outcome.kind === 'submitted' ? null : outcome.because,
      );
    },
  };

  function confirm(session: SessionKey): Promise<void> {
    const confirmation = Promise.withResolvers<void>();
    confirmations.set(keyOf(session), confirmation);
    return confirmation.promise;
  }
};

const keyOf = ({ worker, generation }: SessionKey): string => `${worker}.${generation}`;

const claudeManner = (submitted: () => Promise<void>): TypingManner => ({
  ready: (screen) => isReadyForPrompt(readScreen(screen.rows())),
  shown: (screen, text) => composerShows(screen, text),
  submitted,
});

/** Any other program: what it echoes is shown, and nobody confirms that Enter was taken. */
const plainManner: TypingManner = {
  ready: (_screen, hasDraft) => !hasDraft,
  shown: (screen, text) => squeezed(screen.rows().join('')).includes(endOf(text)),
  submitted: () => Promise.resolve(),
};

/** The composer wraps, indents and, above some length, folds what it was given into `[Pasted text #1 +40 lines]`. */
const composerShows = (screen: Screen, text: string): boolean => {
  const reading = readScreen(screen.rows());
  if (reading.kind !== 'composer') return false;
  return reading.draft.includes('[Pasted text #') || squeezed(reading.draft).includes(endOf(text));
};

/** The end comes last: when it is there, all is. */
const TAIL_CHARS = 24;
const endOf = (text: string): string => squeezed(text).slice(-TAIL_CHARS);
const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');
