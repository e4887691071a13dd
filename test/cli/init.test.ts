import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, expect, test, vi } from 'vitest';
import { register } from '../../src/cli/init.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** What the command prints and how it ends, in this process. */
const run = async (...args: readonly string[]) => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const program = new Command().exitOverride().configureOutput({ writeErr: () => {} });
  register(program);
  await program.parseAsync(['init', ...args], { from: 'user' });
  const text = (spy: typeof log): string => spy.mock.calls.map(([line]) => String(line)).join('\n');
  return { out: text(log), err: text(error), code: process.exitCode ?? 0 };
};

test('init says each thing that it made, and the second time that it kept them', async () => {
  const root = await temporaryDirectory();
  const first = await run(root, '--workers', '2');
  expect(first.out).toContain('made     WORKER2.md');
  expect(first.out).toContain('Next: ');
  const second = await run(root, '--json');
  expect(new Set(JSON.parse(second.out.split('\n').at(-1) ?? '').steps.map(({ did }: { did: string }) => did))).toEqual(
    new Set(['keep']),
  );
});

test('a dry run says what would be done and changes nothing', async () => {
  const root = await temporaryDirectory();
  expect((await run(root, '--dry-run')).out).toContain('would make   gaffer.yaml');
  expect(await readdir(root)).toEqual([]);
});

test('a refusal goes to stderr with the reason and exit code 1; a broken gaffer.yaml is 78', async () => {
  const root = await temporaryDirectory();
  await writeFile(join(root, 'Cargo.toml'), '');
  const refused = await run(root);
  expect(refused).toMatchObject({ out: '', code: 1 });
  expect(refused.err).toContain('is a project itself (it has Cargo.toml)');
  const other = await temporaryDirectory();
  await writeFile(join(other, 'gaffer.yaml'), 'worker: 1');
  expect(await run(other)).toMatchObject({ code: 78, err: expect.stringContaining('Did you mean workers?') });
});

test.each(['0', '65', 'many', '1.5'])('%s workers is a usage error', async (count) => {
  await expect(run('.', '--workers', count)).rejects.toMatchObject({ code: 'commander.invalidArgument' });
});
