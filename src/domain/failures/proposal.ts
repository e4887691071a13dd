/** The rule that would have held a failure off: a prohibition where one call failed, else a standing word for all workers. */
import type { DecisionId } from '../ids.ts';
import type { SeenFailure } from './events.ts';

export interface Proposal {
  readonly question: string;
  /** The bullet for POLICIES.md. */
  readonly line: string;
}

export const proposedRule = (
  { title, prevent, fix, call }: SeenFailure,
  times: number,
  decision: DecisionId,
  now: number,
): Proposal => {
  const lesson = oneLine(prevent === '' ? (fix === '' ? title : fix) : prevent);
  const rule = ruleOf(call);
  const by = `by ${decision} on ${new Date(now).toISOString().slice(0, 10)}`;
  const line = rule === null ? `- Lesson, ${by}: ${lesson}` : `- Deny \`${rule}\` - ${lesson} (${by})`;
  return {
    line,
    question: `This went wrong ${times} times: ${oneLine(title)}. Shall POLICIES.md say from now on: ${line.slice(2)}`,
  };
};

/** Whether two bullets say the same, whichever decision and day they name. */
export const saySame = (one: string, other: string): boolean => unsigned(one) === unsigned(other);

const unsigned = (line: string): string => line.replace(/\bby D\d+ on \d{4}-\d\d-\d\d(?=\)$|:)/, '');

/** Only what means the same to the shell, to a rule and to Markdown: anything else is a word, not a rule. */
const ruleOf = (call: string): string | null => {
  const [, command] = /^Bash: ([\w./=@,+%: -]+)$/.exec(call) ?? [];
  const words = (command ?? '').split(' ').filter((word) => !/^(?:PATH|TEXT|N)$/.test(word));
  return command === undefined || words.length < 2
    ? null
    : `Bash(${words.join(' ')}${words.length < command.split(' ').length ? ' *' : ''})`;
};

const LONGEST = 200;

const oneLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}`]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);
