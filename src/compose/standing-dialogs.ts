/**
 * Decisions that outlived their hook. Claude Code's own dialog goes on standing then, and the answer is typed into it: the
 * digit is read from the screen, the same dialog must still stand, and what it did is looked at before it is pressed again.
 */
import { type DialogOption, readScreen, type ScreenReading } from '../claude/screen-reading.ts';
import type { SessionKey } from '../claude/session-key.ts';
import type { DecisionId } from '../domain/ids.ts';
import type { ToolCall } from '../domain/policies/verdict.ts';
import { systemClock } from '../sessions/clock.ts';
import type { Terminal } from '../sessions/terminal.ts';
import { waitUntil } from '../sessions/wait-until.ts';
import type { Fleet } from './parts.ts';
import type { HeldAnswer } from './pending-answers.ts';

/** One question that a session put. */
export interface Ask {
  readonly session: SessionKey;
  readonly decision: DecisionId;
  readonly call: ToolCall;
  /** Why an approval given now is not for what was shown; null when it is. */
  readonly objection: () => string | null;
}

export interface StandingDialogs {
  /** The hook of this question waits no more; its dialog may stand. */
  readonly leave: (ask: Ask) => void;
  /** Whether its dialog is on the screen now. */
  readonly stands: (decision: DecisionId) => boolean;
  /** Types the answer; false when this decision was not left to a dialog. */
  readonly answer: (decision: DecisionId, answer: HeldAnswer) => boolean;
  readonly forget: (decision: DecisionId) => void;
}

/** A dialog behind another one comes up when that one is answered; a screen is drawn within moments. */
const APPEAR_MS = 10_000;
/** A fresh dialog takes no key for about 700 ms, lest a person's typing answers it. */
const LOOK_AGAIN_MS = 500;
const PRESSES = 10;

export const createStandingDialogs = (
  fleet: Fleet,
  terminalOf: (session: SessionKey) => Terminal | null,
): StandingDialogs => {
  const left = new Map<DecisionId, { readonly ask: Ask; readonly print: string | null }>();

  const settle = async (ask: Ask, print: string | null, given: HeldAnswer): Promise<void> => {
    const { session, decision } = ask;
    const objection = given.answer === 'approve' ? (editObjection(given) ?? ask.objection()) : null;
    const answer: HeldAnswer = objection === null ? given : { answer: 'deny', reason: objection };
    const terminal = terminalOf(session);
    const trouble = terminal === null ? 'its session is gone' : await press(terminal, ask, print, answer);
    const because = trouble ?? objection;
    if (because !== null && given.answer === 'approve') {
      await fleet.submit({ kind: 'void-decision', ...session, decision, because }, { by: 'gate' });
    }
    // A No in the dialog ends the turn without a word; the hook would have told the reason, so it is told now.
    if (trouble === null && answer.answer === 'deny') {
      const text = `The human denied your last call${answer.reason === null ? '' : `: ${answer.reason}`}. Go on without it.`;
      await fleet.submit({ kind: 'send-text', worker: session.worker, text }, { by: 'gate' });
    }
  };

  return {
    leave: (ask) => {
      const terminal = terminalOf(ask.session);
      const dialog = terminal === null ? null : dialogOf(terminal, ask.call, null);
      left.set(ask.decision, { ask, print: dialog === null ? null : printOf(dialog) });
    },
    stands: (decision) => {
      const entry = left.get(decision);
      const terminal = entry === undefined ? null : terminalOf(entry.ask.session);
      return entry !== undefined && terminal !== null && dialogOf(terminal, entry.ask.call, entry.print) !== null;
    },
    answer: (decision, answer) => {
      const entry = left.get(decision);
      if (!left.delete(decision) || entry === undefined) return false;
      settle(entry.ask, entry.print, answer).catch((error: unknown) => fleet.log(`${decision}: ${String(error)}`));
      return true;
    },
    forget: (decision) => left.delete(decision),
  };
};

/** The keys of a dialog say Yes or No to what stands in it, and to nothing else. */
const editObjection = ({ input }: HeldAnswer): string | null =>
  input === undefined
    ? null
    : `the human wants it otherwise, and its dialog cannot be edited any more. Call it anew with this input: ${JSON.stringify(input)}`;

type Dialog = Extract<ScreenReading, { kind: 'dialog' }>;

/** Presses the answer's digit until the dialog is gone. Returns why it could not be done; null when it was. */
const press = async (
  terminal: Terminal,
  { call }: Ask,
  print: string | null,
  { answer }: HeldAnswer,
): Promise<string | null> => {
  const { screen, attendance } = terminal;
  const sources = [screen.onChange, attendance.onChange];
  const until = (limitMs: number) => ({ limitMs, clock: systemClock, ended: terminal.exited, signal: undefined });
  const standing = (): Dialog | null => dialogOf(terminal, call, print);
  await waitUntil(() => standing() !== null, sources, until(APPEAR_MS));
  if (standing() === null) return 'its dialog no longer stands in the pane';
  for (let presses = 0; presses < PRESSES; presses += 1) {
    // Whoever is at the pane answers there, or leaves it.
    await waitUntil(() => !attendance.attended || standing() === null, sources, until(Number.POSITIVE_INFINITY));
    const dialog = standing();
    if (dialog === null) return presses === 0 ? 'its dialog no longer stands in the pane' : null;
    const digit = digitOf(dialog.options, answer);
    if (digit === null) return `its dialog offers no plain ${answer === 'approve' ? 'Yes' : 'No'}`;
    terminal.write(`${digit}`);
    const seen = await waitUntil(() => standing() === null, sources, until(LOOK_AGAIN_MS));
    if (seen === 'seen') return null;
  }
  return 'its dialog took no key';
};

/** "Yes, and …" would grant more than was asked. */
const digitOf = (options: readonly DialogOption[], answer: HeldAnswer['answer']): number | null =>
  options.find(({ label }) => (answer === 'approve' ? /^Yes$/ : /^No\b/).test(label))?.digit ?? null;

/** The permission dialog of this very call, and where it was seen before, the same one. */
const dialogOf = (terminal: Terminal, call: ToolCall, print: string | null): Dialog | null => {
  const reading = readScreen(terminal.screen.rows());
  if (reading.kind !== 'dialog' || reading.dialog !== 'permission') return null;
  const shown = printOf(reading);
  return shown.includes(tellingPart(call)) && (print === null || print === shown) ? reading : null;
};

/** Without what a redraw at another width changes: blanks, rules, and where the cursor is. */
const printOf = ({ rows }: Dialog): string => squeezed(rows.join(''));
const squeezed = (text: string): string => text.replaceAll(/[\s─╌❯]+/g, '');

/** Enough of a long command to be told from others; a dialog may fold the rest. */
const TELLING_CHARS = 200;

/** What the dialog shows of the call without fail. */
const tellingPart = ({ tool, input }: ToolCall): string => {
  const fields = new Map<string, unknown>(typeof input === 'object' && input !== null ? Object.entries(input) : []);
  const path = fields.get('file_path') ?? fields.get('notebook_path');
  if (typeof path === 'string') return squeezed(path.split('/').at(-1) ?? path);
  const text = [fields.get('command'), fields.get('url')].find((field) => typeof field === 'string');
  return squeezed((text ?? tool.split('__').at(-1) ?? tool).slice(0, TELLING_CHARS));
};
