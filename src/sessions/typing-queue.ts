/**
 * The texts that wait to be typed into one terminal: one at a time, in order. The first waits for a person who is attached
 * or has half a line in the composer to be done, and the others wait behind it.
 */
import type { Terminal } from './terminal.ts';
import { type TypingManner, type TypingOutcome, typeText } from './typing.ts';

export interface TypingQueue {
  /** Resolves with what became of the text; texts that wait when the queue is closed have failed. */
  readonly type: (text: string, manner: TypingManner) => Promise<TypingOutcome>;
  readonly waiting: () => number;
  readonly close: (because: string) => void;
}

export const createTypingQueue = (terminal: Terminal): TypingQueue => {
  const queue: Waiting[] = [];
  let isTyping = false;
  let closedBecause: string | null = null;

  const next = async (): Promise<void> => {
    if (isTyping) return;
    const first = queue.shift();
    if (first === undefined) return;
    isTyping = true;
    try {
      first.resolve(await typeText(terminal, first.text, first.manner));
    } catch (error) {
      first.reject(error);
    }
    isTyping = false;
    void next();
  };

  const close = (because: string): void => {
    closedBecause ??= because;
    for (const { resolve } of queue.splice(0)) resolve({ kind: 'failed', because });
  };
  void terminal.exited.then(() => close('the session ended before it could be typed'));

  return {
    type: (text, manner) =>
      new Promise((resolve, reject) => {
        if (closedBecause !== null) return resolve({ kind: 'failed', because: closedBecause });
        queue.push({ text, manner, resolve, reject });
        void next();
      }),
    waiting: () => queue.length,
    close,
  };
};

interface Waiting {
  readonly text: string;
  readonly manner: TypingManner;
  readonly resolve: (outcome: TypingOutcome) => void;
  readonly reject: (error: unknown) => void;
}
