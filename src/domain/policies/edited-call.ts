/**
 * A call as the human wants it: the text of a command or an address in place of the worker's. Only what is one text can be
 * edited; the edited call is judged anew, and what a boundary forbids stays forbidden.
 */
import { fail, ok, type Result } from '../problem.ts';
import type { Decision } from './decision.ts';
import type { ToolCall } from './verdict.ts';

const FIELDS: Readonly<Record<string, string>> = { Bash: 'command', WebFetch: 'url', WebSearch: 'query' };

/** The text that can be edited; null for tools whose input is more than one text. */
export const editableText = (call: ToolCall): string | null => {
  const field = Object.hasOwn(FIELDS, call.tool) ? FIELDS[call.tool] : undefined;
  const text = field === undefined ? undefined : fieldsOf(call).get(field);
  return typeof text === 'string' ? text : null;
};

export const editedInput = ({ question }: Decision, text: string): Result<unknown> => {
  if (question.kind === 'posted') return refused('a posted question has no call to edit');
  const { call } = question;
  if (editableText(call) === null) return refused(`the input of ${call.tool} is more than one text`);
  if (text.trim() === '') return refused('nothing is left of it');
  return ok({ ...Object.fromEntries(fieldsOf(call)), [FIELDS[call.tool] ?? '']: text });
};

const fieldsOf = ({ input }: ToolCall): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>(typeof input === 'object' && input !== null ? Object.entries(input) : []);

const refused = (why: string): Result<never> =>
  fail({
    kind: 'refused',
    message: `it cannot be edited: ${why}`,
    next: 'Deny it, and say in the reason what you want.',
  });
