/** Finding and replacing the part of a Markdown file below one heading. The rest of the file is never touched. */
import { lineEndingOf, type Splice, spliceText } from './lines.ts';
import { type Markdown, type MarkdownLine, readMarkdown } from './markdown-lines.ts';

export interface Section {
  readonly title: string;
  /** Line of the heading, from 1. */
  readonly line: number;
  /** From behind the heading to the next one of its level or above. */
  readonly lines: readonly MarkdownLine[];
  readonly start: number;
  readonly end: number;
}

export const sectionsOf = ({ text, lines }: Markdown): readonly Section[] => {
  const sections: Section[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'heading' || line.owner !== null) continue;
    const rest = lines.slice(index + 1);
    const until = rest.findIndex(
      (other) => other.kind === 'heading' && other.owner === null && other.level <= line.level,
    );
    const inside = until < 0 ? rest : rest.slice(0, until);
    const end = until < 0 ? text.length : (rest[until]?.start ?? text.length);
    sections.push({ title: line.title, line: line.number, lines: inside, start: line.next, end });
  }
  return sections;
};

export const sectionNamed = (markdown: Markdown, title: string): Section | null =>
  sectionsOf(markdown).find((section) => section.title.toLowerCase() === title.toLowerCase()) ?? null;

export const bodyOf = (markdown: Markdown, { start, end }: Section): string => markdown.text.slice(start, end).trim();

/** Puts `body` in place of what stands below the heading; a section that is missing is made at the end of the file. */
export const replaceSection = (text: string, title: string, body: readonly string[]): string => {
  const eol = lineEndingOf(text);
  const block = body.map((line) => `${line}${eol}`).join('');
  const markdown = readMarkdown(text, '');
  const section = sectionNamed(markdown, title);
  if (section === null) {
    const gap = text === '' || text.endsWith(`${eol}${eol}`) ? '' : /[\r\n]$/.test(text) ? eol : `${eol}${eol}`;
    return `${text}${gap}## ${title}${eol}${eol}${block}`;
  }
  const headingEnds = /[\r\n]$/.test(text.slice(0, section.start));
  const last = section.end === text.length;
  const splice: Splice = {
    start: section.start,
    end: section.end,
    text: `${headingEnds ? '' : eol}${eol}${block}${last || block === '' ? '' : eol}`,
  };
  return spliceText(text, [splice]);
};
