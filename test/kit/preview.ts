/** A worker's screen as runs: plain lines, and a styled run where a test needs one. */
import type { Preview, Run } from '../../src/domain/screens.ts';

export const aRun = (text: string, over: Partial<Run> = {}): Run => ({
  text,
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  ...over,
});

export const aPreview = (...lines: readonly (string | readonly Run[])[]): Preview => ({
  cols: 80,
  rows: lines.map((line) => (typeof line === 'string' ? [aRun(line)] : line)),
  cursor: null,
});
