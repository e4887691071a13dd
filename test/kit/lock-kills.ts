/**
 * A program that works locks is killed again and again, and the journals that it leaves are held against what it printed: what
 * was acknowledged must be there, and nothing that was not asked for.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { openJournal } from '../../src/state/journal.ts';
import { type Random, seeded } from './random.ts';

export interface KillSpec {
  readonly kills: number;
  /** Programs at once, each on a journal of its own. */
  readonly lanes: number;
  readonly directory: string;
  readonly seed: number;
}

export interface Killed {
  readonly kills: number;
  readonly journals: number;
  readonly acknowledged: number;
  readonly lost: number;
  readonly invented: number;
  /** Fences that stand twice, or lower than one before. */
  readonly disorderly: number;
}

/** A journal is taken over this often; then a new one begins, since each start replays all that its journal holds. */
const KILLS_PER_JOURNAL = 25;
/** From the first claim on: long enough for some hundred claims, and to be killed in the start-up of the next life as well. */
const LONGEST_LIFE_MS = 60;
const PROGRAM = join(import.meta.dirname, '../programs/lock-writer.ts');

export const killAndCheck = async ({ kills, lanes, directory, seed }: KillSpec): Promise<Killed> => {
  const sizes = Array.from({ length: Math.ceil(kills / KILLS_PER_JOURNAL) }, (_, index) =>
    Math.min(KILLS_PER_JOURNAL, kills - index * KILLS_PER_JOURNAL),
  );
  const todo = sizes.map((size, index) => ({ size, index }));
  const found: Killed[] = [];
  const lane = async (): Promise<void> => {
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      const file = join(directory, `kill-${next.index}.db`);
      found.push(await killOn(file, next.size, seeded(seed + next.index), directory));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const sum = (of: (one: Killed) => number): number => found.reduce((total, one) => total + of(one), 0);
  return {
    kills: sum((one) => one.kills),
    journals: found.length,
    acknowledged: sum((one) => one.acknowledged),
    lost: sum((one) => one.lost),
    invented: sum((one) => one.invented),
    disorderly: sum((one) => one.disorderly),
  };
};

const killOn = async (file: string, kills: number, random: Random, directory: string): Promise<Killed> => {
  const acknowledged = new Set<number>();
  let asked = 0;
  let killed = 0;
  // Compiled once, not at each of a thousand starts.
  const cache = join(directory, 'compiled');
  mkdirSync(cache, { recursive: true });
  while (killed < kills) {
    const program = execa(process.execPath, [PROGRAM, file], {
      reject: false,
      buffer: false,
      stderr: 'inherit',
      env: { NODE_COMPILE_CACHE: cache },
    });
    // One in ten dies while it starts: reading the journal must not hurt it either.
    if (random.chance(0.1)) setTimeout(() => program.kill('SIGKILL'), random.below(LONGEST_LIFE_MS * 5)).unref();
    for await (const line of program) {
      if (line === 'ready') setTimeout(() => program.kill('SIGKILL'), random.below(LONGEST_LIFE_MS)).unref();
      if (line.startsWith('ask ')) asked += 1;
      if (line.startsWith('got ')) acknowledged.add(Number(line.slice(4)));
    }
    const { signal, exitCode } = await program;
    if (signal !== 'SIGKILL') throw new Error(`the program ended by itself with code ${exitCode}`);
    killed += 1;
  }
  const journal = openJournal(file, { readOnly: true });
  // Killed each time before it had made one.
  if (!journal.ok) return { kills, journals: 1, acknowledged: 0, lost: acknowledged.size, invented: 0, disorderly: 0 };
  const fences = journal.value
    .read({ kind: 'lock.granted' })
    .flatMap(({ event }) => (event.kind === 'lock.granted' ? [event.fence] : []));
  journal.value.close();
  const onDisk = new Set(fences);
  return {
    kills,
    journals: 1,
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((fence) => !onDisk.has(fence)).length,
    invented: Math.max(0, onDisk.size - asked),
    disorderly: fences.filter((fence, index) => index > 0 && fence <= (fences[index - 1] ?? 0)).length,
  };
};
