/** One line of `gaffer doctor`: what was found, and when that is not good, the one line that mends it. */
import { describeProblem, type Problem } from '../domain/problem.ts';

export interface Finding {
  readonly name: string;
  readonly reading: 'ok' | 'warn' | 'fail';
  readonly text: string;
  /** What to do, in one line; null when there is nothing to do. */
  readonly fix: string | null;
  /** What kind of failure it is; decides the exit code. */
  readonly about: 'dependency' | 'configuration' | 'surroundings';
}

/** The problem's own next step is the fix. */
export const findingFrom = (name: string, reading: 'warn' | 'fail', { next, ...problem }: Problem): Finding => ({
  name,
  reading,
  text: describeProblem(problem),
  fix: next ?? 'Correct it.',
  about: 'configuration',
});

export const good = (name: string, about: Finding['about'], text: string): Finding => ({
  name,
  reading: 'ok',
  text,
  fix: null,
  about,
});

export const bad = (name: string, about: Finding['about'], text: string, fix: string): Finding => ({
  name,
  reading: 'fail',
  text,
  fix,
  about,
});
