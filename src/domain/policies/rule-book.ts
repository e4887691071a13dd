/**
 * The rules of a policy made ready to be asked: sorted by what they speak of, in the order in which they count, their
 * patterns taken apart. A policy is asked thousands of times for each time that it changes, so its book is made once.
 */
import { type CommandPattern, commandPattern } from './command-pattern.ts';
import type { Finding } from './finding.ts';
import { type GlobTest, globTest } from './glob-test.ts';
import type { Rule } from './policy.ts';
import type { VerdictOutcome } from './verdict.ts';

export interface RuleBook {
  readonly Read: readonly PathRule[];
  readonly Edit: readonly PathRule[];
  /** Those that may speak of a program, by its name as it is called. */
  readonly Bash: (program: string) => readonly CommandRule[];
  /** All of them, for tools that touch no file and run nothing. */
  readonly others: readonly ToolRule[];
}

interface ReadyRule {
  readonly rule: Rule;
  /** What it says when it speaks. */
  readonly finding: Finding;
  /** For a scope that names projects. */
  readonly isProject: GlobTest | null;
}

export interface PathRule extends ReadyRule {
  readonly pattern: string;
  /** Absolute, or relative to the workspace or a project. */
  readonly isAbsolute: boolean;
  /** Whether a name is one that the pattern stands for, or lies below such a one. */
  readonly covers: GlobTest;
}

export interface CommandRule extends ReadyRule {
  /** Null for every command. */
  readonly pattern: CommandPattern | null;
}

export interface ToolRule extends ReadyRule {
  readonly isTool: GlobTest;
  readonly isSubject: GlobTest | null;
}

/** By the rules themselves, which nobody changes in place; a pattern that begins at home is read for that home. */
const books = new WeakMap<readonly Rule[], { readonly home: string; readonly book: RuleBook }>();

export const ruleBookOf = (rules: readonly Rule[], home: string): RuleBook => {
  const known = books.get(rules);
  if (known?.home === home) return known.book;
  const book = bookOf(rules, home);
  books.set(rules, { home, book });
  return book;
};

const bookOf = (rules: readonly Rule[], home: string): RuleBook => {
  const ordered = ORDER.flatMap((isNext) => rules.filter((rule) => isNext(rule) && !isEverythingElse(rule)));
  const onPaths = (tools: ReadonlySet<string>): readonly PathRule[] =>
    ordered.filter(({ tool }) => tools.has(tool)).map((rule) => pathRule(rule, home));
  return {
    Read: onPaths(READS),
    Edit: onPaths(EDITS),
    Bash: byProgram(ordered.filter(({ tool }) => tool === 'Bash').map(commandRule)),
    others: ordered.map(toolRule),
  };
};

/** Prohibitions, then what a person answered "always" to, then questions, then other permissions; each as in the file. */
const ORDER: readonly ((rule: Rule) => boolean)[] = [
  ({ outcome }) => outcome === 'deny',
  ({ outcome, standing }) => outcome === 'allow' && standing === true,
  ({ outcome }) => outcome === 'ask',
  ({ outcome, standing }) => outcome === 'allow' && standing !== true,
];

/** `Bash(*)` under Ask first says what holds anyway: whatever nothing speaks of is asked. Permissions stand before it. */
const isEverythingElse = ({ outcome, tool, specifier }: Rule): boolean =>
  outcome === 'ask' && tool === 'Bash' && (specifier === null || /^[*:]+$/.test(specifier));

const READS: ReadonlySet<string> = new Set(['Read', 'Glob', 'Grep', 'LS', 'NotebookRead']);
const EDITS: ReadonlySet<string> = new Set(['Edit', 'Write', 'MultiEdit', 'NotebookEdit']);

const ready = (rule: Rule): ReadyRule => ({
  rule,
  finding: {
    outcome: rule.outcome,
    stage: rule.outcome === 'deny' ? 'boundaries' : 'rules',
    rule: rule.text,
    from: `${rule.file}:${rule.line}`,
    because: rule.reason ?? BECAUSE[rule.outcome],
  },
  isProject: rule.scope.kind === 'projects' ? named(rule.scope.glob, isWide(rule)) : null,
});

const BECAUSE: Readonly<Record<VerdictOutcome, string>> = {
  allow: 'the policy pre-approves it',
  ask: 'the policy wants to be asked first',
  deny: 'the policy forbids it',
};

/** A permission is read to the letter, all else in any case. */
const isWide = ({ outcome }: Rule): boolean => outcome !== 'allow';

const named = (glob: string, nocase: boolean): GlobTest => globTest(glob, { dot: true, nocase });

/** As .gitignore reads patterns: without a slash at any depth, and a directory stands for all below it. */
const pathRule = (rule: Rule, home: string): PathRule => {
  const pattern = rule.specifier ?? '**';
  const wanted = absolutePattern(pattern, home);
  const glob = wanted.replace(/\/+$/, '');
  const deep = glob.includes('/') ? glob : `**/${glob}`;
  const [itself, below] = [named(deep, isWide(rule)), named(`${deep}/**`, isWide(rule))];
  return {
    ...ready(rule),
    pattern,
    isAbsolute: wanted.startsWith('/'),
    covers: (name) => itself(name) || below(name),
  };
};

const absolutePattern = (pattern: string, home: string): string => {
  if (pattern.startsWith('//')) return pattern.slice(1);
  if (pattern.startsWith('~/')) return `${home}/${pattern.slice(2)}`;
  return pattern.replace(/^\.?\//, '');
};

const commandRule = (rule: Rule): CommandRule => ({
  ...ready(rule),
  pattern: rule.specifier === null ? null : commandPattern(rule.specifier),
});

/** Most rules name their program; in the order of all of them, with those that may mean any. */
const byProgram = (rules: readonly CommandRule[]): RuleBook['Bash'] => {
  const nameOf = ({ pattern }: CommandRule): string | null => {
    const name = pattern?.words[0] ?? '*';
    return name.includes('*') ? null : name;
  };
  const names = new Set(rules.map(nameOf));
  const speaking = new Map(
    [...names].map((name) => [name, rules.filter((rule) => [name, null].includes(nameOf(rule)))] as const),
  );
  const others = rules.filter((rule) => nameOf(rule) === null);
  // A prohibition also means the program by its path.
  return (program) => (program.includes('/') ? rules : (speaking.get(program) ?? others));
};

const toolRule = (rule: Rule): ToolRule => ({
  ...ready(rule),
  isTool: named(rule.tool, false),
  isSubject: rule.specifier === null ? null : named(rule.specifier, false),
});
