import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { examine, exitCodeOf } from '../../src/cli/doctor.ts';
import type { Surroundings } from '../../src/cli/doctor-checks.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import { layWorkspace, planWorkspace } from '../../src/state/init-plan.ts';
import { openJournal } from '../../src/state/journal.ts';
import { ollamaDouble } from '../kit/ollama-double.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

/** A double of the machine: everything is there and in order, but what a test changes. */
const machine = (changes: Partial<Surroundings> = {}): Surroundings => ({
  platform: 'linux',
  nodeVersion: 'v24.1.0',
  environment: {},
  temporaryDirectory: '/tmp',
  userId: 1000,
  terminal: { columns: 120, rows: 40, colorDepth: 24 },
  run: async (program) => ({ exitCode: 0, output: `${program} version 1\n` }),
  findAgent: async () => ok({ text: 'claude 2.1.330', note: null }),
  ...changes,
});
const without =
  (...missing: readonly string[]): Surroundings['run'] =>
  async (program) =>
    missing.includes(program) ? null : { exitCode: 0, output: '1' };

const workspace = async (yaml = 'workers: 1\n'): Promise<string> => {
  const root = await temporaryDirectory();
  const planned = await planWorkspace({ directory: root, workers: 1, home: '/home/nobody' });
  if (!planned.ok) throw new Error(planned.problem.message);
  await layWorkspace(planned.value);
  await writeFile(join(root, 'gaffer.yaml'), yaml);
  return root;
};
const notOk = async (root: string, surroundings: Surroundings, readers = {}) => {
  const findings = await examine(root, surroundings, readers);
  return { bad: findings.filter(({ reading }) => reading !== 'ok'), code: exitCodeOf(findings) };
};

test('on a good machine only a missing project is spoken of', async () => {
  expect(await notOk(await workspace(), machine())).toMatchObject({
    bad: [{ name: 'projects', reading: 'warn' }],
    code: 0,
  });
});

test('outside of a workspace the machine is looked at all the same', async () => {
  expect(await notOk(await temporaryDirectory(), machine())).toMatchObject({
    bad: [{ name: 'workspace', reading: 'warn' }],
    code: 0,
  });
});

describe('a missing dependency exits with 69 and says how to get it', () => {
  test.each([
    ['node', { nodeVersion: 'v20.1.0' }],
    ['git', { run: without('git') }],
    [
      'agent',
      { findAgent: async () => fail({ kind: 'missing', message: 'claude was not found', next: 'Install it.' }) },
    ],
  ] satisfies readonly (readonly [string, Partial<Surroundings>])[])('%s', async (name, changes) => {
    const { bad, code } = await notOk(await temporaryDirectory(), machine(changes));
    expect(bad).toContainEqual(
      expect.objectContaining({ name, reading: 'fail', fix: expect.stringMatching(/nstall/) }),
    );
    expect(code).toBe(69);
  });
});

describe('the wall', () => {
  test.each([
    ['auto', 'warn', 0],
    ['on', 'fail', 69],
  ])('missing under sandbox %s is a %s', async (enabled, reading, exit) => {
    const { bad, code } = await notOk(
      await workspace(`sandbox: {enabled: ${enabled}}\n`),
      machine({ run: without('bwrap', 'socat') }),
    );
    expect(bad).toContainEqual(
      expect.objectContaining({ name: 'bwrap', reading, fix: expect.stringContaining('bubblewrap') }),
    );
    expect(bad).toContainEqual(expect.objectContaining({ name: 'socat', reading }));
    expect(code).toBe(exit);
  });

  test('that is installed but may not make a namespace does not count as a wall', async () => {
    const run: Surroundings['run'] = async (program) =>
      program === 'bwrap'
        ? { exitCode: 1, output: 'No permissions to create new namespace' }
        : { exitCode: 0, output: '1' };
    const { bad } = await notOk(await workspace(), machine({ run }));
    expect(bad).toContainEqual(
      expect.objectContaining({ name: 'bwrap', text: expect.stringContaining('No permissions') }),
    );
  });

  test('that was switched off is said', async () => {
    const { bad } = await notOk(await workspace('sandbox: {enabled: off}\n'), machine());
    expect(bad).toContainEqual(expect.objectContaining({ name: 'wall', reading: 'warn' }));
  });
});

