/**
 * Paints the looked-at screen into its pane, straight to the terminal: a commit of Ink costs some 20 ms of CPU however
 * little changed, a row painted here some hundredths of one. Ink draws that pane's inside as spaces and never knows, so
 * whatever is painted is taken away again before Ink draws something else there.
 */
import chalk from 'chalk';
import type { Preview, Run } from '../domain/screens.ts';
import { visibleParts, visibleWidth } from '../domain/visible.ts';
import type { Rect } from './layout.ts';
import { type PreviewSource, paintable } from './preview-source.ts';

export interface PreviewPainter {
  /** The inside of the pane, from now on; null while there is none. */
  readonly place: (inside: Rect | null) => void;
  /** Ink wrote something, maybe over the pane. */
  readonly inkWrote: () => void;
  readonly stop: () => void;
}

export type Paintable = Pick<NodeJS.WriteStream, 'write' | 'columns' | 'rows'>;

export const createPreviewPainter = (stdout: Paintable, previews: PreviewSource): PreviewPainter => {
  let inside: Rect | null = null;
  /** The rows as they were last written; empty after Ink wrote. */
  let painted: readonly string[] = [];
  let isAwaited = false;

  const paint = (): void => {
    const preview = paintable(previews.snapshot());
    if (inside === null || preview === null) return;
    const rows = paintedRows(preview, inside);
    write(rows.map((row, index) => (row === painted[index] ? null : row)));
    painted = rows;
  };

  const write = (rows: readonly (string | null)[]): void => {
    if (inside === null || inside.left + inside.width > stdout.columns) return;
    const { left, top } = inside;
    const moved = rows
      .slice(0, Math.max(0, stdout.rows - top))
      .map((row, index) => (row === null ? '' : `\x1b[${top + index + 1};${left + 1}H${row}`))
      .join('');
    // Ink reckons from the last row, where it left the cursor.
    if (moved !== '') stdout.write(`${SYNC_ON}${moved}\x1b[${stdout.rows};1H${SYNC_OFF}`);
  };

  const erase = (): void => {
    if (inside !== null && painted.length > 0) write(painted.map(() => ' '.repeat(inside?.width ?? 0)));
    painted = [];
  };

  const onPreview = (): void => {
    if (paintable(previews.snapshot()) !== null) paint();
    else erase();
  };

  const unsubscribe = previews.subscribe(onPreview);
  return {
    place: (next) => {
      erase();
      inside = next;
      paint();
    },
    inkWrote: () => {
      if (isAwaited) return;
      isAwaited = true;
      // A frame of Ink is several writes, all in one turn.
      queueMicrotask(() => {
        isAwaited = false;
        painted = [];
        paint();
      });
    },
    stop: () => {
      unsubscribe();
      inside = null;
    },
  };
};

const SYNC_ON = '\x1b[?2026h';
const SYNC_OFF = '\x1b[?2026l';

/** Exactly as many rows as the pane has, each exactly as wide; the end of the screen, where the newest is. */
const paintedRows = ({ rows }: Preview, { width, height }: Rect): readonly string[] => {
  const shown = rows.slice(-height).map((runs) => paintedRow(runs, width));
  const blank = ' '.repeat(width);
  return [...shown, ...Array.from({ length: height - shown.length }, () => blank)];
};

const paintedRow = (runs: readonly Run[], width: number): string => {
  let row = '';
  let left = width;
  for (const run of runs) {
    if (left <= 0) break;
    const style = styleOf(run);
    for (const { text, escaped } of visibleParts(run.text, left)) {
      row += escaped ? chalk.magenta.inverse(text) : style(text);
      left -= visibleWidth(text);
    }
  }
  return row + ' '.repeat(Math.max(0, left));
};

const styleOf = (run: Run): ((text: string) => string) => {
  let style = chalk.visible;
  if (run.fg !== null) style = typeof run.fg === 'number' ? style.ansi256(run.fg) : style.hex(run.fg);
  if (run.bg !== null) style = typeof run.bg === 'number' ? style.bgAnsi256(run.bg) : style.bgHex(run.bg);
  if (run.bold) style = style.bold;
  if (run.dim) style = style.dim;
  if (run.italic) style = style.italic;
  if (run.underline) style = style.underline;
  if (run.inverse) style = style.inverse;
  return style;
};
