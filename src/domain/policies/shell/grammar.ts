/**
 * The argument grammar of a program as data, and its one reader. Options are named with what they do with their value;
 * an option that is not named is a doubt, which means that a person is asked. Abbreviated long options count as what
 * they may stand for, yet stay a doubt.
 */
import type { ReadHow, Standing } from '../act.ts';
import type { Arg } from './arg.ts';
import { type Split, split, type Table, tableOf } from './options.ts';
import { type Reader, type Usage, usage } from './usage.ts';

/**
 * What becomes of a value: `text` is inert; `content`, `names`, `tree`, `walk`, `search` are read; `file`, `tree-write` and
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
  /** Short options whose value can only be attached (`-uno`); inert. */
  readonly attached?: string;
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

/** Of a program that only looks. */
export const looking = (grammar: Omit<Grammar, 'standing' | 'changes'>): Grammar => ({
  standing: 'plain',
  changes: false,
  ...grammar,
});

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

const readArguments = (grammar: Grammar, table: Table, parts: Split, program: string): Usage => {
  const { given, operands, doubts, strays } = parts;
  const has = (options: ReadonlySet<string>): boolean =>
    options.size > 0 && given.some(({ option }) => options.has(option));
  const skipsFirst = has(table.withoutFirst);
  const deep = has(table.recursive);
  const { operands: roles = [], last } = grammar;
  const wanted = skipsFirst ? roles.slice(1) : roles;
  const uses: Use[] = [
    ...given.flatMap(({ option, value }) => {
      const role = table.roles.get(option);
      return role === undefined || value === null ? [] : [{ arg: value, role, because: `${program} ${option}` }];
    }),
    ...operands.map((arg, at) => ({
      arg,
      role: deepened(operandRole(wanted, last, at, operands.length), deep),
      because: program,
    })),
  ];
  const here: Arg = { kind: 'exact', text: '.' };
  const leading = grammar.withoutFirst !== undefined && !skipsFirst ? 1 : 0;
  if (operands.length <= leading && grammar.implicit !== undefined)
    uses.push({ arg: here, role: grammar.implicit, because: program });
  if (operands.length <= leading && deep) uses.push({ arg: here, role: 'tree', because: program });
  return assembled(grammar, uses, doubts, strays);
};

const deepened = (role: Role, deep: boolean): Role => (deep && role === 'content' ? 'tree' : role);

const operandRole = (roles: readonly Role[], last: Role | undefined, at: number, count: number): Role =>
  last !== undefined && at > 0 && at === count - 1 ? last : (roles[at] ?? roles.at(-1) ?? 'text');

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
      role === 'content' || role === 'names' || role === 'tree' || role === 'walk' || role === 'search'
        ? [{ arg, how: role }]
        : role === 'danger'
          ? [{ arg, how: 'content' as const }]
          : [],
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
