/**
 * The lines above the screen. The terminal itself keeps only the youngest, for a resize to fold them anew; older ones are
 * packed, so that ten thousand of them cost two megabytes and not twenty-four. Output must come in slices of bounded lines.
 */
import type headless from '@xterm/headless';
import type { IBufferCell, IMarker } from '@xterm/headless';
import { createHistoryStore } from './history-store.ts';
import type { Line } from './lines.ts';
import { createSink, packLine } from './packed-line.ts';
import type { PassedLines } from './passed-lines.ts';

export interface History {
  /** Lines above the screen. */
  readonly length: number;
  /** 0 is the oldest. */
  readonly line: (index: number) => Line | undefined;
  /** Packs what has left the screen long enough ago; called after each slice of output. */
  readonly collect: () => void;
  /**
   * Takes lines that go past the terminal, whose cursor stands on a fresh last line: all that is above it comes before
   * them, and enough follows them to push it off. Says whether it did: not where the last line is not fresh.
   */
  readonly pass: (lines: PassedLines) => boolean;
  readonly clear: () => void;
}

/** Lines that a resize may need again. */
export const KEPT_LINES = 100;
/** How many lines the terminal itself keeps above its screen: besides those, what one slice of output may push out. */
export const TERMINAL_LINES = KEPT_LINES + 310;

export const createHistory = (terminal: headless.Terminal, limit: number): History => {
  const keep = Math.min(KEPT_LINES, limit);
  const packed = createHistoryStore(Math.max(0, limit - keep));
  const probe = createSink(PROBE_BYTES);
  /** On the youngest line that is packed. */
  let marker: IMarker | undefined;
  let cell: IBufferCell | undefined;

  const firstUnpacked = (): number => (marker === undefined || marker.isDisposed ? 0 : marker.line + 1);
  /** Packs the lines before this one. */
  const packUntil = (to: number): void => {
    const { normal } = terminal.buffer;
    cell ??= normal.getNullCell();
    for (let index = firstUnpacked(); index < to; index += 1) {
      const line = normal.getLine(index);
      if (line !== undefined) packed.add(line, cell);
    }
    marker?.dispose();
    marker = terminal.registerMarker(to - 1 - normal.baseY - normal.cursorY);
  };

  return {
    get length() {
      return packed.length() + Math.max(0, terminal.buffer.normal.baseY - firstUnpacked());
    },
    line: (index) => {
      const count = packed.length();
      return index < count ? packed.line(index) : terminal.buffer.normal.getLine(firstUnpacked() + index - count);
    },
    collect: () => {
      const { active, normal } = terminal.buffer;
      if (active.type !== 'normal') return;
      const to = normal.baseY - keep;
      if (to - firstUnpacked() >= COLLECT_LINES) packUntil(to);
    },
    pass: (lines) => {
      const { normal } = terminal.buffer;
      const bottom = normal.baseY + normal.cursorY;
      const fresh = normal.getLine(bottom);
      cell ??= normal.getNullCell();
      probe.length = 0;
      if (fresh === undefined || fresh.isWrapped || normal.cursorX !== 0) return false;
      packLine(fresh, cell, probe);
      if (probe.length > 0) return false;
      packUntil(bottom);
      packed.pass(lines);
      return true;
    },
    clear: packed.clear,
  };
};

/** Packing in bursts saves moving the marker. */
const COLLECT_LINES = 50;
const PROBE_BYTES = 1024;
