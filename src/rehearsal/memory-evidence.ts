/** What a run left in MEMORY/, read from the files alone: how many notes, and how much of them is hot. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { estimateTokens } from '../domain/workers/startup.ts';

export interface MemoryEvidence {
  readonly notes: number;
  readonly hotNotes: number;
  readonly hotTokens: number;
  /** Tokens of hot above `budget`. */
  readonly overBudget: number;
}

export const gatherMemory = async (directory: string, budget: number): Promise<MemoryEvidence> => {
  const [hot, warm, cold] = await Promise.all(
    ['hot', 'warm', 'cold'].map((tier) => textsIn(join(directory, 'MEMORY', tier))),
  );
  const hotTokens = (hot ?? []).reduce((sum, text) => sum + estimateTokens(text), 0);
  return {
    notes: (hot ?? []).length + (warm ?? []).length + (cold ?? []).length,
    hotNotes: (hot ?? []).length,
    hotTokens,
    overBudget: Math.max(0, hotTokens - budget),
  };
};

const textsIn = async (directory: string): Promise<readonly string[]> => {
  const names = await readdir(directory).catch(() => []);
  const notes = names.filter((name) => name.endsWith('.md') && !name.startsWith('.'));
  const texts = await Promise.all(notes.map((name) => readFile(join(directory, name), 'utf8')));
  return texts.map((text) => text.replace(/^---\n[\s\S]*?\n---\n/, ''));
};
