/**
 * The argument grammar of a program as data, and its one reader. Options are named with what they do with their value;
 * an option that is not named is a doubt, which means that a person is asked. Abbreviated long options count as what
 * they may stand for, yet stay a doubt.
 */
import type { ReadHow, Standing } from '../act.ts';
import type { Arg } from './arg.ts';
import { type Reader, type Usage, usage } from './usage.ts';

/**
 * What becomes of a value: `text` is inert; `content`, `names`, `tree`, `walk` are read; `file`, `tree-write` and
 * `forced-tree` are changed; `script` is shell text that runs; `program` is a command line that runs; `code` another
 * language; `directory` is where it works; `danger` is a doubt whatever it says.
 */
export type Role =
  | 'text'
  | ReadHow
  | 'file'
  | 'tree-write'
  | 'forced-tree'
  | 'script'
  | 'program'
  | 'code'
  | 'directory'
  | 'danger';

export interface Grammar {
  readonly standing: Standing;
  readonly changes?: boolean;
  /** Options without a value, separated by spaces. */
  readonly flags?: string;
  /** Long options whose value can only follow after `=`; inert. */
  readonly maybe?: string;
  /** Options with a value, by the role of the value. */
  readonly values?: Partial<Readonly<Record<Role, string>>>;
  /** Known options that are never let through, with the reason. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Roles of the operands in order; the last one holds for all that follow. */
  readonly operands?: readonly Role[];
  /** The role of the last operand when there are several. */
  readonly last?: Role;
  /** Read when there is no operand. */
  readonly implicit?: Role;
  /** With one of these options the first operand is not what `operands` says but like the second. */
  readonly withoutFirst?: string;
  /** With one of these flags `content` operands are trees. */
  readonly recursive?: string;
  /** `-5`, `+5`. */
  readonly numeric?: boolean;
  /** Options end at the first operand (a command follows). */
  readonly stopsAtOperand?: boolean;
  readonly fetches?: boolean;
}

export interface Given {
  readonly option: string;
  readonly value: Arg | null;
}

export const readerOf = (grammar: Grammar): Reader => {
  const parse = parserOf(grammar);
  return (args, program) => parse(args, program).use;
};

/** The same, with the options and operands as the grammar takes them apart. */
export const parserOf = (grammar: Grammar): ((args: readonly Arg[], program: string) => Parsed) => {
  const table = tableOf(grammar);
  return (args, program) => {
    const parts = split(grammar, table, args, program);
    return { ...parts, use: readArguments(grammar, table, parts, program) };
  };
};

/** Only taken apart: for grammars of options before a command. */
export const splitterOf = (grammar: Grammar): ((args: readonly Arg[], program: string) => Split) => {
  const table = tableOf(grammar);
  return (args, program) => split(grammar, table, args, program);
};

export interface Parsed extends Split {
  readonly use: Usage;
}

export interface Split {
  readonly given: readonly Given[];
  readonly operands: readonly Arg[];
  readonly doubts: readonly string[];
  readonly strays: readonly Arg[];
}

interface Table {
  readonly flags: ReadonlySet<string>;
  readonly maybe: ReadonlySet<string>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly long: readonly string[];
}

const named = (names: string | undefined): readonly string[] => (names === undefined ? [] : names.split(' '));

const tableOf = (grammar: Grammar): Table => {
  const roles = new Map<string, Role>();
  for (const role of ROLES) for (const option of named(grammar.values?.[role])) roles.set(option, role);
  const flags = new Set(named(grammar.flags));
  const maybe = new Set(named(grammar.maybe));
  const all = [...flags, ...maybe, ...roles.keys(), ...Object.keys(grammar.refused ?? {})];
  return { flags, maybe, roles, long: all.filter((option) => option.startsWith('--')) };
};

const ROLES: readonly Role[] = [
  'text',
  'names',
  'content',
  'tree',
  'walk',
  'file',
  'tree-write',
  'forced-tree',
  'script',
  'program',
  'code',
  'directory',
  'danger',
];

const readArguments = (grammar: Grammar, table: Table, parts: Split, program: string): Usage => {
  const { given, operands, doubts, strays } = parts;
  const has = (names: string | undefined): boolean => {
    const wanted = named(names);
    return given.some(({ option }) => wanted.includes(option));
  };
  const roles = operandRoles(grammar, operands.length, has(grammar.withoutFirst));
  const deep = has(grammar.recursive);
  const uses: Use[] = [
    ...given.flatMap(({ option, value }) => {
      const role = table.roles.get(option);
      return role === undefined || value === null ? [] : [{ arg: value, role, because: `${program} ${option}` }];
    }),
    ...operands.map((arg, at) => ({ arg, role: deepened(roles[at] ?? 'text', deep), because: program })),
  ];
  if (operands.length === 0 && grammar.implicit !== undefined)
    uses.push({ arg: { kind: 'exact', text: '.' }, role: grammar.implicit, because: program });
  if (grammar.recursive !== undefined && deep && operands.length < (has(grammar.withoutFirst) ? 1 : 2))
    uses.push({ arg: { kind: 'exact', text: '.' }, role: 'tree', because: program });
  return assembled(grammar, uses, doubts, strays);
};

const deepened = (role: Role, deep: boolean): Role => (deep && role === 'content' ? 'tree' : role);

const operandRoles = (grammar: Grammar, count: number, skipsFirst: boolean): readonly Role[] => {
  const all = grammar.operands ?? ['text'];
  const roles = skipsFirst ? all.slice(1) : all;
  const fill = roles.at(-1) ?? 'text';
  return Array.from({ length: count }, (_, at) =>
    grammar.last !== undefined && at > 0 && at === count - 1 ? grammar.last : (roles[at] ?? fill),
  );
};

interface Use {
  readonly arg: Arg;
  readonly role: Role;
  readonly because: string;
}

const assembled = (
  grammar: Grammar,
  uses: readonly Use[],
  doubts: readonly string[],
  strays: readonly Arg[],
): Usage => {
  const of = (...roles: readonly Role[]): readonly Arg[] =>
    uses.filter(({ role }) => roles.includes(role)).map(({ arg }) => arg);
  const reading = grammar.standing === 'reading' || grammar.standing === 'repository';
  return usage({
    standing: grammar.standing,
    changes: grammar.changes ?? !reading,
    reads: uses.flatMap(({ arg, role }) =>
      role === 'content' || role === 'names' || role === 'tree' || role === 'walk' ? [{ arg, how: role }] : [],
    ),
    writes: [
      ...of('file').map((arg) => ({ arg, how: 'file' as const })),
      ...of('tree-write').map((arg) => ({ arg, how: 'tree' as const })),
      ...of('forced-tree').map((arg) => ({ arg, how: 'forced-tree' as const })),
    ],
    touches: strays,
    scripts: of('script', 'program'),
    code: of('code'),
    directory: of('directory')[0] ?? null,
    fetches: grammar.fetches ?? false,
    doubts: [
      ...doubts,
      ...uses.flatMap(({ role, because }) => {
        if (role === 'danger') return [`${because} is never let through unseen`];
        if (role === 'script' || role === 'program' || role === 'code') return [`${because} runs a program`];
        return reading && (role === 'file' || role === 'tree-write') ? [`${because} writes a file`] : [];
      }),
    ],
  });
};

const split = (grammar: Grammar, table: Table, args: readonly Arg[], program: string): Split => {
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
    if (table.roles.has(name)) return take(name, attached);
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
      if (table.roles.has(option)) return take(option, rest === '' ? null : { ...arg, text: rest });
      if (table.flags.has(option)) {
        given.push({ option, value: null });
        continue;
      }
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
