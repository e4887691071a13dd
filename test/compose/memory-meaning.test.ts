import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Memory, openMemory } from '../../src/compose/memory.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { embedWithOllama } from '../../src/jobs/ollama-embed.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { type LoopFleet, openLoopFleet } from '../kit/loop-fleet.ts';
import { type OllamaDouble, ollamaDouble } from '../kit/ollama-double.ts';

const MODEL = 'nomic-embed-text';
const MEANINGS = [
  ['backup', 'restic', 'snapshot', 'rescue', 'files', 'lost'],
  ['port', 'listens', 'socket'],
  ['cat', 'kitten'],
];
/** No word of it, nor a synonym, stands in the note that it means. */
const PARAPHRASE = 'rescue lost files';
const NOTES = {
  restic: 'The nightly restic snapshot goes to the vault.',
  port: 'The shop listens on port 3000.',
  cat: 'A kitten sits on the fence.',
};
const session = { worker: workerNumber(1), generation: 1 } as never;

interface Opened {
  readonly fleet: LoopFleet;
  readonly memory: Memory;
  readonly write: (name: string, text: string) => void;
  readonly close: () => Promise<void>;
  readonly reopen: (model?: string) => Promise<void>;
  readonly ask: (query: string, limit?: number) => Promise<readonly string[]>;
}

const tierAt = (url: string) => ({ name: 'ollama', model: 'auto', url, server: 'ollama' });

const opened = async (double: OllamaDouble, model: string | null = MODEL, notes: object = NOTES): Promise<Opened> => {
  const configOf = (name: string | null) => ({ tiers: [tierAt(double.url)], memory: { embeddings: { model: name } } });
  const fleet = await openLoopFleet(configOf(model));
  const root = fleet.places.workspace;
  const write = (name: string, text: string): void => writeFileSync(join(root, 'MEMORY/cold', `${name}.md`), text);
  await mkdir(join(root, 'MEMORY/cold'), { recursive: true });
  for (const [name, text] of Object.entries(notes)) write(name, text);
  const open = (named: string | null): Memory => {
    const { memory, ...rest } = fleet.config;
    const config = { ...rest, memory: { ...memory, embeddings: { model: named } } };
    return openMemory({ ...fleet, config }, sharedFilesIn(root), embedWithOllama);
  };
  let memory = open(model);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await memory.close();
    isOpen = false;
  };
  onTestFinished(async () => {
    await close();
    await fleet.close();
  });
  return {
    fleet,
    get memory() {
      return memory;
    },
    write,
    close,
    reopen: async (named = MODEL) => {
      await close();
      memory = open(named);
      isOpen = true;
    },
    ask: async (query, limit = 5) => (await memory.recall(session, query, limit)).map(({ item }) => item.id),
  };
};

const vectorsOf = ({ fleet }: Opened): number => {
  const database = new DatabaseSync(fleet.places.memoryIndex, { readOnly: true });
  try {
    return Number(database.prepare('SELECT count(*) AS n FROM meant JOIN vectors USING (hash)').get()?.n);
  } finally {
    database.close();
  }
};

const linked = (at: Opened, count: number): Promise<void> =>
  vi.waitFor(() => expect(vectorsOf(at)).toBe(count), { interval: 10 });

const plain = ({ memory }: Opened, text: string): readonly string[] =>
  memory.search({ text, project: null, limit: 5 }).map(({ item }) => item.id);

it('finds what is meant where no word of it stands', async () => {
  const at = await opened(await ollamaDouble(MEANINGS));
  await linked(at, 3);
  expect(plain(at, PARAPHRASE)).toEqual([]);
  expect(await at.ask(PARAPHRASE)).toEqual(['restic']);
});

it('puts a note that both orders have before one that is first in one', async () => {
  const at = await opened(await ollamaDouble(MEANINGS), MODEL, {
    both: 'A restic of the quartz, among much else that is told here at length and in passing.',
    words: 'quartz quartz quartz',
    meant: 'restic snapshot',
  });
  await linked(at, 3);
  const query = 'quartz rescue lost';
  expect(plain(at, query)).toEqual(['words', 'both']);
  expect(await at.ask(query)).toEqual(['both', 'meant', 'words']);
  expect(await at.ask(query, 1)).toEqual(['both']);
});

it('says how like its meaning is', async () => {
  const at = await opened(await ollamaDouble(MEANINGS));
  await linked(at, 3);
  const [hit] = await at.memory.recall(session, PARAPHRASE, 5);
  expect(hit).toMatchObject({ found: [], meaning: expect.closeTo(1, 2), score: expect.closeTo(50, 5) });
});

it('off, asks nothing of anybody', async () => {
  const double = await ollamaDouble(MEANINGS);
  const at = await opened(double, null);
  await vi.waitFor(async () => expect(await at.ask('port')).toEqual(['port']));
  at.write('new', 'A snapshot.');
  await vi.waitFor(() => expect(at.memory.store.index.find('new')).not.toBeNull());
  expect(await at.ask(PARAPHRASE)).toEqual([]);
  expect(double.connections()).toBe(0);
});

