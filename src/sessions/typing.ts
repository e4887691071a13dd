/**
 * Types a text into a session as a person would, and knows what became of it: it waits until nobody is attached and the
 * session takes input, pastes, sees the text in the composer, and only then presses Enter, until the submission is
 * confirmed. It never sends Escape, and never presses Enter on a screen that does not show the text.
 */
import { type Clock, systemClock } from './clock.ts';
import type { Screen } from './screen.ts';
import type { Terminal } from './terminal.ts';
import { type GaveUp, type WaitUntil, waitFor, waitUntil } from './wait-until.ts';

/** What the typist must be told of the program at the other end. */
export interface TypingManner {
  /**
   * Whether typed text would be taken now: the composer is there and empty, and no menu stands before it. `hasDraft` is
   * what a person's keys add up to, for programs whose screen does not show whether the line is empty.
   */
  readonly ready: (screen: Screen, hasDraft: boolean) => boolean;
  /** Whether the composer shows `text` (as it was typed), or a mark that stands for it. */
  readonly shown: (screen: Screen, text: string) => boolean;
  /** Resolves when the session confirms a submission. Called just before the first Enter. */
  readonly submitted: () => Promise<unknown>;
  readonly limits?: Partial<TypingLimits>;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

export interface TypingLimits {
  readonly readyMs: number;
  readonly shownMs: number;
  /** After each Enter. */
  readonly submittedMs: number;
  readonly enters: number;
}

export type TypingOutcome =
  | { readonly kind: 'submitted' }
  /** It was in the composer, and nothing confirmed that it was sent. */
  | { readonly kind: 'typed'; readonly because: string }
  | { readonly kind: 'failed'; readonly because: string };

export const typeText = async (terminal: Terminal, text: string, manner: TypingManner): Promise<TypingOutcome> => {
  const { screen } = terminal;
  const limits: TypingLimits = { ...LIMITS, ...manner.limits };
  const clock = manner.clock ?? systemClock;
  const until = (limitMs: number): WaitUntil => ({ limitMs, clock, ended: terminal.exited, signal: manner.signal });
  if (typeable(text, true).trim() === '') return { kind: 'failed', because: 'there is nothing to type' };

  const ready = await untilReady(terminal, manner.ready, until(limits.readyMs));
  if (ready !== 'seen') return { kind: 'failed', because: `${REASONS[ready]} before it was ready for input` };

  const isMarked = screen.bracketedPaste;
  const typed = typeable(text, isMarked);
  if (!terminal.write(isMarked ? `${PASTE_BEGIN}${typed}${PASTE_END}` : typed)) {
    return { kind: 'failed', because: 'the session does not read its input' };
  }
  const isShown = (): boolean => !screen.synchronized && manner.shown(screen, typed);
  const shown = await waitUntil(isShown, [screen.onChange], until(limits.shownMs));
  if (shown !== 'seen') return { kind: 'failed', because: `${REASONS[shown]} before its composer showed the text` };

  const submitted = manner.submitted();
  for (let enter = 0; enter < limits.enters; enter += 1) {
    // When the text is gone the confirmation is on its way; another Enter would answer whatever stands there now.
    if (isShown()) terminal.write(ENTER);
    const outcome = await confirmation(submitted, until(limits.submittedMs));
    if (outcome === 'confirmed') return { kind: 'submitted' };
    if (outcome !== 'late') return { kind: 'typed', because: `${REASONS[outcome]} before it confirmed the text` };
  }
  return { kind: 'typed', because: `the session did not confirm it after ${limits.enters} tries` };
};

/** The time that a person is attached does not count: the text waits for them however long they stay. */
const untilReady = async (
  { screen, attendance }: Terminal,
  ready: TypingManner['ready'],
  until: WaitUntil,
): Promise<'seen' | GaveUp> => {
  for (;;) {
    const alone = await waitUntil(() => !attendance.attended, [attendance.onChange], { ...until, limitMs: Infinity });
    if (alone !== 'seen') return alone;
    // A half drawn frame may show what is not there in the whole one.
    const isReady = (): boolean => !screen.synchronized && ready(screen, attendance.hasDraft);
    const outcome = await waitUntil(
      () => attendance.attended || isReady(),
      [screen.onChange, attendance.onChange],
      until,
    );
    if (outcome !== 'seen' || !attendance.attended) return outcome;
  }
};

/** A text as it can be typed: without marks of a paste, `\n` and tabs would send the line or ask for completion. */
export const typeable = (text: string, isMarked: boolean): string => {
  const lines = text.replaceAll(/\r\n?/g, '\n').replaceAll(NOT_TYPED, '');
  return isMarked ? lines : lines.replaceAll(/[\n\t]+/g, ' ').trim();
};

/** ESC, CR, BS, DEL and the other controls: keys to the program at the other end, never text. Line ends and tabs stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out.
const NOT_TYPED = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** In a write of its own: glued to the text, a program that reads fast takes it for part of the paste. */
const ENTER = '\r';

const LIMITS: TypingLimits = {
  // Twelve sessions started at once on two cores were ready after 7 s.
  readyMs: 30_000,
  // A paste of some hundred kilobytes is drawn within a second.
  shownMs: 10_000,
  // A prompt hook answers within 50 ms; a busy machine takes its time.
  submittedMs: 3_000,
  enters: 3,
};

const REASONS: Readonly<Record<GaveUp, string>> = {
  late: 'the time was up',
  ended: 'the session ended',
  aborted: 'typing was called off',
};

const confirmation = (submitted: Promise<unknown>, until: WaitUntil): Promise<'confirmed' | GaveUp> =>
  waitFor<'confirmed'>(until, (resolve) => {
    submitted.then(
      () => resolve('confirmed'),
      () => {}, // No confirmation will come; the time limit says so.
    );
    return () => {};
  });
