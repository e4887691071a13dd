/**
 * A simple command: its assignments, redirects and words, what its grammar makes of them, and what the commands and
 * scripts would do that it runs in turn. Unknown programs are never allowed, but searched for what is forbidden.
 */
import type { Command, Word } from 'unbash';
import type { Act, RunAct } from '../act.ts';
import { pathFrom } from '../paths.ts';
import { type Arg, isExact, programName } from './arg.ts';
import { walkAssignment } from './assignment.ts';
import { changeDirectory } from './cd.ts';
import { codeMentions } from './code.ts';
import { argsOf, type SubstituteIn } from './fields.ts';
import { outputOf } from './known-output.ts';
import { nestedScripts } from './nested.ts';
import { FETCHED_CODE, readUsage } from './programs.ts';
import { walkRedirects } from './redirects.ts';
import { type Frame, type Inflow, MAX_DEPTH, newFlow, unclear } from './run.ts';
import { always, type Outcome, type ShellState } from './state.ts';
import { suspectScript } from './suspect-script.ts';
import { commandsWithin, looksLikePath } from './suspicion.ts';
import type { Usage } from './usage.ts';

export const walkCommand = (node: Command, state: ShellState, outer: Frame, substituteIn: SubstituteIn): Outcome => {
  if (!outer.run.step()) return always(state);
  const text = outer.source.slice(node.pos, node.end);
  const flow = newFlow();
  const frame = { ...outer, flow };
  const assignments = node.prefix.filter((each) => each.type === 'Assignment');
  let next = state;
  for (const assignment of assignments) next = walkAssignment(assignment, next, frame, text, substituteIn);
  if (flow.fetches) outer.run.fetched.add(IN_A_VARIABLE);
  const words = [node.name, ...node.args.map(asWord)].filter((word) => word !== undefined);
  const args = argsOf(words, state, frame, text, substituteIn);
  const substitute = substituteIn(state, frame);
  for (const arg of node.args) if (arg.type === 'Assignment') nestedScripts(arg).forEach(substitute);
  const holdsFetched = outer.run.fetched.has(IN_A_VARIABLE) && args.some(({ kind }) => kind === 'guess');
  const fetchedArgs = flow.fetches || holdsFetched;
  if (words.length === 0 && assignments.length === 0)
    frame.run.emit(text, [unclear('a redirect stands alone, for which zsh runs a program')]);
  const invocation: Invocation = { args, text, fetchedArgs, redirects: node.redirects.length };
  const outcome = args.length === 0 ? always(next) : invoke(invocation, state, frame);
  const given = walkRedirects(node.redirects, state, frame, text, substituteIn);
  if (given.text !== null || (flow.fetches && !fetchedArgs)) feed(invocation, given.text ?? '', state, frame);
  if (given.forced)
    frame.run.emit(
      text,
      args.filter(looksLikePath).flatMap((arg) => forcedWrites(arg, state)),
    );
  outer.flow.fetches ||= flow.fetches;
  outer.flow.output = outputOf(args, node, given);
  outer.flow.lists = flow.lists;
  return outcome;
};

/** zsh takes the word after `>!` for the target of the redirect. */
const forcedWrites = (arg: Arg, state: ShellState): readonly Act[] =>
  state.cwds.map((cwd) => ({ kind: 'write', path: pathFrom(cwd, arg.text), how: 'file', door: 'redirect' }));

interface Invocation {
  readonly args: readonly Arg[];
  readonly text: string;
  /** Whether an argument holds the output of curl or wget. */
  readonly fetchedArgs: boolean;
  readonly redirects: number;
}

/** Among the names of fetched files: what was fetched is kept in a variable. */
const IN_A_VARIABLE = '$';

const asWord = (arg: Command['args'][number]): Word =>
  arg.type === 'Word' ? arg : { type: 'Word', text: arg.text, value: arg.text, pos: arg.pos, end: arg.end };

