/** Writes the generated parts of the documentation: the README's key table, from the keymap. Run with: npm run docs */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyTable } from '../src/components/key-table.ts';

const readme = join(import.meta.dirname, '../README.md');
const text = readFileSync(readme, 'utf8').replace(
  /(<!-- keys:begin -->\n)[\s\S]*?(<!-- keys:end -->)/,
  (_whole, begin: string, end: string) => `${begin}${keyTable().trim()}\n${end}`,
);
writeFileSync(readme, text);
