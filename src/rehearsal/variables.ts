/**
 * `{{name}}` in the texts of a scenario. A name that is not known stays as it stands, because project files may hold
 * such marks of their own; `unknownNames` is how scripts are checked for typos.
 */
export type Variables = Readonly<Record<string, string | number>>;

const MARK = /\{\{\s*([A-Za-z][\w-]*)\s*\}\}/g;

export const fill = (text: string, variables: Variables): string =>
  text.replace(MARK, (mark, name: string) => (Object.hasOwn(variables, name) ? String(variables[name] ?? mark) : mark));

/** Fills a regular expression: what is put in means itself, whatever it holds. */
export const fillPattern = (pattern: string, variables: Variables): string =>
  fill(
    pattern,
    Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, escapePattern(String(value))])),
  );

const escapePattern = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** Fills every string in a value that came from YAML; keys stay as they are. */
export const fillDeep = (value: unknown, variables: Variables): unknown => {
  if (typeof value === 'string') return fill(value, variables);
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillDeep(item, variables)]));
};

export const fillRecord = (record: Readonly<Record<string, string>>, variables: Variables): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, text]) => [fill(key, variables), fill(text, variables)]));

export const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(MARK)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));

/** What stands in for the n-th of `count` copies: `n` plain, `nn` padded to the width of the last. */
export const copyVariables = (index: number, count: number): Variables => ({
  n: index,
  nn: String(index).padStart(Math.max(2, String(count).length), '0'),
});
