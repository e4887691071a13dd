/** Whether the notes under MEMORY/ can all be read, found again by their id, and given to sessions. It changes nothing. */
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../domain/config.ts';
import { embeddingServerOf } from '../domain/memory/config.ts';
import { MEMORY_TIERS, type MemoryItem } from '../domain/memory/item.ts';
import { secretIn } from '../domain/memory/secrets.ts';
import { probeOllama } from '../jobs/ollama.ts';
import { parseMemory, tierOfFile } from '../state/memory-file.ts';
import { type Finding, good } from './doctor-finding.ts';

/** More lines of one kind are read by nobody; the rest is counted. */
const SHOWN = 5;

export const checkMemory = async (root: string): Promise<readonly Finding[]> => {
  const files = await notesUnder(root);
  const untiered = files.filter((file) => tierOfFile(file) === null);
  const notes = await readNotes(root, files);
  const byId = Map.groupBy(notes, ({ id }) => id.toLowerCase());
  const doubles = [...byId.values()].filter((group) => group.length > 1);
  const findings = [
    ...warnings(
      notes.filter(({ problem }) => problem !== null),
      ({ file, problem }) => `${file}: ${problem}; its text is kept`,
      'Mend the lines between the two ---.',
    ),
    ...warnings(
      untiered,
      (file) => `${file} lies in no tier, so nobody is given it`,
      `Move it into MEMORY/${MEMORY_TIERS.join(', ')}/.`,
    ),
    ...warnings(
      doubles,
      (group) => `${group[0]?.id} is the id of ${group.map(({ file }) => file).join(' and ')}`,
      'Give one of them another id.',
    ),
    ...warnings(
      notes.filter(({ text }) => secretIn(text) !== null),
      ({ file, text }) => `${file}: ${secretIn(text)} stands in it, and sessions may be given it`,
      'Take it out, and change the secret.',
    ),
  ];
  const counts = MEMORY_TIERS.map((tier) => `${notes.filter((note) => note.tier === tier).length} ${tier}`);
  return [good('memory', 'configuration', `${notes.length} notes (${counts.join(', ')})`), ...findings];
};

/** Nothing where notes are to be found by their words alone. */
export const checkEmbeddings = async (config: Config): Promise<readonly Finding[]> => {
  const server = embeddingServerOf(config);
  if (server === null) return [];
  const { url, model } = server;
  const reading = await probeOllama(url, model);
  return [
    reading.up
      ? good('embeddings', 'surroundings', `${reading.model} at ${url}`)
      : {
          ...good('embeddings', 'surroundings', `notes are found by their words alone: ${reading.because}`),
          reading: 'warn',
          fix: `Start Ollama and run ollama pull ${model}, or take memory.embeddings out of gaffer.yaml.`,
        },
  ];
};

const warnings = <Found>(found: readonly Found[], say: (each: Found) => string, fix: string): readonly Finding[] => [
  ...found.slice(0, SHOWN).map((each) => warning(say(each), fix)),
  ...(found.length > SHOWN ? [warning(`${found.length - SHOWN} more of that kind`, fix)] : []),
];

const warning = (text: string, fix: string): Finding => ({
  ...good('memory', 'configuration', text),
  reading: 'warn',
  fix,
});

/** Markdown at any depth, by its path in the workspace; none where there is no memory yet. */
const notesUnder = async (root: string): Promise<readonly string[]> => {
  try {
    const names = await readdir(join(root, 'MEMORY'), { recursive: true });
    return names
      .filter((name) => name.endsWith('.md') && !/(?:^|\/)\./.test(name) && name !== 'README.md')
      .map((name) => `MEMORY/${name}`)
      .toSorted();
  } catch {
    return [];
  }
};

/** One after the other: of thousands, few are open at a time. Links are not followed. */
const readNotes = async (root: string, files: readonly string[]): Promise<readonly MemoryItem[]> => {
  const notes: MemoryItem[] = [];
  for (const file of files) {
    const path = join(root, file);
    const stat = await lstat(path);
    const note = stat.isFile() ? parseMemory(file, await readFile(path, 'utf8'), stat.mtimeMs) : null;
    if (note !== null) notes.push(note);
  }
  return notes;
};
