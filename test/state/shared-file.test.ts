import { appendFileSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fail, ok } from '../../src/domain/problem.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

test('of 100 edits at once none is lost', async () => {
  const root = await temporaryDirectory();
  const files = sharedFilesIn(root);
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, index) => files.edit('CHANGELOG.md', (text) => ok(`${text}- ${index}\n`))),
  );
  expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([]);
  const lines = (await readFile(join(root, 'CHANGELOG.md'), 'utf8')).trimEnd().split('\n');
  expect(lines.toSorted()).toEqual(Array.from({ length: 100 }, (_, index) => `- ${index}`).toSorted());
});

test('an edit that somebody else was quicker than is made again on the newer text', async () => {
  const root = await temporaryDirectory();
  const path = join(root, 'BACKLOG.md');
  await writeFile(path, 'one\n');
  const others = ['two\n', 'three\n'];
  const seen: string[] = [];
  const outcome = await sharedFilesIn(root).edit('BACKLOG.md', (text) => {
    seen.push(text);
    // The other writer comes between our read and our replacement.
    const line = others.shift();
    if (line !== undefined) appendFileSync(path, line);
    return ok(`${text}ours\n`);
  });
  expect(outcome).toMatchObject({ ok: true });
  expect(seen).toEqual(['one\n', 'one\ntwo\n', 'one\ntwo\nthree\n']);
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\nthree\nours\n');
});

test('an edit that others outrun again and again gives up as a conflict', async () => {
  const root = await temporaryDirectory();
  let tries = 0;
  const outcome = await sharedFilesIn(root).edit('BACKLOG.md', (text) => {
    tries += 1;
    appendFileSync(join(root, 'BACKLOG.md'), 'theirs\n');
    return ok(`${text}ours\n`);
  });
  expect(outcome).toMatchObject({ ok: false, problem: { kind: 'conflict', where: { file: 'BACKLOG.md' } } });
  expect(await readFile(join(root, 'BACKLOG.md'), 'utf8')).toBe('theirs\n'.repeat(tries));
});

test('a refused edit leaves the file as it was', async () => {
  const root = await temporaryDirectory();
  await writeFile(join(root, 'BACKLOG.md'), 'text');
  const problem = { kind: 'missing', message: 'no such task' } as const;
  expect(await sharedFilesIn(root).edit('BACKLOG.md', () => fail(problem))).toEqual({ ok: false, problem });
  expect(await readFile(join(root, 'BACKLOG.md'), 'utf8')).toBe('text');
});

test('a replacement keeps the rights of the file and leaves no temporary file behind', async () => {
  const root = await temporaryDirectory();
  await writeFile(join(root, 'BACKLOG.md'), 'text');
  await chmod(join(root, 'BACKLOG.md'), 0o640);
  const outcome = await sharedFilesIn(root).edit('BACKLOG.md', (text) => ok(`${text}!`));
  expect(outcome.ok).toBe(true);
  expect((await stat(join(root, 'BACKLOG.md'))).mode & 0o777).toBe(0o640);
  expect(await readdir(root)).toEqual(['BACKLOG.md']);
});

test('a missing file reads as empty, and is made with its directory', async () => {
  const root = await temporaryDirectory();
  const files = sharedFilesIn(root);
  expect(await files.read('MEMORY/hot/ports.md')).toEqual({ ok: true, value: { text: '', hash: null } });
  expect(await readdir(root)).toEqual([]);
  expect(await files.replaceIfUnchanged('MEMORY/hot/ports.md', null, 'x')).toMatchObject({ ok: true });
  expect(await readFile(join(root, 'MEMORY/hot/ports.md'), 'utf8')).toBe('x');
});

test.each([
  ['a name that climbs out', '../outside.md'],
  ['a link to a file outside', 'link.md'],
  ['a link to nothing', 'dangling.md'],
  ['a file below a linked directory', 'away/file.md'],
  ['the workspace itself', '.'],
])('%s is refused', async (_, name) => {
  const outside = await temporaryDirectory();
  const root = await temporaryDirectory();
  await writeFile(join(outside, 'secret.md'), 'secret');
  await symlink(join(outside, 'secret.md'), join(root, 'link.md'));
  await symlink(join(outside, 'nothing.md'), join(root, 'dangling.md'));
  await symlink(outside, join(root, 'away'));
  const files = sharedFilesIn(root);
  expect(await files.read(name)).toMatchObject({ ok: false, problem: { kind: 'refused' } });
  expect(await files.edit(name, () => ok('gone'))).toMatchObject({ ok: false, problem: { kind: 'refused' } });
  expect(await readdir(outside)).toEqual(['secret.md']);
});

test('a link within the workspace is followed and stays a link', async () => {
  const root = await temporaryDirectory();
  await mkdir(join(root, 'notes'));
  await writeFile(join(root, 'notes/queue.md'), 'a');
  await symlink('notes/queue.md', join(root, 'BACKLOG.md'));
  await sharedFilesIn(root).edit('BACKLOG.md', (text) => ok(`${text}b`));
  expect(await readFile(join(root, 'notes/queue.md'), 'utf8')).toBe('ab');
});

test('bytes that are not UTF-8 are left alone, and a directory in place of a file is a problem', async () => {
  const root = await temporaryDirectory();
  await writeFile(join(root, 'BACKLOG.md'), Buffer.from([0x61, 0xff, 0x62]));
  await mkdir(join(root, 'FAILURES.md'));
  const files = sharedFilesIn(root);
  expect(await files.edit('BACKLOG.md', () => ok('x'))).toMatchObject({ ok: false, problem: { kind: 'parse' } });
  expect(await files.edit('FAILURES.md', () => ok('x'))).toMatchObject({ ok: false, problem: { kind: 'io' } });
  expect(await readFile(join(root, 'BACKLOG.md'))).toEqual(Buffer.from([0x61, 0xff, 0x62]));
});
