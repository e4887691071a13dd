/** What a run left in MEMORY/, read from the files alone: how many notes, how much of them is hot, and what is missing. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { estimateTokens } from '../domain/workers/startup.ts';

export interface MemoryEvidence {
  readonly notes: number;
  readonly hotNotes: number;
  readonly hotTokens: number;
  /** Tokens of hot above `budget`. */
  readonly overBudget: number;
  /** Notes that a worker was told are kept, and that no file holds. */
  readonly lost: number;
}

/** `kept` are the ids of all notes that were acknowledged. */
export const gatherMemory = async (
  directory: string,
  budget: number,
  kept: readonly string[],
): Promise<MemoryEvidence> => {
  const [hot = [], warm = [], cold = []] = await Promise.all(
    ['hot', 'warm', 'cold'].map((tier) => notesIn(join(directory, 'MEMORY', tier))),
  );
  const hotTokens = hot.reduce((sum, note) => sum + estimateTokens(note.replace(FRONT_MATTER, '')), 0);
  const there = new Set([...hot, ...warm, ...cold].map((note) => /^id: (\S+)$/m.exec(headOf(note))?.[1]));
  return {
    notes: hot.length + warm.length + cold.length,
    hotNotes: hot.length,
    hotTokens,
    overBudget: Math.max(0, hotTokens - budget),
    lost: new Set(kept.filter((id) => !there.has(id))).size,
  };
};

const FRONT_MATTER = /^---\n[\s\S]*?\n---\n/;
const headOf = (note: string): string => FRONT_MATTER.exec(note)?.[0] ?? '';

const notesIn = async (directory: string): Promise<readonly string[]> => {
  const names = await readdir(directory).catch(() => []);
  const notes = names.filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  return Promise.all(notes.map((name) => readFile(join(directory, name), 'utf8')));
};
