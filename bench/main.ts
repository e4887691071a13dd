/** `npm run bench -- NAME [--json] [options of its own]`: runs one benchmark and prints its figures; `--json` prints one object last. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from './figures.ts';
import { figuresTable, resultOf } from './figures.ts';

const KIT = new Set(['main.ts', 'figures.ts']);
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !KIT.has(file))
  .map((file) => file.slice(0, -'.ts'.length));

const [name, ...options] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Which benchmark? One of: ${names.join(', ')}\n`);
  process.exit(2);
}
const { bench }: { readonly bench: Bench } = await import(join(import.meta.dirname, `${name}.ts`));
const figures = await bench((line) => process.stderr.write(`${line}\n`), options);
const result = resultOf(name, figures);
if (options.includes('--json')) process.stdout.write(`${JSON.stringify(result)}\n`);
else process.stdout.write(`${figuresTable(result)}\n`);
process.exit(result.ok ? 0 : 1);
