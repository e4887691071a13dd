import { appendFile, mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ok } from '../../src/domain/problem.ts';
import { type SharedFiles, sharedFilesIn } from '../../src/state/shared-file.ts';
import { type FileChange, watchWorkspace } from '../../src/state/watch.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

interface Watched {
  readonly root: string;
  readonly files: SharedFiles;
  readonly seen: readonly FileChange[];
  readonly calls: () => number;
  /** Waits until a change made now was seen, so that what came before it would have been. */
  readonly settle: () => Promise<void>;
}

const watched = async (): Promise<Watched> => {
  const root = await temporaryDirectory();
  await mkdir(join(root, 'MEMORY/hot'), { recursive: true });
  await mkdir(join(root, 'apps/alpha'), { recursive: true });
  await writeFile(join(root, 'BACKLOG.md'), 'one');
  const files = sharedFilesIn(root);
  const seen: FileChange[] = [];
  const onChange = vi.fn((changes: readonly FileChange[]) => void seen.push(...changes));
  const watch = await watchWorkspace({
    root,
    files,
    onChange,
    onProblem: (problem) => expect.fail(problem.message),
  });
  onTestFinished(watch.stop);
  let marks = 0;
  const settle = async (): Promise<void> => {
    marks += 1;
    const text = `mark ${marks}`;
    await writeFile(join(root, 'ENVIRONMENT.md'), text);
    await vi.waitFor(() => expect(seen).toContainEqual({ name: 'ENVIRONMENT.md', text }));
    seen.splice(
      seen.findIndex((change) => change.text === text),
      1,
    );
  };
  return { root, files, seen, calls: () => onChange.mock.calls.length, settle };
};

test('a change is reported with its text: written in place, renamed over, new, removed', async () => {
  const { root, seen, settle } = await watched();
  // One after the other: of changes that come close together only the last is promised.
  const isSeen = (name: string, text: string | null) => vi.waitFor(() => expect(seen.at(-1)).toEqual({ name, text }));
  await appendFile(join(root, 'BACKLOG.md'), ' two');
  await isSeen('BACKLOG.md', 'one two');
  await writeFile(join(root, 'new'), 'three');
  await rename(join(root, 'new'), join(root, 'BACKLOG.md'));
  await isSeen('BACKLOG.md', 'three');
  await writeFile(join(root, 'WORKER1.md'), 'status');
  await isSeen('WORKER1.md', 'status');
  await rm(join(root, 'WORKER1.md'));
  await isSeen('WORKER1.md', null);
  await settle();
  expect(seen).toHaveLength(4);
});

test('our own writes do not echo, and a foreign one behind them does', async () => {
  const { root, files, seen, settle } = await watched();
  await files.edit('BACKLOG.md', (text) => ok(`${text} ours`));
  await settle();
  expect(seen).toEqual([]);
  await appendFile(join(root, 'BACKLOG.md'), ' theirs');
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  // Back to the very text that we wrote: for a reader, a change like any other.
  await writeFile(join(root, 'BACKLOG.md'), 'one ours');
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  expect(seen).toEqual([
    { name: 'BACKLOG.md', text: 'one ours theirs' },
    { name: 'BACKLOG.md', text: 'one ours' },
  ]);
});

test('a touch without a change, a project’s file and a stranger’s file are not reported', async () => {
  const { root, seen, settle } = await watched();
  await utimes(join(root, 'BACKLOG.md'), new Date(), new Date());
  await writeFile(join(root, 'apps/alpha/BACKLOG.md'), 'not shared');
  await writeFile(join(root, 'NOTES.md'), 'not shared');
  await writeFile(join(root, 'WORKER65.md'), 'no worker');
  await writeFile(join(root, 'MEMORY/hot/ports.md'), 'memory has its own watch');
  await settle();
  expect(seen).toEqual([]);
});

test('a burst of writes is few reports, and the last text wins', async () => {
  const { root, seen, calls } = await watched();
  for (let index = 0; index < 50; index += 1) await writeFile(join(root, 'BACKLOG.md'), `write ${index}`);
  await vi.waitFor(() => expect(seen.at(-1)).toEqual({ name: 'BACKLOG.md', text: 'write 49' }));
  expect(calls()).toBeLessThan(25);
});
