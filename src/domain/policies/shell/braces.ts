/** Brace expansion of plain text: `a{b,c}d`, `{1..3}`, nested. Anything quoted, escaped or larger is left alone. */

/** More words than a person types; a bomb of nested braces ends here. */
const MAX_WORDS = 64;

/** Longer words are no convenience of a person. */
const MAX_TEXT = 512;

/** The words, or null when the text is not plain enough to be sure. */
export const bracesOf = (text: string): readonly string[] | null => {
  if (text.length > MAX_TEXT || !/^[\w.,/{}*?[\]@%+:=~^-]+$/.test(text)) return null;
  return expand(text, MAX_WORDS);
};

const expand = (text: string, room: number): readonly string[] | null => {
  const open = openingOf(text);
  if (open === null) return [text];
  const inner = text.slice(open.start + 1, open.end);
  const choices = choicesOf(inner);
  if (choices === null) return null;
  const words: string[] = [];
  for (const choice of choices) {
    const rest = expand(`${choice}${text.slice(open.end + 1)}`, room);
    if (rest === null) return null;
    words.push(...rest.map((each) => text.slice(0, open.start) + each));
    if (words.length > room) return null;
  }
  return words;
};

const openingOf = (text: string): { readonly start: number; readonly end: number } | null => {
  const start = text.indexOf('{');
  if (start === -1) return null;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return { start, end: at };
  }
  return null;
};

const choicesOf = (inner: string): readonly string[] | null => {
  const range = /^(\d{1,4})\.\.(\d{1,4})$/.exec(inner);
  if (range !== null) return numbers(range[1] ?? '', range[2] ?? '');
  const choices: string[] = [''];
  let depth = 0;
  for (const letter of inner) {
    if (letter === '{') depth += 1;
    if (letter === '}') depth -= 1;
    if (letter === ',' && depth === 0) choices.push('');
    else choices.push(`${choices.pop() ?? ''}${letter}`);
  }
  return choices.length < 2 ? null : choices;
};

/** Padded or long ranges differ between shells: only plain short ones are taken. */
const numbers = (from: string, to: string): readonly string[] | null => {
  const low = Number(from);
  const high = Number(to);
  if (String(low) !== from || String(high) !== to || low > high || high - low >= MAX_WORDS) return null;
  return Array.from({ length: high - low + 1 }, (_, at) => String(low + at));
};
