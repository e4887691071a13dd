/** `{{name}}` in any text of a pipeline. A name that nothing gives a value to is a problem, never an empty text. */
import { fail, ok, type Result } from '../problem.ts';

export type Variables = Readonly<Record<string, string>>;

const VARIABLE = /\{\{\s*([A-Za-z][A-Za-z0-9]*)\s*\}\}/g;

/** `value` with the variables of all its texts replaced; keys of records stay as they are. */
export const withVariables = <Value>(value: Value, variables: Variables): Result<Value> => {
  const missing = new Set<string>();
  const replace = (inner: unknown): unknown => {
    if (typeof inner === 'string')
      return inner.replaceAll(VARIABLE, (whole, name: string) => {
        const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
        if (known === undefined) missing.add(name);
        return known ?? whole;
      });
    if (Array.isArray(inner)) return inner.map(replace);
    if (typeof inner === 'object' && inner !== null)
      return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, replace(each)]));
    return inner;
  };
  // The shape is untouched: texts stay texts.
  const replaced = replace(value) as Value;
  const [first] = missing;
  return first === undefined
    ? ok(replaced)
    : fail({
        kind: 'config',
        message: `no variable is called ${first}`,
        expected: Object.keys(variables).join(', '),
        next: 'Name it under variables: of the pipeline or of its environment.',
      });
};

/** Whether any text in it names the variable. */
export const namesVariable = (value: unknown, name: string): boolean =>
  JSON.stringify(value).match(new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`)) !== null;
