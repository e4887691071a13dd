/** Exit codes of the command line, which scripts lean on, and how a Problem ends a command. */
import { describeProblem, type Problem } from '../domain/problem.ts';
import { unreachable } from '../domain/unreachable.ts';

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  gateFailed: 3,
  busy: 4,
  denied: 5,
  missing: 69,
  configuration: 78,
} as const;

export const exitCodeOf = ({ kind }: Problem): number => {
  switch (kind) {
    case 'usage':
      return EXIT.usage;
    case 'config':
    case 'parse':
      return EXIT.configuration;
    case 'dependency':
      return EXIT.missing;
    case 'busy':
      return EXIT.busy;
    case 'refused':
      return EXIT.denied;
    case 'missing':
    case 'conflict':
    case 'io':
    case 'process':
      return EXIT.failed;
    default:
      return unreachable(kind);
  }
};

/** Says the problem on stderr (as JSON on stdout too when asked for) and sets the exit code; nothing is thrown. */
export const endWith = (problem: Problem, { json = false, code = exitCodeOf(problem) } = {}): void => {
  if (json) process.stdout.write(`${JSON.stringify({ ok: false, problem })}\n`);
  process.stderr.write(`${describeProblem(problem)}\n`);
  process.exitCode = code;
};
