import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchMemory } from '../../src/state/memory-watch.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const watched = async () => {
  const root = await temporaryDirectory();
  const seen: (string | null)[] = [];
  const watch = watchMemory({
    root,
    onChange: (files) => void seen.push(...(files ?? [null])),
    onProblem: (problem) => expect.fail(problem.message),
  });
  onTestFinished(watch.stop);
  return { root, seen };
};

test('tells of notes that came, changed, moved and went, and makes the tiers', async () => {
  const { root, seen } = await watched();
  await writeFile(join(root, 'MEMORY/hot/a.md'), 'one');
  await vi.waitFor(() => expect(seen).toContain('MEMORY/hot/a.md'));
  seen.length = 0;
  await writeFile(join(root, 'MEMORY/hot/a.md'), 'two');
  await vi.waitFor(() => expect(seen).toContain('MEMORY/hot/a.md'));
  await rename(join(root, 'MEMORY/hot/a.md'), join(root, 'MEMORY/cold/a.md'));
  await vi.waitFor(() => expect(seen).toContain('MEMORY/cold/a.md'));
  seen.length = 0;
  await rm(join(root, 'MEMORY/cold/a.md'));
  await vi.waitFor(() => expect(seen).toEqual(['MEMORY/cold/a.md']));
});

test('says nothing of files that are no notes', async () => {
  const { root, seen } = await watched();
  await writeFile(join(root, 'MEMORY/hot/.swap.md'), 'half');
  await writeFile(join(root, 'MEMORY/hot/picture.png'), 'x');
  await writeFile(join(root, 'MEMORY/README.md'), 'about');
  await writeFile(join(root, 'MEMORY/warm/last.md'), 'a note');
  await vi.waitFor(() => expect(seen).toContain('MEMORY/warm/last.md'));
  expect(new Set(seen)).toEqual(new Set(['MEMORY/warm/last.md']));
});

test('goes on watching a tier that was taken away and came again', async () => {
  const { root, seen } = await watched();
  await rm(join(root, 'MEMORY/warm'), { recursive: true });
  await vi.waitFor(() => expect(seen).toContain(null));
  await mkdir(join(root, 'MEMORY/warm'), { recursive: true });
  await vi.waitFor(async () => {
    await writeFile(join(root, 'MEMORY/warm/b.md'), String(seen.length));
    expect(seen).toContain('MEMORY/warm/b.md');
  });
});

test.each([
  ['taken away', async (root: string) => rm(join(root, 'MEMORY'), { recursive: true })],
  ['renamed', async (root: string) => rename(join(root, 'MEMORY'), join(root, 'before'))],
])('goes on watching all of MEMORY that was %s and came again, and does not bring it back itself', async (_, away) => {
  const { root, seen } = await watched();
  await away(root);
  await vi.waitFor(() => expect(seen).toContain(null));
  expect(existsSync(join(root, 'MEMORY'))).toBe(false);
  await mkdir(join(root, 'MEMORY/warm'), { recursive: true });
  await vi.waitFor(async () => {
    await writeFile(join(root, 'MEMORY/warm/b.md'), String(seen.length));
    expect(seen).toContain('MEMORY/warm/b.md');
  });
});

test('tells of hundreds of files in few reports', async () => {
  const root = await temporaryDirectory();
  const onChange = vi.fn((_: readonly string[] | null) => undefined);
  const watch = watchMemory({ root, onChange, onProblem: (problem) => expect.fail(problem.message) });
  onTestFinished(watch.stop);
  await Promise.all(Array.from({ length: 300 }, (_, at) => writeFile(join(root, `MEMORY/cold/n${at}.md`), 'note')));
  await vi.waitFor(() => expect(new Set(onChange.mock.calls.flatMap(([files]) => files ?? [])).size).toBe(300));
  expect(onChange.mock.calls.length).toBeLessThan(100);
});
