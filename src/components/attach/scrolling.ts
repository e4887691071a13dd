/**
 * The keyboard while a person looks at what has scrolled away: it moves, searches and copies, and none of it reaches the
 * worker. A pure step from state and bytes to what is to be looked at.
 */
import type { Look, Looked } from '../../domain/screens.ts';

export type Scrolling =
  | { readonly kind: 'off' }
  | { readonly kind: 'moving'; readonly text: string }
  | { readonly kind: 'asking'; readonly text: string; readonly draft: string };

export interface ScrollingStep {
  readonly state: Scrolling;
  readonly looks: readonly Look[];
}

export const startScrolling: Scrolling = { kind: 'moving', text: '' };

export const readScrollKeys = (before: Scrolling, bytes: string, rows: number): ScrollingStep => {
  let state = before;
  const looks: Look[] = [];
  for (const [key] of bytes.matchAll(KEYS)) {
    if (state.kind === 'off') break;
    const step = state.kind === 'asking' ? askingKey(state, key) : movingKey(state, key, rows);
    state = step.state;
    looks.push(...step.looks);
  }
  return { state, looks };
};

/** What became of a look, and what may be pressed next. */
export const lookedText = (
  { text: searched }: Extract<Scrolling, { kind: 'moving' }>,
  { above, total, found, text }: Looked,
): string => {
  const news = text !== null ? 'copied what is in sight · ' : found ? '' : `${searched}: not found · `;
  return `${news}line ${total - above} of ${total} · ${SCROLL_KEYS}`;
};

const SCROLL_KEYS = 'j k PgUp PgDn g G · / n N search · y copy · q live';

// biome-ignore lint/suspicious/noControlCharactersInRegex: keys are control sequences.
const KEYS = /\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|[\s\S]/gu;

const askingKey = (state: Extract<Scrolling, { kind: 'asking' }>, key: string): ScrollingStep => {
  if (key === '\r') {
    const text = state.draft === '' ? state.text : state.draft;
    return { state: { kind: 'moving', text }, looks: text === '' ? [] : [{ kind: 'search', text, isUp: true }] };
  }
  if (key === '\x1b' || key === '\x03') return { state: { kind: 'moving', text: state.text }, looks: [] };
  if (key === '\x7f' || key === '\b')
    return { state: { ...state, draft: [...state.draft].slice(0, -1).join('') }, looks: [] };
  const isText = key >= ' ' && !key.startsWith('\x1b') && state.draft.length < MAX_SEARCH_CHARS;
  return { state: isText ? { ...state, draft: state.draft + key } : state, looks: [] };
};

const MAX_SEARCH_CHARS = 200;

const movingKey = (state: Extract<Scrolling, { kind: 'moving' }>, key: string, rows: number): ScrollingStep => {
  const scroll = (lines: number): ScrollingStep => ({ state, looks: [{ kind: 'scroll', lines }] });
  const page = Math.max(1, rows - 2);
  const half = Math.max(1, rows >> 1);
  switch (key) {
    case 'k':
    case '\x1b[A':
      return scroll(1);
    case 'j':
    case '\x1b[B':
      return scroll(-1);
    case '\x15':
      return scroll(half);
    case '\x04':
      return scroll(-half);
    case '\x02':
    case '\x1b[5~':
      return scroll(page);
    case '\x06':
    case '\x1b[6~':
    case ' ':
      return scroll(-page);
    case 'g':
    case '\x1b[H':
      return scroll(Number.MAX_SAFE_INTEGER);
    case 'G':
    case '\x1b[F':
      return scroll(Number.MIN_SAFE_INTEGER);
    case '/':
      return { state: { kind: 'asking', text: state.text, draft: '' }, looks: [] };
    case 'n':
    case 'N':
      return {
        state,
        looks: state.text === '' ? [] : [{ kind: 'search', text: state.text, isUp: key === 'n' }],
      };
    case 'y':
      return { state, looks: [{ kind: 'copy' }] };
    case 'q':
    case '\r':
    case '\x1b':
    case '\x03':
      return { state: { kind: 'off' }, looks: [{ kind: 'live' }] };
    default:
      return { state, looks: [] };
  }
};
