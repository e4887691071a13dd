/**
 * Adds a bullet to the standing decisions of POLICIES.md, at the end of their section, or with the section at the end of
 * the file. Nothing else of the file changes.
 */
import { insertLines, lineEndingOf, spliceText } from './lines.ts';
import { readMarkdown } from './markdown-lines.ts';

const FILE = 'POLICIES.md';

/** `line` is the whole bullet. A bullet that stands there word for word already is not added again. */
export const addStandingRule = (text: string, line: string): string => {
  const { lines } = readMarkdown(text, FILE);
  if (lines.some((each) => each.text.trim() === line)) return text;
  const from = lines.findIndex((each) => each.kind === 'heading' && /^standing/i.test(each.title.trim()));
  if (from === -1) {
    const gap = text === '' || text.endsWith(`${lineEndingOf(text)}${lineEndingOf(text)}`) ? [] : [''];
    return spliceText(text, [insertLines(text, text.length, [...gap, '## Standing decisions', '', line])]);
  }
  const after = lines.slice(from + 1);
  const length = after.findIndex((each) => each.kind === 'heading');
  const section = length === -1 ? after : after.slice(0, length);
  const last = section.findLast((each) => each.kind !== 'blank') ?? lines[from];
  const offset = last?.next ?? text.length;
  // A list that follows a paragraph wants a blank line between them, to be read as a list by everybody.
  const gap = last?.owner === null || last?.owner === undefined ? [''] : [];
  return spliceText(text, [insertLines(text, offset, [...gap, line])]);
};