/** One command with its arguments. Also called for what wrappers run. */
const invoke = (invocation: Invocation, state: ShellState, frame: Frame): Outcome => {
  const { args, text } = invocation;
  const [name, ...rest] = args;
  if (name === undefined || !frame.run.step()) return always(state);
  if (name.kind !== 'exact') frame.run.emit(text, [unclear('which program runs is known only when it runs')]);
  const program = programName(name.text);
  const isMoved = name.kind === 'exact' && (program === 'cd' || program === 'chdir' || program === 'pushd');
  if (isMoved && name.text === program) return changeDirectory(program, rest, state, frame, text);
  const use = readUsage(name, rest);
  for (const cwd of state.cwds) frame.run.emit(text, actsOf(invocation, use, cwd, frame));
  if (use.fetches) frame.flow.fetches = true;
  if (LISTS.has(program))
    frame.flow.lists = use.reads
      .filter(({ how }) => how !== 'ignores')
      .map(({ arg }): Arg => ({ kind: 'guess', text: arg.text }));
  follow(invocation, use, state, frame);
  return always(state);
};

const actsOf = ({ args, fetchedArgs }: Invocation, use: Usage, from: string, frame: Frame): readonly Act[] => {
  const cwd = use.directory === null ? from : pathFrom(from, use.directory.text);
  const path = (arg: Arg): string => pathFrom(cwd, baseOf(arg));
  const { standing, changes } = use;
  const run: readonly Act[] = use.transparent
    ? []
    : [{ kind: 'run', argv: textsOf(use.words ?? args), cwd, standing, changes, ...goalsOf(use), ...namedOf(use) }];
  return [
    ...use.forbidden.map((each): Act => ({ kind: 'forbidden', ...each })),
    ...(fetchedArgs && (use.interprets || use.scripts.length > 0 || use.code.length > 0) ? [FETCHED_CODE] : []),
    ...use.doubts.map(unclear),
    ...use.reads
      .filter(({ arg }) => arg.kind !== 'pipe' && !isExact(arg, '-'))
      .map(({ arg, ...read }): Act => ({ kind: 'read', path: path(arg), ...read })),
    ...absent(use, cwd, frame),
    ...use.writes.map(({ arg, how }): Act => ({ kind: 'write', path: path(arg), how, door: 'command' })),
    ...use.touches
      .filter((arg) => looksLikePath(arg) || isLink(path(arg), frame))
      .map((arg): Act => ({ kind: 'write', path: path(arg), how: 'file', door: 'unknown-program' })),
    ...(use.directory === null ? [] : [{ kind: 'enter', path: cwd } as const]),
    ...(use.directory === null || !use.changes
      ? []
      : [{ kind: 'write', path: cwd, how: 'file', door: 'unknown-program' } as const]),
    ...run,
  ];
};

const textsOf = (args: readonly Arg[]): readonly string[] => args.map(({ text }) => text);
const goalsOf = ({ goals }: Usage): Pick<RunAct, 'goals'> => (goals.length === 0 ? {} : { goals: textsOf(goals) });

const namedOf = ({ named }: Usage): Pick<RunAct, 'named'> => (named.length === 0 ? {} : { named });

/** What npx does not find in the project it fetches from the network. */
const absent = ({ installed }: Usage, cwd: string, { run }: Frame): readonly Act[] => {
  if (installed === null) return [];
  const path = `${cwd}/node_modules/.bin/${installed.text}`;
  if (installed.kind === 'exact' && run.context.probe.lstat(path) !== null) return [];
  return [unclear(`${installed.text} is not installed in ${cwd}, so that it may be fetched`)];
};

/** A bare word is the name of a file when there is one; only by a symlink does it lead out of the directory. */
const isLink = (path: string, { run }: Frame): boolean => run.context.probe.lstat(path)?.kind === 'symlink';

