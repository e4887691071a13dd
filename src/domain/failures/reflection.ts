/**
 * The checks of CLAUDE.md at the edges where they help: before a claim, after two failed tries, before the end. One or two
 * questions each, once, and never in the way: the call goes on, the question comes along with its result.
 */
import type { ReflectionEdge } from './events.ts';

const QUESTIONS: Readonly<Record<ReflectionEdge, string>> = {
  claim: 'What will show that this task is done, and which lesson of memory or FAILURES.md bears on it?',
  failures: 'What did you take for granted that may be wrong, and what will you look at before a third try?',
  stop: 'What would you want to have known at the start? Keep it with remember; a mistake goes to log_failure.',
};

export const reflectionText = (edge: ReflectionEdge): string =>
  `gaffer, check before you go on (${edge}): ${QUESTIONS[edge]} Answer in a sentence with answer_check.`;

/** The tool calls that stand at an edge. */
export const edgeOfTool = (tool: string): ReflectionEdge | null => {
  if (tool.endsWith('__claim_project')) return 'claim';
  return tool.endsWith('__release_project') ? 'stop' : null;
};
