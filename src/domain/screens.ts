/**
 * The types by which a worker's screen is looked at. Only types: bytes and cells themselves never enter the World or the
 * journal.
 */
import type { WorkerNumber } from './ids.ts';

/**
 * `preview` gives rows of cells at a calm pace; `attach` gives terminal bytes for a whole rectangle, at once, and takes the
 * keyboard; `watch` gives the same bytes and takes nothing: neither keys nor the say over the terminal's size.
 */
export type ScreenRequest =
  | { readonly kind: 'preview'; readonly worker: WorkerNumber; readonly cols: number; readonly rows: number }
  | {
      readonly kind: 'attach' | 'watch';
      readonly worker: WorkerNumber;
      /** Size of the rectangle; the worker's terminal takes it while attached. */
      readonly cols: number;
      readonly rows: number;
      /** Row and column of the outer terminal, from 0, where the rectangle begins. */
      readonly top: number;
      readonly left: number;
    };

export interface ScreenListener {
  readonly onPreview?: (preview: Preview) => void;
  /** Printable text, colours and cursor movements only: safe to write to the outer terminal. */
  readonly onPaint?: (bytes: string) => void;
  /** What became of a look. */
  readonly onLooked?: (looked: Looked) => void;
  /** The worker's session ended or another one took its seat. */
  readonly onEnd?: (because: string) => void;
}

export interface ScreenView {
  /** Keyboard of an attached view, byte for byte. */
  readonly write: (bytes: string) => void;
  readonly resize: (size: {
    readonly cols: number;
    readonly rows: number;
    readonly top: number;
    readonly left: number;
  }) => void;
  /** Paint everything again: the outer terminal was cleared or written over. */
  readonly repaint: () => void;
  /** Looks at what has scrolled away, or back at the live screen; answered by `onLooked`. */
  readonly look: (look: Look) => void;
  readonly close: () => void;
}

export type Look =
  | { readonly kind: 'live' }
  /** So many lines up; a negative number goes down. */
  | { readonly kind: 'scroll'; readonly lines: number }
  | { readonly kind: 'search'; readonly text: string; readonly isUp: boolean }
  /** Asks for the text in sight. */
  | { readonly kind: 'copy' };

export interface Looked {
  /** Lines above the live screen, and how many there are. */
  readonly above: number;
  readonly total: number;
  readonly found: boolean;
  /** The text in sight, when it was asked for. */
  readonly text: string | null;
}

/** The visible rows of a screen as runs of equally styled text. */
export interface Preview {
  readonly cols: number;
  readonly rows: readonly (readonly Run[])[];
  readonly cursor: { readonly row: number; readonly col: number } | null;
}

/** Text without control characters, and its style. Colours: null for the default, 0-255, or `#rrggbb`. */
export interface Run {
  readonly text: string;
  readonly fg: number | string | null;
  readonly bg: number | string | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}
