/**
 * Takes arguments apart as getopt does: combined short options, attached and separate values, `--`. An option that the
 * grammar does not name leaves a doubt, and its value is kept as something that may be a path.
 */
import type { Arg } from './arg.ts';
import type { Grammar, Role } from './grammar.ts';

export interface Given {
  readonly option: string;
  readonly value: Arg | null;
}

export interface Split {
  readonly given: readonly Given[];
  readonly operands: readonly Arg[];
  readonly doubts: readonly string[];
  readonly strays: readonly Arg[];
}

export interface Table {
  readonly flags: ReadonlySet<string>;
  readonly attached: ReadonlySet<string>;
  readonly maybe: ReadonlySet<string>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly long: readonly string[];
  readonly withoutFirst: ReadonlySet<string>;
  readonly recursive: ReadonlySet<string>;
}

const named = (names: string | undefined): readonly string[] => (names === undefined ? [] : names.split(' '));

export const tableOf = (grammar: Grammar): Table => {
  const roles = new Map<string, Role>();
  for (const role of ROLES) for (const option of named(grammar.values?.[role])) roles.set(option, role);
  const flags = new Set(named(grammar.flags));
  const maybe = new Set(named(grammar.maybe));
  const all = [...flags, ...maybe, ...roles.keys(), ...Object.keys(grammar.refused ?? {})];
  return {
    flags,
    maybe,
    roles,
    attached: new Set(named(grammar.attached)),
    long: all.filter((option) => option.startsWith('--')),
    withoutFirst: new Set(named(grammar.withoutFirst)),
    recursive: new Set(named(grammar.recursive)),
  };
};

const ROLES: readonly Role[] = [
  'text',
  'names',
  'content',
  'tree',
  'walk',
  'search',
  'file',
  'tree-write',
  'forced-tree',
  'script',
  'program',
  'code',
  'directory',
  'danger',
];

/** `-uno`, `-M50%`, `-C`: a word or a number. */
const ATTACHABLE = /^\w*%?$/;

export const split = (grammar: Grammar, table: Table, args: readonly Arg[], program: string): Split => {
  const given: Given[] = [];
  const operands: Arg[] = [];
  const doubts: string[] = [];
  const strays: Arg[] = [];
  const doubt = (option: string): void => {
    doubts.push(grammar.refused?.[option] ?? `option ${option} of ${program} is not known to be harmless`);
  };
  let at = 0;
  const next = (): Arg | null => args[at++] ?? null;
  const take = (option: string, attached: Arg | null): void => {
    const value = attached ?? next();
    if (value === null) doubts.push(`${program} ${option} lacks its value`);
    given.push({ option, value });
  };

  const long = (arg: Arg): void => {
    const equals = arg.text.indexOf('=');
    const name = equals === -1 ? arg.text : arg.text.slice(0, equals);
    const attached = equals === -1 ? null : { ...arg, text: arg.text.slice(equals + 1) };
    if (table.roles.has(name)) {
      take(name, attached);
      return;
    }
    if (table.maybe.has(name) || (table.flags.has(name) && attached === null)) {
      given.push({ option: name, value: null });
      return;
    }
    doubt(name);
    if (attached !== null) strays.push(attached);
    const meant = name.length < 3 ? undefined : table.long.find((option) => option.startsWith(name));
    if (meant !== undefined && table.roles.has(meant)) take(meant, attached);
    else if (meant !== undefined) given.push({ option: meant, value: null });
  };

  const short = (arg: Arg): void => {
    for (let index = 1; index < arg.text.length; index += 1) {
      const option = `-${arg.text[index]}`;
      const rest = arg.text.slice(index + 1);
      if (table.roles.has(option)) {
        take(option, rest === '' ? null : { ...arg, text: rest });
        return;
      }
      if (table.flags.has(option)) given.push({ option, value: null });
      if (table.attached.has(option) && ATTACHABLE.test(rest)) return;
      if (table.flags.has(option)) continue;
      doubt(option);
      if (rest !== '') strays.push({ ...arg, text: rest });
      return;
    }
  };

  for (let arg = next(); arg !== null; arg = next()) {
    if (arg.text === '--') {
      operands.push(...args.slice(at));
      break;
    }
    const isOption = arg.kind !== 'pipe' && /^[-+]./.test(arg.text);
    if (isOption && grammar.numeric === true && /^[-+]\d+$/.test(arg.text)) continue;
    if (isOption && table.roles.has(arg.text)) take(arg.text, null);
    else if (isOption && table.flags.has(arg.text)) given.push({ option: arg.text, value: null });
    else if (isOption && arg.text.startsWith('--')) long(arg);
    else if (isOption && arg.text.startsWith('-')) short(arg);
    else if (grammar.stopsAtOperand === true) {
      operands.push(arg, ...args.slice(at));
      break;
    } else operands.push(arg);
  }
  return { given, operands, doubts, strays };
};
