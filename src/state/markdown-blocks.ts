/**
 * What one line of Markdown can begin, told from its text alone: a heading, a rule, an item with or without a checkbox, a
 * stretch that is not read. Where the line stands is the business of markdown-lines.ts.
 */

export interface Checkbox {
  /** Offset of the character between the brackets. */
  readonly offset: number;
  readonly checked: boolean;
}

/** A stretch that is not read, until `closes` says so or the list item at `column` that holds it ends. */
export interface Open {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly end: string;
  readonly closes: (text: string) => boolean;
}

export const opening = (content: string, line: number, column: number): Open | null => {
  const fence = /^(`{3,}(?=[^`]*$)|~{3,})/.exec(content)?.[1];
  if (fence !== undefined) {
    const end = new RegExp(`^[ \\t]*${fence[0]}{${fence.length},}[ \\t]*$`);
    return { line, column, what: 'code block', end: fence, closes: (text) => end.test(text) };
  }
  if (content.startsWith('<!--') && !/^<!--(?:>|->)|-->/.test(content)) {
    return { line, column, what: 'comment', end: '-->', closes: (text) => text.includes('-->') };
  }
  if (/^<{7}(?:$| )/.test(content)) {
    return { line, column: 0, what: 'merge conflict', end: '>>>>>>>', closes: (text) => /^>{7}(?:$| )/.test(text) };
  }
  return null;
};

export type Block = 'heading' | 'rule' | 'opaque' | 'quote' | 'text';

/** `content` is the line without its indent; one look at its first character settles most lines. */
export const blockStart = (content: string, indent: number, inside: boolean): Block => {
  if ((indent > 3 && !inside) || !'#-*_<`~>'.includes(content.charAt(0))) return 'text';
  if (/^#{1,6}(?:[ \t]|$)/.test(content)) return 'heading';
  if (/^([-*_])[ \t]*(?:\1[ \t]*){2,}$/.test(content)) return 'rule';
  if (content.startsWith('<!--') || opening(content, 0, 0) !== null) return 'opaque';
  if (content.startsWith('>')) return 'quote';
  return 'text';
};

export const isUnderline = (text: string): boolean => /^ {0,3}(?:=+|-+)[ \t]*$/.test(text);

export const headingIn = (text: string): { readonly level: number; readonly title: string } => {
  const content = text.trim();
  const level = /^#+/.exec(content)?.[0].length ?? 0;
  const words = content
    .slice(level)
    .trim()
    .split(/[ \t]+/);
  return { level, title: (/^#+$/.test(words.at(-1) ?? '') ? words.slice(0, -1) : words).join(' ') };
};

export interface ItemMark {
  /** Of indent, marker and the space behind it, in characters. */
  readonly length: number;
  /** Where the item's content begins. */
  readonly column: number;
}

export const itemMark = (text: string): ItemMark | null => {
  const match = /^([ \t]*(?:[-*+]|\d{1,9}[.)]))([ \t]+|$)/.exec(text);
  if (match === null) return null;
  const [, marker = '', space = ''] = match;
  const before = columnsOf(marker);
  const after = columnsOf(marker + space);
  // Five columns or more behind the marker: the content is indented code that begins one column behind it.
  return after - before > 4 || text.length === marker.length + space.length
    ? { length: marker.length + Math.min(space.length, 1), column: before + 1 }
    : { length: marker.length + space.length, column: after };
};

export const checkboxIn = (content: string, contentStart: number): Checkbox | null => {
  const match = /^\[([ \txX])\][ \t]+\S/.exec(content);
  return match === null ? null : { offset: contentStart + 1, checked: match[1] === 'x' || match[1] === 'X' };
};

export const columnsOf = (text: string): number => {
  let column = 0;
  for (let index = 0; index < text.length; index += 1) column += text[index] === '\t' ? 4 - (column % 4) : 1;
  return column;
};
