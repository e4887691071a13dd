/**
 * A tool call as lines that a person can judge: the exact command, the old and the new text of an edit. Every field of
 * the input is shown, known or not, so that nothing is approved unseen.
 */
import type { ToolCall } from '../domain/policies/verdict.ts';

/** One line of text as the worker gave it, without its line break. */
export interface CallLine {
  readonly role: 'command' | 'path' | 'removed' | 'added' | 'field';
  readonly text: string;
  /** Whether it goes on from the line before, after a line break in the source. */
  readonly continues: boolean;
}

/** The command or the path comes first. */
export const callLines = (call: ToolCall): readonly CallLine[] => {
  if (!isRecord(call.input)) return linesOf('field', JSON.stringify(call.input) ?? 'no input');
  const { file_path, notebook_path, command, edits, old_string, new_string, content, new_source, ...rest } = call.input;
  return [
    ...textLines('command', command),
    ...textLines('path', file_path),
    ...textLines('path', notebook_path),
    ...diffLines({ old_string, new_string }),
    ...editLines(edits),
    ...textLines('added', content),
    ...textLines('added', new_source),
    ...Object.entries(rest).flatMap(([name, value]) => fieldLines(name, value)),
  ];
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textLines = (role: CallLine['role'], value: unknown): readonly CallLine[] => {
  if (value === undefined) return [];
  return linesOf(role, typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
};

const linesOf = (role: CallLine['role'], text: string): readonly CallLine[] =>
  text.split('\n').map((line, index) => ({ role, text: line, continues: index > 0 }));

const fieldLines = (name: string, value: unknown): readonly CallLine[] =>
  linesOf('field', `${name}: ${typeof value === 'string' ? value : (JSON.stringify(value) ?? '')}`);

const editLines = (edits: unknown): readonly CallLine[] =>
  Array.isArray(edits)
    ? edits.flatMap((edit: unknown) => (isRecord(edit) ? diffLines(edit) : fieldLines('edit', edit)))
    : edits === undefined
      ? []
      : fieldLines('edits', edits);

/** The lines that go and the lines that come; those alike at both ends are left out, but for one of each for the place. */
const diffLines = (edit: Readonly<Record<string, unknown>>): readonly CallLine[] => {
  const { old_string, new_string, ...rest } = edit;
  const fields = Object.entries(rest).flatMap(([name, value]) => fieldLines(name, value));
  if (typeof old_string !== 'string' || typeof new_string !== 'string') {
    return [...textLines('removed', old_string), ...textLines('added', new_string), ...fields];
  }
  const before = old_string.split('\n');
  const after = new_string.split('\n');
  const head = commonLength(before, after);
  const tail = commonLength(before.slice(head).toReversed(), after.slice(head).toReversed());
  return [
    ...unchanged(before.slice(0, head), 'above'),
    ...before.slice(head, before.length - tail).map((text) => ({ role: 'removed' as const, text, continues: false })),
    ...after.slice(head, after.length - tail).map((text) => ({ role: 'added' as const, text, continues: false })),
    ...unchanged(tail === 0 ? [] : before.slice(-tail), 'below'),
    ...fields,
  ];
};

const commonLength = (one: readonly string[], other: readonly string[]): number => {
  const differs = one.findIndex((line, index) => line !== other[index]);
  return differs === -1 ? Math.min(one.length, other.length) : differs;
};

const unchanged = (lines: readonly string[], where: 'above' | 'below'): readonly CallLine[] => {
  const nearest = where === 'above' ? lines.at(-1) : lines[0];
  return nearest === undefined ? [] : [{ role: 'field', text: `  ${nearest}`, continues: false }];
};
