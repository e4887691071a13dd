/** What the file system refuses (no space, no rights, not a file) is an expected failure; anything else is a bug. */
import { fail, type Result } from '../domain/problem.ts';

export const orIoProblem = async <Value>(file: string, work: () => Promise<Result<Value>>): Promise<Result<Value>> => {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && typeof cause.code === 'string')) throw cause;
    return fail({ kind: 'io', message: `The file system refused: ${cause.message}`, where: { file } });
  }
};
