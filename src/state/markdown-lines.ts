/**
 * The block structure of a Markdown file, line by line, as far as the shared files need it: headings, list items and
 * what belongs to them, and the stretches that must not be read (code fences, comments, unresolved merges). It agrees
 * with CommonMark on those (tests hold it against mdast) and reads 5,000 tasks in a few milliseconds, which mdast does not.
 */
import type { Problem } from '../domain/problem.ts';
import { type Line, linesIn } from './lines.ts';
import {
  type Block,
  blockStart,
  type Checkbox,
  checkboxIn,
  columnsOf,
  headingIn,
  type ItemMark,
  isUnderline,
  itemMark,
  type Open,
  opening,
} from './markdown-blocks.ts';

export type MarkdownLine = Line & {
  /** Columns of white space before the first character; a tab goes to the next multiple of 4. */
  readonly indent: number;
  /** Number of the line where the top-level list item begins that this line belongs to. */
  readonly owner: number | null;
} & (
    | { readonly kind: 'blank' | 'text' | 'rule' | 'opaque' }
    | { readonly kind: 'heading'; readonly level: number; readonly title: string }
    | { readonly kind: 'item'; readonly contentStart: number; readonly checkbox: Checkbox | null }
  );

export interface Markdown {
  readonly text: string;
  readonly lines: readonly MarkdownLine[];
  readonly problems: readonly Problem[];
}

/** `file` is the name that problems carry. */
export const readMarkdown = (text: string, file: string): Markdown => {
  const lines: MarkdownLine[] = [];
  const problems: Problem[] = [];
  let state: State = { open: null, item: null, paragraph: null };
  for (const line of linesIn(text)) {
    if (state.paragraph?.headable === true && isUnderline(line.text)) {
      underline(lines, state.paragraph.line, line.text);
      lines.push(marked(line, 0, null, 'rule'));
      state = { ...state, paragraph: null };
      continue;
    }
    const step = readLine(line, state);
    const opened = step.state.open?.line === line.number ? step.state.open : null;
    if (opened?.what === 'merge conflict') problems.push(unresolved(file, line.number));
    lines.push(step.line);
    state = step.state;
  }
  const { open } = state;
  if (open !== null && open.column === 0 && open.what !== 'merge conflict') problems.push(neverClosed(open, file));
  return { text, lines, problems };
};

interface State {
  readonly open: Open | null;
  /** The top-level list item that the lines stand in, and the column where its content begins. */
  readonly item: { readonly line: number; readonly column: number } | null;
  /** The paragraph that the line before belongs to and the next one may continue without its indent. */
  readonly paragraph: { readonly line: number; readonly headable: boolean } | null;
}

interface Step {
  readonly line: MarkdownLine;
  readonly state: State;
}

const readLine = (line: Line, state: State): Step => {
  const { text } = line;
  const content = text.trimStart();
  const blank = content === '';
  const indent = columnsOf(text.slice(0, text.length - content.length));
  const open = state.open !== null && (blank || indent >= state.open.column) ? state.open : null;
  if (open !== null) {
    const owner = open.column > 0 ? (state.item?.line ?? null) : null;
    const after = { ...state, open: open.closes(text) ? null : open, paragraph: null };
    return { line: marked(line, indent, owner, 'opaque'), state: after };
  }
  if (blank) {
    const owner = state.item?.line ?? null;
    return {
      line: marked(line, indent, owner, 'blank'),
      state: { open, item: state.item, paragraph: null },
    };
  }
  const inside = state.item !== null && indent >= state.item.column;
  const block = blockStart(content, indent, inside);
  const mark = block === 'rule' || !(inside || indent <= 3) ? null : itemMark(text);
  const item = inside || (state.paragraph !== null && mark === null && block === 'text') ? state.item : null;
  return mark === null
    ? plainLine(line, indent, block, { open, item, paragraph: state.paragraph })
    : itemLine(line, indent, mark, item ?? { line: line.number, column: mark.column });
};

/** Field by field: a spread costs more than all the rest, ten thousand times. */
const marked = (
  { number, text, start, end, next }: Line,
  indent: number,
  owner: number | null,
  kind: 'blank' | 'text' | 'rule' | 'opaque',
): MarkdownLine => ({ number, text, start, end, next, indent, owner, kind });

const itemLine = (line: Line, indent: number, mark: ItemMark, item: NonNullable<State['item']>): Step => {
  const contentStart = line.start + mark.length;
  const content = line.text.slice(mark.length);
  const checkbox = checkboxIn(content, contentStart);
  const open = opening(content, line.number, item.column);
  return {
    line: {
      number: line.number,
      text: line.text,
      start: line.start,
      end: line.end,
      next: line.next,
      indent,
      owner: item.line,
      kind: 'item',
      contentStart,
      checkbox,
    },
    state: {
      open,
      item,
      paragraph: open === null && content.trim() !== '' ? { line: line.number, headable: false } : null,
    },
  };
};

const plainLine = (line: Line, indent: number, block: Block, state: State): Step => {
  const owner = state.item?.line ?? null;
  switch (block) {
    case 'heading':
      return {
        line: { ...line, indent, owner, kind: block, ...headingIn(line.text) },
        state: { ...state, paragraph: null },
      };
    case 'rule':
      return { line: marked(line, indent, owner, block), state: { ...state, paragraph: null } };
    case 'opaque': {
      const open = opening(line.text.trimStart(), line.number, state.item?.column ?? 0);
      return { line: marked(line, indent, owner, block), state: { ...state, open, paragraph: null } };
    }
    case 'quote': {
      const paragraph = { line: line.number, headable: false };
      return { line: marked(line, indent, owner, 'text'), state: { ...state, paragraph } };
    }
    case 'text': {
      // Indented by four or more at the top it is code, which nothing continues.
      const opens = state.item !== null || indent <= 3;
      const paragraph = state.paragraph ?? (opens ? { line: line.number, headable: state.item === null } : null);
      return { line: marked(line, indent, owner, block), state: { ...state, paragraph } };
    }
  }
};

const neverClosed = ({ line, what, end }: Open, file: string): Problem => ({
  kind: 'parse',
  message: `The ${what} that begins here is never closed, so nothing below it is read.`,
  where: { file, line },
  next: `Close it with ${end}.`,
});

const unresolved = (file: string, line: number): Problem => ({
  kind: 'conflict',
  message: 'An unresolved merge begins here; nothing between its marks is read.',
  where: { file, line },
  found: '<<<<<<<',
  next: 'Keep the right lines and delete the marks.',
});

/** Turns the paragraph that begins at `from` into the heading that its underline makes of it. */
const underline = (lines: MarkdownLine[], from: number, mark: string): void => {
  const first = lines[from - 1];
  if (first === undefined) return;
  const title = lines.slice(from - 1).map(({ text }) => text.trim());
  lines[from - 1] = {
    ...first,
    kind: 'heading',
    level: mark.trimStart().startsWith('=') ? 1 : 2,
    title: title.join(' '),
  };
};
