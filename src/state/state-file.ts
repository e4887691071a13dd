/**
 * `.gaffer/state.json`: what was last looked at, preferences, and a summary that other tools may read. It is a view and
 * never the truth: deleting it costs nothing, and a broken one is put aside, reported and begun anew.
 */
import { mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import { z } from 'zod';
import { ok, type Problem, type Result } from '../domain/problem.ts';
import { orIoProblem } from './io-problem.ts';
import { isMissing, replaceFile } from './replace-file.ts';

const stateSchema = z.object({
  view: z.object({ page: z.string(), worker: z.int().nullable() }).readonly().catch({ page: 'fleet', worker: null }),
  preferences: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .readonly()
    .catch({}),
  summary: z
    .object({
      at: z.number(),
      fleet: z.string(),
      workers: z
        .array(
          z
            .object({ number: z.int(), state: z.string(), project: z.string().nullable(), task: z.string().nullable() })
            .readonly(),
        )
        .readonly(),
      decisionsWaiting: z.int(),
    })
    .readonly()
    .nullable()
    .catch(null),
});

export type State = Readonly<z.output<typeof stateSchema>>;

export interface StateFile {
  readonly read: () => State;
  /** Writes come one after the other; the last change wins for each key. */
  readonly update: (changes: Partial<State>) => Promise<Result<State>>;
  /** What was wrong with the file that was there. */
  readonly problem: Problem | null;
}

export const NO_STATE: State = { view: { page: 'fleet', worker: null }, preferences: {}, summary: null };

export const openStateFile = (path: string): Promise<Result<StateFile>> =>
  orIoProblem(path, async () => {
    let problem: Problem | null = null;
    const database = new Low<State>(
      adapterFor(path, (found) => {
        problem = found;
      }),
      NO_STATE,
    );
    await database.read();
    let writing: Promise<unknown> = Promise.resolve();
    const write = (): Promise<Result<State>> =>
      orIoProblem(path, async () => {
        await database.write();
        return ok(database.data);
      });
    return ok({
      read: () => database.data,
      update: (changes) => {
        database.data = { ...database.data, ...changes };
        const turn = writing.then(write, write);
        writing = turn;
        return turn;
      },
      problem,
    });
  });

/** lowdb's own adapter writes to one fixed temporary name, without fsync: two processes would tear each other's file. */
const adapterFor = (path: string, report: (problem: Problem) => void): Adapter<State> => ({
  read: async () => {
    const text = await textOf(path);
    if (text === null) return null;
    const state = parseState(text);
    if (state !== null) return state;
    await rename(path, `${path}.broken`);
    report({
      kind: 'parse',
      message: 'The saved view could not be read and was begun anew; nothing of the fleet is lost.',
      where: { file: path },
      next: `The old file is kept as ${path}.broken.`,
    });
    return null;
  },
  write: async (state) => {
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, `${JSON.stringify(state, null, 2)}\n`);
  },
});

const textOf = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw cause;
  }
};

/** A part that does not fit is its default; text that is no JSON object is null. */
const parseState = (text: string): State | null => {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (cause) {
    if (cause instanceof SyntaxError) return null;
    throw cause;
  }
};
