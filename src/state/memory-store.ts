/**
 * The notes under MEMORY/ as they lie on disk, kept in step with the index: what changed is read again, what is gone is
 * forgotten. Links are not followed, and whatever is no note is left alone.
 */
import { lstatSync, readFileSync } from 'node:fs';
import { link, mkdir, readdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MEMORY_TIERS, type MemoryItem, type MemoryTier } from '../domain/memory/item.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { createSlices } from './in-slices.ts';
import { orIoProblem } from './io-problem.ts';
import {
  changeMemory,
  type MemoryChange,
  type MemoryDraft,
  parseMemory,
  tierOfFile,
  writeMemory,
} from './memory-file.ts';
import type { MemoryIndex } from './memory-index.ts';
import type { FileMark, IndexedFile } from './memory-writer.ts';
import { placeIn } from './place.ts';
import type { SharedFiles } from './shared-file.ts';

export interface MemoryStore {
  readonly index: MemoryIndex;
  /** Looks at every note's size and time, and reads those that changed; in slices, so that nobody waits for it. */
  readonly sync: (signal?: AbortSignal) => Promise<void>;
  /** The same for some files, named by their path in the workspace. */
  readonly look: (files: readonly string[]) => Promise<void>;
  readonly add: (tier: MemoryTier, draft: Omit<MemoryDraft, 'id'>) => Promise<Result<MemoryItem>>;
  readonly change: (id: string, change: MemoryChange) => Promise<Result<MemoryItem>>;
  readonly rewrite: (id: string, text: string) => Promise<Result<MemoryItem>>;
  readonly move: (id: string, tier: MemoryTier) => Promise<Result<MemoryItem>>;
  readonly close: () => void;
}

/** Notes of one transaction: many, so that each page of the index is written seldom. */
const BATCH = 200;
/** A longer file is a book that somebody put there: its beginning is a note. */
const MOST_BYTES = 64 * 1024;

export const openMemoryStore = (root: string, shared: SharedFiles, index: MemoryIndex): MemoryStore => {
  /** Each note is read when its turn comes: few of them are held at a time. */
  const readInTurn = function* (files: readonly string[], gone: string[]): Generator<IndexedFile> {
    for (const file of files) {
      const read = tierOfFile(file) === null ? null : readNote(root, file);
      if (read === null) gone.push(file);
      else yield read;
    }
  };
  const look = (files: readonly string[]): void => {
    const gone: string[] = [];
    index.change([...readInTurn(files, gone)], gone);
  };
  const lookInSlices = async (files: readonly string[], rest: () => Promise<void>): Promise<void> => {
    const gone: string[] = [];
    for (const batch of batches(files)) await index.changeMany(readInTurn(batch, gone), [], rest);
    for (const batch of batches(gone)) await index.changeMany([], batch, rest);
  };

  const find = (id: string): Result<MemoryItem> => {
    const item = index.find(id);
    return item === null ? fail(noSuchNote(id)) : ok(item);
  };

  const edited = async (id: string, edit: (text: string) => Result<string>): Promise<Result<MemoryItem>> => {
    const found = find(id);
    if (!found.ok) return found;
    const written = await shared.edit(found.value.file, (text) => (text === '' ? fail(noSuchNote(id)) : edit(text)));
    look([found.value.file]);
    return written.ok ? find(found.value.file) : written;
  };

  return {
    index,
    sync: async (signal) => {
      const rest = createSlices();
      // Looked up one by one: what is known of twenty thousand notes, held at a time, would stay as garbage for long.
      const changed: string[] = [];
      let met = 0;
      for (const [tier, names] of await namesByTier(root)) {
        for (const name of names) {
          await rest();
          // What was not looked at is not gone.
          if (signal?.aborted === true) return;
          const file = `MEMORY/${tier}/${name}`;
          const mark = tierOfFile(file) === null ? null : markOf(root, file);
          if (mark === null) continue;
          const known = index.markOf(file);
          if (known !== null) met += 1;
          if (!isSame(known, mark)) changed.push(file);
        }
      }
      if (met < index.count()) {
        for (const file of index.files()) {
          await rest();
          if (markOf(root, file) === null) changed.push(file);
        }
      }
      for (const batch of batches(changed)) {
        if (signal?.aborted === true) return;
        await lookInSlices(batch, rest);
      }
    },
    look: (files) => {
      // Most of what the watch over the files tells of was written by this very store.
      const changed = files.filter((file) => {
        const mark = tierOfFile(file) === null ? null : markOf(root, file);
        return mark === null ? index.markOf(file) !== null : !isSame(index.markOf(file), mark);
      });
      return lookInSlices(changed, createSlices());
    },
    add: async (tier, draft) => {
      const id = `M${Math.max(index.highestId(), 0) + 1}`;
      const file = `MEMORY/${tier}/${id.toLowerCase()}${slugOf(draft.text)}.md`;
      const written = await shared.replaceIfUnchanged(file, null, writeMemory({ ...draft, id }));
      if (!written.ok) return written;
      look([file]);
      return find(file);
    },
    change: (id, change) => edited(id, (text) => changeMemory(text, change)),
    rewrite: (id, text) => edited(id, (before) => ok(withText(before, text))),
    move: async (id, tier) => {
      const found = find(id);
      if (!found.ok || found.value.tier === tier) return found;
      const { file } = found.value;
      const moved = await moveNote(root, file, tier);
      if (!moved.ok) return moved;
      look([file, moved.value]);
      return find(moved.value);
    },
    close: () => index.close(),
  };
};

