/**
 * Text from workers and people on its way into a shared file: it stays data. It cannot end its own place (a line, a
 * list item, a section), hide what follows in a comment, or carry control and bidi characters.
 */
import { oneLine } from '../domain/one-line.ts';

/** One line; longer text is cut with a count of what was cut. */
export const inlineText = (text: string, maxLength = INLINE_LIMIT): string =>
  cut(visible(oneLine(text)), maxLength).replaceAll('<!--', '<!\\--');

/** Several lines that cannot be read as a heading, a comment or a merge mark of the file around them. Fences are closed. */
export const blockText = (text: string, maxLength = BLOCK_LIMIT): readonly string[] => {
  let fence: string | null = null;
  const lines = cut(text.replace(/\r\n|\r/g, '\n').trim(), maxLength)
    .split('\n')
    .map((line) => {
      const shown = visible(line).trimEnd();
      const mark = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(shown)?.[1];
      if (fence !== null) {
        if (mark?.startsWith(fence) && shown.trim() === mark) fence = null;
        return shown;
      }
      fence = mark ?? null;
      return fence === null ? escaped(shown) : shown;
    });
  return fence === null ? lines : [...lines, fence];
};

/** A title or a reason: what one screen line can show, with room to spare. */
const INLINE_LIMIT = 500;
/** A scratchpad or an entry of a log; the files are read by every worker at every start. */
const BLOCK_LIMIT = 20_000;

const escaped = (line: string): string =>
  line.replaceAll('<!--', '<!\\--').replace(/^([ \t]*)(#{1,6}(?:[ \t]|$)|<{7}|={3,}$|-{3,}$)/, '$1\\$2');

const cut = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : `${text.slice(0, maxLength)}… (${text.length - maxLength} more)`;

/** C0 but tab, DEL, C1, zero-width, bidi controls, line separators and tag characters. */
const UNSEEN = /[\p{Cc}\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]/gu;

const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => {
    if (character === '\t') return character;
    const code = character.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
