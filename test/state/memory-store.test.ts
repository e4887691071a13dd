import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemoryItem } from '../../src/domain/memory/item.ts';
import { openMemoryIndex } from '../../src/state/memory-index.ts';
import { createMemorySearch } from '../../src/state/memory-search.ts';
import { type MemoryStore, moveByHand, openMemoryStore } from '../../src/state/memory-store.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';

let root: string;
let store: MemoryStore;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'memory-store-'));
  for (const tier of ['hot', 'warm', 'cold']) mkdirSync(join(root, 'MEMORY', tier), { recursive: true });
  store = openMemoryStore(root, sharedFilesIn(root), openMemoryIndex(':memory:'));
});
afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

const draft = (text: string, project: string | null = null) => ({
  text,
  topics: ['ports'],
  project,
  source: { kind: 'worker', worker: 2, task: 'T1' } as const,
  createdAt: 1_000,
  supersedes: [],
});

describe('notes as files', () => {
  it('reads back what it wrote', async () => {
    const added = await store.add('warm', draft('The shop listens on port 3000.', 'apps/shop'));
    expect(added).toMatchObject({
      ok: true,
      value: {
        id: 'M1',
        file: 'MEMORY/warm/m1-the-shop-listens-on-port-3000.md',
        project: 'apps/shop',
        topics: ['ports'],
        source: { kind: 'worker', worker: 2, task: 'T1' },
        createdAt: 1_000,
        managed: true,
        problem: null,
      },
    });
  });

  it('keeps text and keys that it does not know when it changes a note', async () => {
    writeFileSync(
      join(root, 'MEMORY/warm/mine.md'),
      '---\n# my own words\nid: M7\nmood: good\ntopics: [a, "b c"]\n---\nFirst line.\n\n- second\n',
    );
    await store.sync();
    const changed = await store.change('M7', { pinned: true });
    expect(changed).toMatchObject({ ok: true, value: { pinned: true, topics: ['a', 'b c'] } });
    const text = readFileSync(join(root, 'MEMORY/warm/mine.md'), 'utf8');
    expect(text).toContain('# my own words');
    expect(text).toContain('mood: good');
    expect(text.endsWith('---\nFirst line.\n\n- second\n')).toBe(true);
  });

  it('a note that a person moves is pinned, so that curation leaves it there', async () => {
    await store.add('cold', draft('The shop listens on port 3000.'));
    await moveByHand(store, 'M1', 'hot');
    expect(store.index.find('M1')).toMatchObject({ tier: 'hot', pinned: true });
    expect(await moveByHand(store, 'M9', 'hot')).toMatchObject({ ok: false });
  });

  it.each([
    ['unclosed brackets', '---\nid: [M1\n---\nThe text.\n'],
    ['a list', '---\n- one\n---\nThe text.\n'],
  ])('shows front matter that is broken (%s), and keeps all of the text', async (_, source) => {
    writeFileSync(join(root, 'MEMORY/hot/odd.md'), source);
    await store.sync();
    const item = store.index.find('odd');
    expect(item?.problem).toMatch(/front matter/);
    expect(item?.text).toBe(source);
    expect((await store.change('odd', { pinned: true })).ok).toBe(false);
    expect(readFileSync(join(root, 'MEMORY/hot/odd.md'), 'utf8')).toBe(source);
  });

  it('moves a note without writing over another of that name', async () => {
    writeFileSync(join(root, 'MEMORY/warm/same.md'), 'warm one');
    writeFileSync(join(root, 'MEMORY/cold/same.md'), 'cold one');
    await store.sync();
    const moved = await store.move('MEMORY/warm/same.md', 'cold');
    expect(moved).toMatchObject({ ok: true, value: { tier: 'cold', file: 'MEMORY/cold/same-2.md' } });
    expect(readFileSync(join(root, 'MEMORY/cold/same.md'), 'utf8')).toBe('cold one');
    expect(existsSync(join(root, 'MEMORY/warm/same.md'))).toBe(false);
  });

  it('sees notes that came, changed and went while nobody looked', async () => {
    writeFileSync(join(root, 'MEMORY/hot/a.md'), 'About kettles.');
    await store.sync();
    expect(store.index.count()).toBe(1);
    writeFileSync(join(root, 'MEMORY/hot/a.md'), 'About teapots, longer.');
    writeFileSync(join(root, 'MEMORY/cold/b.md'), 'About cups.');
    await store.sync();
    expect(
      store.index
        .items()
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual(['About cups.', 'About teapots, longer.']);
    rmSync(join(root, 'MEMORY/hot/a.md'));
    await store.sync();
    expect(
      store.index
        .items()
        .map(({ text }) => text)
        .toSorted(),
    ).toEqual(['About cups.']);
  });

  it('forgets nothing when its look is cut short', async () => {
    writeFileSync(join(root, 'MEMORY/hot/a.md'), 'About kettles.');
    await store.sync();
    rmSync(join(root, 'MEMORY/hot/a.md'));
    writeFileSync(join(root, 'MEMORY/hot/b.md'), 'About cups.');
    await store.sync(AbortSignal.abort());
    expect(store.index.count()).toBe(1);
    await store.sync();
    expect(store.index.items().map(({ text }) => text)).toEqual(['About cups.']);
  });

  it('takes a change of the index back whole when one note of it fails', async () => {
    const good = (await store.add('warm', draft('The first note stands.'))) as { readonly value: MemoryItem };
    const broken = function* () {
      yield { item: { ...good.value, file: 'MEMORY/warm/new.md', id: 'M9' }, mark: { modifiedAt: 1, size: 1 } };
      throw new Error('the disk is gone');
    };
    await expect(store.index.changeMany(broken(), [good.value.file], async () => undefined)).rejects.toThrow('gone');
    expect(store.index.items().map(({ id }) => id)).toEqual(['M1']);
    expect((await store.add('warm', draft('The second note stands.'))).ok).toBe(true);
  });

  it('finds the next free number, and a note by its id in any letters', async () => {
    writeFileSync(join(root, 'MEMORY/cold/old.md'), '---\nid: M41\n---\nOld.\n');
    await store.sync();
    expect(await store.add('warm', draft('New.'))).toMatchObject({ value: { id: 'M42' } });
    expect(store.index.find('m41')?.text).toBe('Old.\n');
  });

  it('says once which notes have not been compared with the others', async () => {
    await store.add('warm', draft('Port is 4010.'));
    await store.add('warm', draft('Port is 4020.'));
    expect(store.index.uncompared(9).map(({ id }) => id)).toEqual(['M1', 'M2']);
    store.index.compared(store.index.uncompared(9).map(({ file }) => file));
    expect(store.index.uncompared(9)).toEqual([]);
    await store.rewrite('M2', 'Port is 4030.');
    expect(store.index.uncompared(9).map(({ id }) => id)).toEqual(['M2']);
  });

  it('reads nothing through a link', async () => {
    writeFileSync(join(root, 'outside.md'), 'secret plans');
    symlinkSync(join(root, 'outside.md'), join(root, 'MEMORY/hot/link.md'));
    await store.sync();
    expect(store.index.count()).toBe(0);
  });
});

describe('search', () => {
  const ids = (text: string, project: string | null = null): readonly string[] =>
    createMemorySearch(store.index)
      .search({ text, project, limit: 5, now: 2_000 })
      .map(({ item }) => item.id);

  beforeEach(async () => {
    await store.add('warm', draft('The development server of the shop listens on port 3000.', 'apps/shop'));
    await store.add('cold', draft('The development server of the radio listens on port 7070.', 'apps/radio'));
    await store.add('hot', draft('Database migrations only go forward.'));
  });

  it.each([
    ['migrations', 'M3'],
    ['migratoins', 'M3'],
    ['migrating databases', 'M3'],
    ['schema of postgres', 'M3'],
    ['radio', 'M2'],
  ])('finds %s', (text, id) => {
    expect(ids(text)[0]).toBe(id);
  });

  it('prefers the project that the asker stands in', () => {
    expect(ids('which port', 'apps/shop')[0]).toBe('M1');
    expect(ids('which port', 'apps/radio')[0]).toBe('M2');
  });

  it.each(['', '   ', '"', 'NOT AND OR', '*', 'a"b OR (', "'; DROP TABLE items; --", '\u0000'])(
    'takes %j for words and nothing else',
    (text) => {
      expect(() => ids(text)).not.toThrow();
      expect(store.index.count()).toBe(3);
    },
  );

  it('looks for a word that every note has among the newest only, and still finds it', async () => {
    for (let at = 0; at < 30; at += 1) await store.add('cold', draft(`Kettle number ${at} whistles.`));
    expect(ids('kettle')).toHaveLength(5);
    expect(ids('whistels 17')[0]).toBe('M21');
  });

  it('no longer finds what a note said before', async () => {
    await store.rewrite('M3', 'Kettles are descaled monthly.');
    expect(ids('migrations')).toEqual([]);
    expect(ids('kettles')).toEqual(['M3']);
  });
});
