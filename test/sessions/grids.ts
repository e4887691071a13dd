/** Grids and the grammar of safe output, as assertions. */
import { expect } from 'vitest';

export * from './cells.ts';

/** Printable text, SGR, absolute moves, and the painter's own two modes. */
export const expectSafe = (bytes: string): void => {
  expect(bytes.replaceAll(SAFE_SEQUENCE, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: the grammar is of control sequences.
const SAFE_SEQUENCE = /\x1b\[(?:[\d;]*m|\d+;\d+H|\?25[hl]|\?2026[hl])/g;
