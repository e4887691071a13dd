import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, test } from 'vitest';
import { keyTable } from '../src/components/key-table.ts';
import { parseConfigText } from '../src/state/config-file.ts';

const ROOT = join(import.meta.dirname, '..');
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

it('the README’s key table is the keymap’s own (npm run docs writes it)', () => {
  const [, written] = /<!-- keys:begin -->\n([\s\S]*?)<!-- keys:end -->/.exec(readme) ?? [];
  expect(written?.trim()).toBe(keyTable().trim());
});

it('the README shows a frame of the real program (npm run picture writes it)', () => {
  const [, frame] = /<!-- frame:begin -->\n([\s\S]*?)<!-- frame:end -->/.exec(readme) ?? [];
  expect(frame).toContain('REHEARSAL');
  expect(frame).toMatch(/Decisions · \d waiting/);
});

const PAGES = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)];
const BLOCK = /^```yaml\n([\s\S]*?)^```$/gm;
/** Not of gaffer.yaml: rehearsals, tests of policies. */
const OTHER_FILES = /^(?:name: |# POLICIES\.test\.yaml)/;
const EXAMPLES = PAGES.filter((page) => page.endsWith('.md')).flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(BLOCK)]
    .map(([, text = '']) => text)
    .filter((text) => !OTHER_FILES.test(text))
    // One pipeline alone stands below the key that the page named before.
    .map((text, index) => [`${page} ${index + 1}`, text.startsWith('  ') ? `pipelines:\n${text}` : text] as const),
);

test.for(EXAMPLES)('the configuration in %s is one that gaffer takes', ([, text]) => {
  expect(parseConfigText(text).problems).toEqual([]);
});
