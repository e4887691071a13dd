import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readNotes } from '../../src/state/notes.ts';
import { tempDir } from '../kit/temp.ts';

it('reads notes in the order of their names, with their project, and loses no text to broken front matter', async () => {
  const root = tempDir();
  mkdirSync(join(root, 'MEMORY/warm'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(root, 'MEMORY/warm', name), text);
  write('b.md', '---\nproject: apps/alpha\ntopics: [ports]\n---\nPort 8080 is taken.\n');
  write('a.md', 'No front matter.');
  write('c.md', '---\nproject: [\n---\nStill here.');
  write('empty.md', '---\nproject: x\n---\n');
  write('ignored.txt', 'not a note');
  expect(await readNotes(root, 'MEMORY/warm')).toEqual([
    { file: 'MEMORY/warm/a.md', text: 'No front matter.', project: null },
    { file: 'MEMORY/warm/b.md', text: 'Port 8080 is taken.\n', project: 'apps/alpha' },
    { file: 'MEMORY/warm/c.md', text: '---\nproject: [\n---\nStill here.', project: null },
  ]);
  expect(await readNotes(root, 'MEMORY/hot')).toEqual([]);
});
