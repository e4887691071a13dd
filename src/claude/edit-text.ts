/**
 * What a file's text would be after a call of Claude Code's file tools, told before the tool runs. Where its reading of a
 * call leaves two outcomes open, both are given; what it would refuse itself is refused here.
 */
import { z } from 'zod';
import type { ToolCall } from '../domain/policies/verdict.ts';
import { fail, ok, type Result } from '../domain/problem.ts';

const change = z.object({ old_string: z.string(), new_string: z.string(), replace_all: z.boolean().optional() });
const edit = change.extend({ file_path: z.string() });
const multiEdit = z.object({ file_path: z.string(), edits: z.array(change).min(1) });
const write = z.object({ file_path: z.string(), content: z.string() });
const notebook = z.object({ notebook_path: z.string() });

type Change = Readonly<z.infer<typeof change>>;

/** The file that a call of a file tool aims at, as it is named there; null for any other tool or input. */
export const fileOfCall = ({ tool, input }: ToolCall): string | null => {
  switch (tool) {
    case 'Read':
    case 'Edit':
    case 'Write':
    case 'MultiEdit':
      return z.object({ file_path: z.string() }).safeParse(input).data?.file_path.trim() ?? null;
    case 'NotebookEdit':
      return notebook.safeParse(input).data?.notebook_path.trim() ?? null;
    default:
      return null;
  }
};

/** All that `before` may become; lines may end either way, and come out as `\n`. */
export const textsAfter = ({ tool, input }: ToolCall, before: string): Result<readonly string[]> => {
  switch (tool) {
    case 'Write': {
      const { data } = write.safeParse(input);
      return data === undefined ? unreadable(tool) : ok([plainLines(data.content)]);
    }
    case 'Edit': {
      const { data } = edit.safeParse(input);
      return data === undefined ? unreadable(tool) : applyAll([data], before);
    }
    case 'MultiEdit': {
      const { data } = multiEdit.safeParse(input);
      return data === undefined ? unreadable(tool) : applyAll(data.edits, before);
    }
    default:
      return fail({ kind: 'refused', message: `${tool} is no tool for this file`, next: 'Use Edit or Write.' });
  }
};

const applyAll = (changes: readonly Change[], before: string): Result<readonly string[]> => {
  let texts: readonly string[] = [plainLines(before)];
  for (const one of changes) {
    const next: string[] = [];
    for (const text of texts) {
      const applied = apply(one, text);
      if (!applied.ok) return applied;
      next.push(...applied.value);
    }
    texts = [...new Set(next)];
  }
  return ok(texts);
};

const apply = ({ old_string, new_string, replace_all = false }: Change, text: string): Result<readonly string[]> => {
  const old = plainLines(old_string);
  const pieces = old === '' ? [text] : text.split(old);
  if (pieces.length === 1) {
    return fail({ kind: 'conflict', message: 'the text to replace is not in the file', next: 'Read it again.' });
  }
  if (pieces.length > 2 && !replace_all) {
    return fail({ kind: 'conflict', message: `the text to replace stands ${pieces.length - 1} times in the file` });
  }
  const plain = pieces.join(plainLines(new_string));
  // Where a text is deleted, the end of its line may go with it.
  return ok(
    new_string === '' && !old.endsWith('\n') ? [plain, text.split(`${old}\n`).join('').split(old).join('')] : [plain],
  );
};

const plainLines = (text: string): string => text.replaceAll('\r\n', '\n');

const unreadable = (tool: string): Result<never> =>
  fail({ kind: 'parse', message: `the input does not fit the tool ${tool}` });