/** The path of an exact word; of a pattern the directory that all matches lie below; of a guess what is known of it. */
const baseOf = (arg: Arg): string => {
  if (arg.kind !== 'pattern') return arg.text;
  const parts = arg.text.split('/');
  const wild = parts.findIndex((part) => /(?<!\\)[*?[(]/.test(part));
  const base = (wild === -1 ? parts : parts.slice(0, wild)).join('/').replace(/\\(.)/g, '$1');
  if (base === '') return arg.text.startsWith('/') ? '/' : '.';
  return base;
};

/** What the command runs in turn. */
const follow = (invocation: Invocation, use: Usage, state: ShellState, frame: Frame): void => {
  const { args, fetchedArgs, text } = invocation;
  const inner: Frame = { ...frame, depth: frame.depth + 1 };
  if (inner.depth > MAX_DEPTH) {
    frame.run.emit(text, [unclear('commands are nested too deep')]);
    return;
  }
  if (use.interprets && frame.stdin.fetched) frame.run.emit(text, [FETCHED_CODE]);
  const listed = isExact(args[0], 'xargs') ? wordsOf(frame.stdin) : [];
  if (use.interprets && frame.stdin.text !== null) feed(invocation, frame.stdin.text, state, frame);
  noteFetched(args, use, frame, text);
  const place =
    use.directory === null
      ? state
      : { ...state, cwds: state.cwds.map((cwd) => pathFrom(cwd, use.directory?.text ?? '.')) };
  for (const run of use.runs)
    invoke(
      {
        ...invocation,
        args: [...run, ...listed],
        fetchedArgs: fetchedArgs || (frame.stdin.fetched && !use.transparent),
      },
      place,
      inner,
    );
  for (const script of use.scripts) suspectScript(script.text, place, inner, frame.stdin);
  for (const code of use.code) frame.run.emit(text, codeMentions(code.text, state.cwds, frame.run.context));
  if (use.standing === 'unknown')
    for (const found of commandsWithin(args)) {
      if (found.kind === 'command') invoke({ ...invocation, args: found.args }, state, inner);
      else suspectScript(found.text, state, inner);
    }
};

/** Words that come in, where they are known: plain text, or the places that a search was told to look in. */
const wordsOf = ({ text, lists }: Inflow): readonly Arg[] => [
  ...(text ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, MAX_LISTED)
    .map((word): Arg => ({ kind: 'guess', text: word })),
  ...lists,
];
const MAX_LISTED = 50;

/** They print names of what lies where they look. */
const LISTS: ReadonlySet<string> = new Set(['find', 'fd', 'rg', 'grep', 'egrep', 'fgrep']);

/** Files filled from the network by this command line, and the running of them. */
const noteFetched = (args: readonly Arg[], use: Usage, frame: Frame, text: string): void => {
  const { fetched } = frame.run;
  if (!use.fetches && !frame.stdin.fetched && fetched.size === 0) return;
  const files = [...use.writes.map(({ arg }) => arg.text), ...(use.fetches ? use.touches.map((arg) => arg.text) : [])];
  if (use.fetches || frame.stdin.fetched) for (const file of files) fetched.add(programName(file));
  if (fetched.size === 0) return;
  const runs = [
    args[0]?.text ?? '',
    ...(use.interprets || use.standing === 'unknown' ? use.reads.map(({ arg }) => arg.text) : []),
  ];
  if (runs.some((file) => fetched.has(programName(file)))) frame.run.emit(text, [FETCHED_CODE]);
};

/** Text on standard input of something that runs it. */
const feed = ({ args, text }: Invocation, input: string, state: ShellState, frame: Frame): void => {
  const [name, ...rest] = args;
  if (name === undefined) return;
  const use = readUsage(name, rest);
  if (frame.flow.fetches && use.interprets) frame.run.emit(text, [FETCHED_CODE]);
  if (!use.interprets) return;
  suspectScript(input, state, { ...frame, depth: frame.depth + 1 });
  frame.run.emit(text, codeMentions(input, state.cwds, frame.run.context));
};