const batches = (files: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(files.length / BATCH) }, (_, at) => files.slice(at * BATCH, (at + 1) * BATCH));

/** A name is taken only when it is free: nobody's note is written over, at any moment. */
const moveNote = (root: string, file: string, tier: MemoryTier): Promise<Result<string>> =>
  orIoProblem(file, async () => {
    const name = file.slice(file.lastIndexOf('/') + 1, -'.md'.length);
    const from = await placeIn(root, file);
    if (!from.ok) return from;
    for (let copy = 1; copy <= MOST_COPIES; copy += 1) {
      const wanted = `MEMORY/${tier}/${name}${copy === 1 ? '' : `-${copy}`}.md`;
      const to = await placeIn(root, wanted);
      if (!to.ok) return to;
      await mkdir(dirname(to.value), { recursive: true });
      try {
        await link(from.value, to.value);
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') continue;
        throw cause;
      }
      await unlink(from.value);
      return ok(wanted);
    }
    return fail({ kind: 'conflict', message: `${tier} has a note of that name already`, where: { file } });
  });

const MOST_COPIES = 20;

/** Whatever lies in the directories of the tiers. */
const namesByTier = (root: string): Promise<readonly (readonly [MemoryTier, readonly string[]])[]> =>
  Promise.all(MEMORY_TIERS.map(async (tier) => [tier, await namesIn(join(root, 'MEMORY', tier))] as const));

const namesIn = async (directory: string): Promise<readonly string[]> => {
  try {
    return await readdir(directory);
  } catch {
    // No such tier yet, or no directory: it holds no notes.
    return [];
  }
};

/** Null for what is gone, or is no plain file. */
const markOf = (root: string, file: string): FileMark | null => {
  const stat = lstatSync(join(root, file), { throwIfNoEntry: false });
  return stat?.isFile() === true ? { modifiedAt: stat.mtimeMs, size: stat.size } : null;
};

const readNote = (root: string, file: string): IndexedFile | null => {
  const mark = markOf(root, file);
  if (mark === null) return null;
  try {
    const bytes = readFileSync(join(root, file));
    const item = parseMemory(file, bytes.subarray(0, MOST_BYTES).toString('utf8'), mark.modifiedAt);
    return item === null || item.text.trim() === '' ? null : { item, mark };
  } catch {
    // Gone between the two looks, or not ours to read: as if it were not there.
    return null;
  }
};

/** Where a person put a note it stays: without the pin the next round of curation would put it back. */
export const moveByHand = async (
  store: Pick<MemoryStore, 'move' | 'change'>,
  id: string,
  tier: MemoryTier,
): Promise<Result<MemoryItem>> => {
  const moved = await store.move(id, tier);
  return moved.ok ? store.change(id, { pinned: true }) : moved;
};

const isSame = (known: FileMark | null, mark: FileMark): boolean =>
  known !== null && known.modifiedAt === mark.modifiedAt && known.size === mark.size;

/** `m12-dev-ports-of-alpha.md`: what a person sees in a list of files. */
const SLUG_LENGTH = 40;

const slugOf = (text: string): string => {
  const slug = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, SLUG_LENGTH)
    .replace(/-+$/, '');
  return slug === '' ? '' : `-${slug}`;
};

/** The front matter stays as it stands. */
const withText = (before: string, text: string): string => {
  const head = /^---[ \t]*\r?\n[\s\S]*?(?<=\n)---[ \t]*(?:\r?\n|$)/.exec(before)?.[0] ?? '';
  return `${head}${text.trimEnd()}\n`;
};

const noSuchNote = (id: string) => ({
  kind: 'missing' as const,
  message: `there is no note ${id}`,
  next: 'List them with: gaffer memory list',
});