it('embeds again only what changed', async () => {
  const double = await ollamaDouble(MEANINGS);
  const at = await opened(double);
  await linked(at, 3);
  expect(double.requests.flat()).toHaveLength(3);
  at.write('cat', 'A cat sleeps.');
  await vi.waitFor(() => expect(double.requests.flat()).toHaveLength(4));
  expect(double.requests.at(-1)).toEqual(['A cat sleeps.']);
  await linked(at, 3);
  // Another place and other front matter are the same text.
  await at.memory.store.change('port', { pinned: true });
  await at.memory.store.move('restic', 'warm');
  await linked(at, 3);
  await at.reopen();
  await linked(at, 3);
  expect(await at.ask(PARAPHRASE)).toEqual(['restic']);
  expect(double.requests.flat().filter((text) => text !== PARAPHRASE)).toHaveLength(4);
});

it('forgets the vector of a text that is gone', async () => {
  const at = await opened(await ollamaDouble(MEANINGS));
  await linked(at, 3);
  at.write('restic', 'Nothing of the kind.');
  await vi.waitFor(() => {
    expect(at.memory.store.index.find('restic')?.text).toBe('Nothing of the kind.');
    const { database } = at.memory.store.index;
    expect(database.prepare('SELECT count(*) AS n FROM vectors').get()?.n).toBe(3);
    expect(database.prepare('SELECT count(*) AS n FROM meant').get()?.n).toBe(3);
  });
  expect(await at.ask(PARAPHRASE)).toEqual([]);
});

it('drops all when the model is another', async () => {
  const double = await ollamaDouble(MEANINGS, [MODEL, 'all-minilm']);
  const at = await opened(double);
  await linked(at, 3);
  await at.reopen('all-minilm');
  await vi.waitFor(() => expect(double.requests.flat()).toHaveLength(6));
  await linked(at, 3);
  expect(await at.ask(PARAPHRASE)).toEqual(['restic']);
});

it.each(['broken', 'garbage', 'short', 'few', 'moved'] as const)(
  'gives what words find when the server is %s',
  async (mood) => {
    const double = await ollamaDouble(MEANINGS);
    const at = await opened(double);
    await linked(at, 3);
    double.mood.now = mood;
    for (const query of ['port', PARAPHRASE, 'kitten fence']) expect(await at.ask(query)).toEqual(plain(at, query));
    expect(double.requests.length).toBeGreaterThan(1);
  },
);

it('gives what words find when the server went away, and says so once', async () => {
  const double = await ollamaDouble(MEANINGS);
  const at = await opened(double);
  await linked(at, 3);
  await double.stop();
  for (const query of ['port', PARAPHRASE, 'port']) expect(await at.ask(query)).toEqual(plain(at, query));
  expect(at.fleet.logged.filter((line) => line.includes(double.url))).toHaveLength(1);
});

it('waits no longer than its time for a slow server, asks it nothing more meanwhile, and uses it again', async () => {
  const double = await ollamaDouble(MEANINGS);
  const at = await opened(double);
  await linked(at, 3);
  double.mood.now = 'slow';
  const before = double.requests.length;
  expect(await at.ask(PARAPHRASE)).toEqual([]);
  expect(await at.ask(PARAPHRASE)).toEqual([]);
  expect(double.requests).toHaveLength(before + 1);
  double.mood.now = null;
  double.answerAll();
  await vi.waitFor(async () => expect(await at.ask(PARAPHRASE)).toEqual(['restic']));
});

it('without the model on the server, is as if it were off, and says what to do', async () => {
  const double = await ollamaDouble(MEANINGS, []);
  const at = await opened(double);
  await vi.waitFor(() => expect(at.fleet.logged.join()).toContain(`ollama pull ${MODEL}`));
  expect(await at.ask('port')).toEqual(['port']);
  expect(await at.ask(PARAPHRASE)).toEqual([]);
  expect(double.requests).toHaveLength(1);
});

it('is not held up by one text that the server stumbles over', async () => {
  const double = await ollamaDouble(MEANINGS);
  double.stumbles.over = 'fence';
  const at = await opened(double);
  await linked(at, 3);
  expect(await at.ask(PARAPHRASE)).toEqual(['restic']);
});

it('sends no secret anywhere', async () => {
  const secret = 'password: hunter22-of-the-vault';
  const double = await ollamaDouble(MEANINGS);
  const at = await opened(double, MODEL, { ...NOTES, mine: `The vault has ${secret}` });
  await linked(at, 4);
  await at.ask(`where is ${secret}`);
  expect(double.requests.flat().join('\n')).not.toContain('hunter22');
});

it('gives a session at its start the warm notes first that mean its task', async () => {
  const at = await opened(await ollamaDouble(MEANINGS), MODEL, {});
  const kept = async (text: string) =>
    at.memory.keep({
      ...{ tier: 'warm', text, topics: [], project: 'apps/alpha' },
      source: { kind: 'worker', worker: null, task: null },
    });
  await kept(NOTES.restic);
  await kept(NOTES.port);
  await linked(at, 2);
  const task = { title: PARAPHRASE, body: '', tags: [], criteria: [], project: 'apps/alpha' } as never;
  const { warm } = await at.memory.startupNotes(task);
  expect(warm.map(({ text }) => text.trim())).toEqual([NOTES.restic, NOTES.port]);
});

it('closes while a question and a batch are under way', async () => {
  const double = await ollamaDouble(MEANINGS);
  const at = await opened(double);
  await linked(at, 3);
  double.mood.now = 'slow';
  at.write('new', 'A snapshot.');
  const question = at.ask('port');
  await vi.waitFor(() => expect(double.requests.length).toBeGreaterThan(1));
  await at.close();
  expect(await question).toEqual(['port']);
});
