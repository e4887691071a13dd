import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gatherMemory } from '../../src/rehearsal/memory-evidence.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const lay = async (notes: Readonly<Record<string, string>>): Promise<string> => {
  const root = await temporaryDirectory();
  for (const tier of ['hot', 'warm', 'cold']) await mkdir(join(root, 'MEMORY', tier), { recursive: true });
  for (const [file, text] of Object.entries(notes)) await writeFile(join(root, 'MEMORY', file), text);
  return root;
};

test('counts a note that was kept and that no file holds as lost, wherever the others lie', async () => {
  const root = await lay({
    'hot/m1-ports.md': '---\nid: M1\nuses: 0\n---\nPort 4000 is taken.\n',
    'cold/renamed.md': '---\nid: M2\n---\nThe text names another:\nid: M3\n',
  });
  expect(await gatherMemory(root, 1000, ['M1', 'M2', 'M3'])).toMatchObject({ notes: 2, hotNotes: 1, lost: 1 });
});

test('measures hot by the words of the notes, without their front matter', async () => {
  const head = `---\nid: M1\ntopics: [ ${'ports, '.repeat(200)}ports ]\n---\n`;
  const root = await lay({ 'hot/m1.md': `${head}${'word '.repeat(40)}` });
  const { hotTokens, overBudget } = await gatherMemory(root, 30, []);
  expect(hotTokens).toBeLessThan(100);
  expect(overBudget).toBe(hotTokens - 30);
});
