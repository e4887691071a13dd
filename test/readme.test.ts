import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyTable } from '../src/components/key-table.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

it('the README’s key table is the keymap’s own (npm run docs writes it)', () => {
  const [, written] = /<!-- keys:begin -->\n([\s\S]*?)<!-- keys:end -->/.exec(readme) ?? [];
  expect(written?.trim()).toBe(keyTable().trim());
});

it('the README shows a frame of the real program (npm run picture writes it)', () => {
  const [, frame] = /<!-- frame:begin -->\n([\s\S]*?)<!-- frame:end -->/.exec(readme) ?? [];
  expect(frame).toContain('REHEARSAL');
  expect(frame).toMatch(/Decisions · \d waiting/);
});