test('a broken gaffer.yaml exits with 78 and names the line', async () => {
  const { bad, code } = await notOk(await workspace('workers: 4\nworker: 3\n'), machine());
  expect(bad).toContainEqual(
    expect.objectContaining({
      name: 'gaffer.yaml',
      text: expect.stringContaining('gaffer.yaml:2:1'),
      fix: 'Did you mean workers?',
    }),
  );
  expect(code).toBe(78);
});

test('shared files that do not read, or are not there, are named with their line', async () => {
  const root = await workspace('workers: 2\n');
  await writeFile(join(root, 'BACKLOG.md'), '## Ready\n- [ ] T1 a\n- [ ] T1 b\n');
  await writeFile(join(root, 'WORKER1.md'), '');
  const readers = {
    'POLICIES.md': () => [
      { kind: 'parse', message: 'A rule cannot be read', where: { file: 'POLICIES.md', line: 7 } } as const,
    ],
  };
  const { bad, code } = await notOk(root, machine(), readers);
  const texts = bad.filter(({ name }) => name === 'shared files').map(({ text }) => text);
  expect(texts).toEqual([
    expect.stringContaining('BACKLOG.md:3: T1 is taken'),
    expect.stringContaining('WORKER1.md: The status file is empty'),
    expect.stringContaining('WORKER2.md: This file is not there'),
    expect.stringContaining('POLICIES.md:7: A rule'),
  ]);
  expect(code).toBe(0);
});

describe('the runtime directory', () => {
  test('that is not there or belongs to another user is a failure', async () => {
    const root = await temporaryDirectory();
    for (const changes of [
      { environment: { XDG_RUNTIME_DIR: join(root, 'missing') } },
      { environment: { XDG_RUNTIME_DIR: root }, userId: 4242 },
    ]) {
      const { bad } = await notOk(root, machine(changes));
      expect(bad).toContainEqual(expect.objectContaining({ name: 'runtime directory', reading: 'fail' }));
    }
  });
});

test('a small terminal is a warning, none at all is fine', async () => {
  const root = await temporaryDirectory();
  const small = await notOk(root, machine({ terminal: { columns: 79, rows: 24, colorDepth: 1 } }));
  expect(small.bad).toContainEqual(expect.objectContaining({ name: 'terminal', text: '79x24, no colours' }));
  expect((await notOk(root, machine({ terminal: null }))).bad.map(({ name }) => name)).toEqual(['workspace']);
});

describe('memory', () => {
  const laid = async (files: Readonly<Record<string, string>>): Promise<string> => {
    const root = await workspace();
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, 'MEMORY', file)), { recursive: true });
      await writeFile(join(root, 'MEMORY', file), text);
    }
    return root;
  };
  const spoken = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const findings = await examine(await laid(files), machine());
    return findings.filter(({ name, reading }) => name === 'memory' && reading === 'warn').map(({ text }) => text);
  };

  test('is counted by tier when all is in order', async () => {
    const root = await laid({ 'hot/a.md': 'A.', 'cold/b.md': '---\nid: M2\n---\nB.' });
    expect(await examine(root, machine())).toContainEqual(
      expect.objectContaining({ name: 'memory', reading: 'ok', text: '2 notes (1 hot, 0 warm, 1 cold)' }),
    );
  });

  test.each([
    ['front matter that is broken', { 'hot/a.md': '---\nid: [\n---\nA.' }, /hot\/a\.md: its front matter cannot/],
    ['a note without a tier', { 'a.md': 'A.' }, /MEMORY\/a\.md lies in no tier/],
    ['a tier that does not exist', { 'luke/a.md': 'A.' }, /MEMORY\/luke\/a\.md lies in no tier/],
    ['an id twice', { 'hot/a.md': '---\nid: M1\n---\nA', 'cold/b.md': '---\nid: m1\n---\nB' }, /is the id of .* and /],
    ['a secret', { 'hot/a.md': 'The key is AKIAIOSFODNN7EXAMPLE.' }, /an AWS key stands in it/],
  ])('speaks of %s', async (_, files, text) => {
    expect(await spoken(files)).toEqual([expect.stringMatching(text)]);
  });

  test('shows some of many and counts the rest', async () => {
    const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`a${at}.md`, 'A.']));
    expect(await spoken(many)).toHaveLength(6);
    expect((await spoken(many)).at(-1)).toBe('4 more of that kind');
  });
});

