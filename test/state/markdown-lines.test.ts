import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';
import { readMarkdown } from '../../src/state/markdown-lines.ts';
import { markdownSoup } from '../kit/markdown-soup.ts';
import { seeded } from '../kit/random.ts';

/** What the queue needs to know of a file, as mdast sees it. */
const oracle = (text: string) => {
  const tree = fromMarkdown(text.replace(/^\uFEFF/, ''), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return tree.children.flatMap((node) => {
    if (node.type === 'heading') return [`heading ${node.depth} at ${node.position?.start.line}`];
    if (node.type !== 'list') return [];
    return node.children.flatMap((item) =>
      typeof item.checked === 'boolean' ? [`box ${item.checked} at ${item.position?.start.line}`] : [],
    );
  });
};

const ours = (text: string) =>
  readMarkdown(text, 'BACKLOG.md').lines.flatMap((line) => {
    if (line.kind === 'heading' && line.owner === null) return [`heading ${line.level} at ${line.number}`];
    if (line.kind === 'item' && line.owner === line.number && line.checkbox !== null) {
      return [`box ${line.checkbox.checked} at ${line.number}`];
    }
    return [];
  });

test('headings and task entries are those that mdast sees', () => {
  const differences: unknown[] = [];
  for (let seed = 1; seed <= 1000; seed += 1) {
    const text = markdownSoup(seeded(seed));
    // Merge marks are text to Markdown; to us they are a stretch that must not be read.
    if (/^\uFEFF?<{7}/m.test(text)) continue;
    const expected = oracle(text);
    const found = ours(text);
    if (JSON.stringify(found) !== JSON.stringify(expected)) differences.push({ seed, text, found, expected });
  }
  expect(differences).toEqual([]);
});

test('an unresolved merge, an open fence and an open comment hide what they hold, and say so', () => {
  const read = (text: string) => readMarkdown(text, 'BACKLOG.md');
  expect(read('<<<<<<< a\n- [ ] T1 x\n=======\n- [ ] T2 y\n>>>>>>> b\n- [ ] T3 z\n')).toMatchObject({
    problems: [{ kind: 'conflict', where: { file: 'BACKLOG.md', line: 1 } }],
    lines: [{}, { kind: 'opaque' }, {}, { kind: 'opaque' }, {}, { kind: 'item' }],
  });
  expect(read('text\n```\n- [ ] T1 x\n').problems).toMatchObject([{ kind: 'parse', where: { line: 2 } }]);
  expect(read('<!-- later\n- [ ] T1 x\n').problems).toMatchObject([{ kind: 'parse', where: { line: 1 } }]);
});

test('a fence left open in one entry does not swallow the next', () => {
  const { lines, problems } = readMarkdown('- [ ] T1 x\n  ```\n  code\n- [ ] T2 y\n', 'BACKLOG.md');
  expect(lines.map((line) => line.kind)).toEqual(['item', 'opaque', 'opaque', 'item']);
  expect(problems).toEqual([]);
});
