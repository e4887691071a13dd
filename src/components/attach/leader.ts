/**
 * Splits the keyboard of an attached view into what goes to the worker and the few commands behind the leader, ctrl-].
 * Every other byte passes unchanged, glued or split as it came; inside a pasted text ctrl-] is text.
 */
import type { Answer } from '../../domain/policies/decision.ts';

export interface LeaderState {
  /** The leader was pressed, and the next key decides. */
  readonly waiting: boolean;
  readonly inPaste: boolean;
  /** The beginning of a paste mark at the end of what was passed on: the rest may come with the next bytes. */
  readonly halfMark: string;
}

export type LeaderAction =
  | { readonly kind: 'pass'; readonly bytes: string }
  /** A digit, 1 to 9. */
  | { readonly kind: 'switch'; readonly worker: number }
  | { readonly kind: 'settle'; readonly answer: Answer }
  | { readonly kind: 'toggle-bar' }
  | { readonly kind: 'toggle-mouse' }
  | { readonly kind: 'scroll' }
  /** Show what stands behind the leader. */
  | { readonly kind: 'keys' }
  | { readonly kind: 'back' };

export interface LeaderStep {
  readonly state: LeaderState;
  readonly actions: readonly LeaderAction[];
}

/** After the leader alone, this long without a key leads back: long enough for two keys, short enough to wait for. */
export const LEADER_MS = 400;

export const noLeader: LeaderState = { waiting: false, inPaste: false, halfMark: '' };

/** Bytes of the keyboard. While the state that comes back is `waiting`, a timer of LEADER_MS must run. */
export const readKeys = (state: LeaderState, bytes: string): LeaderStep => {
  const text = state.halfMark + bytes;
  const actions: LeaderAction[] = [];
  let { waiting, inPaste } = state;
  // The half mark has been passed on already.
  let at = state.halfMark.length;
  const add = (action: LeaderAction): void => {
    const last = actions.at(-1);
    if (last?.kind !== 'pass' || action.kind !== 'pass') actions.push(action);
    else actions[actions.length - 1] = { kind: 'pass', bytes: last.bytes + action.bytes };
  };
  const pass = (end: number): void => {
    if (end > at) add({ kind: 'pass', bytes: text.slice(at, end) });
    at = end;
  };
  const takeCommand = (): void => {
    if (at >= text.length) return;
    waiting = false;
    const command = commandOf(text.charAt(at));
    // Any other key ends the leader and is the worker's.
    if (command === null) return;
    add(command);
    at += 1;
  };

  if (waiting) takeCommand();
  for (const { 0: found, index } of text.matchAll(MARKS)) {
    if (index + found.length <= at) continue;
    if (found !== LEADER) inPaste = found === PASTE_BEGIN;
    else if (!inPaste) {
      pass(index);
      at = index + 1;
      waiting = true;
      takeCommand();
    }
  }
  pass(text.length);
  return {
    state: { waiting, inPaste, halfMark: waiting ? '' : (HALF_MARK.exec(text)?.[0] ?? '') },
    actions,
  };
};

/** No key followed the leader. */
export const leaderAlone = (state: LeaderState): LeaderStep =>
  state.waiting ? { state: { ...state, waiting: false }, actions: [{ kind: 'back' }] } : { state, actions: [] };

const LEADER = '\x1d';
const PASTE_BEGIN = '\x1b[200~';
// biome-ignore-start lint/suspicious/noControlCharactersInRegex: keys are control characters.
const MARKS = /\x1d|\x1b\[20[01]~/g;
const HALF_MARK = /\x1b(?:\[(?:2(?:0[01]?)?)?)?$/;
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: keys are control characters.

const commandOf = (key: string): LeaderAction | null => {
  switch (key) {
    case LEADER:
      return { kind: 'pass', bytes: LEADER };
    case 'y':
      return { kind: 'settle', answer: 'approve' };
    case 'n':
      return { kind: 'settle', answer: 'deny' };
    case 'b':
      return { kind: 'toggle-bar' };
    case '[':
      return { kind: 'scroll' };
    case '?':
      return { kind: 'keys' };
    case 'm':
      return { kind: 'toggle-mouse' };
    default:
      return key >= '1' && key <= '9' ? { kind: 'switch', worker: Number(key) } : null;
  }
};