test('a deny in FAILURES.md that names no rule is spoken of', async () => {
  const root = await workspace();
  await writeFile(join(root, 'FAILURES.md'), '## F1 Odd\n\n- Prevent: deny `whatever`\n');
  expect((await notOk(root, machine())).bad).toContainEqual(
    expect.objectContaining({ text: expect.stringMatching(/^FAILURES.md:1: F1 has a deny that names no rule/) }),
  );
});

describe('a model for embeddings', () => {
  const said = async (models: readonly string[], memory: string) => {
    const double = await ollamaDouble([], models);
    const tiers = `tiers: [{ name: ollama, model: auto, url: "${double.url}", server: ollama }]`;
    const findings = await examine(await workspace(`workers: 1\n${tiers}\n${memory}`), machine());
    return { double, found: findings.filter(({ name }) => name === 'embeddings') };
  };
  const WANTED = 'memory: { embeddings: { model: nomic-embed-text } }\n';

  test('that is there is named', async () => {
    const { found, double } = await said(['nomic-embed-text:latest'], WANTED);
    expect(found).toMatchObject([{ reading: 'ok', text: `nomic-embed-text:latest at ${double.url}` }]);
  });

  test('that is not there is a warning, with what mends it', async () => {
    const { found } = await said(['llama3'], WANTED);
    const fix: unknown = expect.stringContaining('ollama pull nomic-embed-text');
    expect(found).toMatchObject([{ reading: 'warn', text: expect.stringContaining('only llama3'), fix }]);
  });

  test('that nobody wants is not asked for', async () => {
    const { found, double } = await said([], '');
    expect(found).toEqual([]);
    expect(double.connections()).toBe(0);
  });
});

describe('what gaffer keeps and is told', () => {
  const journalIn = async (root: string): Promise<string> => {
    const file = join(root, '.gaffer/journal.db');
    await mkdir(dirname(file), { recursive: true });
    const journal = openJournal(file);
    if (!journal.ok) throw new Error(journal.problem.message);
    journal.value.close();
    return file;
  };

  test.each([
    ['a file in place of .gaffer', { '.gaffer': 'a note' }, 78, /is no directory/],
    ['a journal that is none', { '.gaffer/journal.db': 'not a database, and long enough to be read' }, 78, /journal/],
    ['prices that do not read', { 'prices.yaml': 'tiers: [' }, 0, /these prices are not used/],
  ])('speaks of %s', async (_, files: Readonly<Record<string, string>>, code, text) => {
    const root = await workspace();
    for (const [file, content] of Object.entries(files)) {
      await rm(join(root, file), { recursive: true, force: true });
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), content);
    }
    const found = await notOk(root, machine());
    expect(found.bad).toContainEqual(expect.objectContaining({ text: expect.stringMatching(text) }));
    expect(found.code).toBe(code);
  });

  test('counts what it read, and what it took the prices from', async () => {
    const root = await workspace();
    await journalIn(root);
    const findings = await examine(root, machine());
    expect(findings).toContainEqual(expect.objectContaining({ name: 'journal', reading: 'ok', text: '0 events read' }));
    expect(findings).toContainEqual(expect.objectContaining({ name: 'prices', reading: 'ok' }));
  });

  test('speaks of a journal with a damaged event', async () => {
    const root = await workspace();
    const database = new DatabaseSync(await journalIn(root));
    database.exec("INSERT INTO events (seq, at, by, kind, event) VALUES (1, 1, 'boot', 'fleet.booted', '{')");
    database.close();
    expect((await notOk(root, machine())).bad).toContainEqual(
      expect.objectContaining({ name: 'journal', text: expect.stringMatching(/the journal is damaged/) }),
    );
  });
});
