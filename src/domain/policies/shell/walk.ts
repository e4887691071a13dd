/** Walks the syntax tree of a script, node kind by node kind, and carries the shell's state along. */
import type { AndOr, For, If, ParsedScript, Pipeline, SyntaxNode, While } from 'unbash';
import { walkCommand } from './command.ts';
import { sceneAt } from './fields.ts';
import { nestedScripts } from './nested.ts';
import { walkRedirects } from './redirects.ts';
import { type Frame, type Inflow, MAX_DEPTH, NO_INFLOW, newFlow, type Output, unclear } from './run.ts';
import { after, always, either, type Outcome, type ShellState, withVariable } from './state.ts';
import { walkTest } from './test-expression.ts';
import { expandWord } from './words.ts';

export const walkScript = (script: ParsedScript, state: ShellState, frame: Frame): ShellState => {
  const error = script.errors?.[0];
  if (error !== undefined) emitUnclear(script, frame, `it does not parse as a shell command: ${error.message}`);
  if (frame.depth > MAX_DEPTH) {
    emitUnclear(script, frame, 'commands are nested too deep');
    return state;
  }
  return script.commands.reduce((current, statement) => walkStatement(statement, current, frame), state);
};

const walkList = (list: { readonly commands: ParsedScript['commands'] }, state: ShellState, frame: Frame): ShellState =>
  list.commands.reduce((current, statement) => walkStatement(statement, current, frame), state);

const walkStatement = (statement: ParsedScript['commands'][number], state: ShellState, frame: Frame): ShellState => {
  if (!frame.run.step()) return state;
  const next = after(walk(statement.command, state, frame));
  return statement.background === true ? either(state, next) : next;
};

const walk = (node: SyntaxNode, state: ShellState, frame: Frame): Outcome => {
  switch (node.type) {
    case 'Command':
      return walkCommand(node, state, frame, substituteIn);
    case 'AndOr':
      return walkAndOr(node, state, frame);
    case 'Pipeline':
      return walkPipeline(node, state, frame);
    case 'Redirected':
      walkRedirects(node.redirects, state, frame, textOf(node, frame), substituteIn);
      return walk(node.command, state, frame);
    case 'Subshell':
      walkList(node.body, state, frame);
      return always(state);
    case 'BraceGroup':
      return always(walkList(node.body, state, frame));
    case 'CompoundList':
      return always(walkList(node, state, frame));
    case 'If':
      return always(walkIf(node, state, frame));
    case 'For':
      return always(walkFor(node, state, frame));
    case 'While':
      return always(walkWhile(node, state, frame));
    case 'TestCommand':
      walkTest(node.expression, state, frame, textOf(node, frame), substituteIn);
      return always(state);
    default:
      emitUnclear(node, frame, UNREAD[node.type] ?? `a ${node.type} is not analysed`);
      walkNested(node, state, frame);
      return always(state);
  }
};

const UNREAD: Readonly<Record<string, string>> = {
  Function: 'a function is defined, which may stand in for any command',
  Coproc: 'a coprocess is started',
  ArithmeticCommand: 'arithmetic may run commands',
  ArithmeticFor: 'arithmetic may run commands',
  Case: 'a case is decided only when it runs',
};

/** Commands anywhere below a node that is not understood: they may still be forbidden. */
const walkNested = (node: SyntaxNode, state: ShellState, frame: Frame): void => {
  if (node.type === 'Function' || node.type === 'Coproc') walk(node.body, state, frame);
  else if (node.type === 'Case') for (const { body } of node.items) walkList(body, state, frame);
  else if (node.type === 'Select' || node.type === 'ArithmeticFor') walkList(node.body, state, frame);
  for (const script of nestedScripts(node)) walkScript(script, state, deeper(frame));
};

const walkAndOr = (node: AndOr, state: ShellState, frame: Frame): Outcome => {
  const [head, ...rest] = node.commands;
  if (head === undefined) return always(state);
  let outcome = walk(head, state, frame);
  for (const [at, command] of rest.entries()) {
    const isAnd = node.operators[at] === '&&';
    const next = walk(command, isAnd ? outcome.success : outcome.failure, frame);
    outcome = isAnd
      ? { success: next.success, failure: either(outcome.failure, next.failure) }
      : { success: either(outcome.success, next.success), failure: next.failure };
  }
  return outcome;
};

/** Every stage is a subshell, but zsh runs the last one in the shell itself. */
const walkPipeline = (node: Pipeline, state: ShellState, frame: Frame): Outcome => {
  const [only] = node.commands;
  if (node.commands.length === 1 && only !== undefined) {
    const outcome = walk(only, state, frame);
    return node.prefixes.length === 0 ? outcome : always(after(outcome));
  }
  let stdin: Inflow = frame.stdin;
  let last = state;
  for (const command of node.commands) {
    const flow = newFlow();
    last = after(walk(command, state, { ...frame, stdin, flow }));
    stdin = {
      piped: true,
      fetched: stdin.fetched || flow.fetches,
      text: flow.output?.text ?? null,
      // What a filter makes of a list still names the same places.
      lists: [...stdin.lists, ...flow.lists],
    };
    if (flow.fetches) frame.flow.fetches = true;
  }
  return always(either(state, last));
};

const walkIf = (node: If, state: ShellState, frame: Frame): ShellState => {
  const entered = walkList(node.clause, state, frame);
  let result = walkList(node.then, entered, frame);
  let otherwise = either(state, entered);
  for (const { clause, then } of node.elif) {
    const next = walkList(clause, otherwise, frame);
    result = either(result, walkList(then, next, frame));
    otherwise = either(otherwise, next);
  }
  return either(result, node.else === undefined ? otherwise : walkList(node.else, otherwise, frame));
};

/** A loop over words that are known is its body once for each of them. */
const walkFor = (node: For, state: ShellState, frame: Frame): ShellState => {
  const name = node.name.value;
  const text = textOf(node, frame);
  const doubts: string[] = [];
  const scene = sceneAt(state, frame, (because) => doubts.push(because), substituteIn(state, frame));
  const values = (node.wordlist ?? []).flatMap((word) => expandWord(word, scene));
  if (node.wordlist === undefined) doubts.push('the loop goes over arguments that are not known');
  if (!PLAIN_NAME.test(name) || SHELL_NAMES.has(name)) doubts.push(`the loop sets ${name}, which may mean something`);
  if (values.length > MAX_ROUNDS) doubts.push('the loop has too many rounds to look at each');
  if (doubts.length > 0) frame.run.emit(text, doubts.map(unclear));
  let current = state;
  for (const value of values.slice(0, MAX_ROUNDS)) {
    current = walkList(node.body, withVariable(current, name, value), frame);
  }
  return values.length === 0 ? walkList(node.body, state, frame) : either(state, current);
};

const MAX_ROUNDS = 24;
const PLAIN_NAME = /^[a-z][a-z0-9_]{0,15}$/;
/** Lower-case names that zsh gives a meaning, `path` before all. */
const SHELL_NAMES: ReadonlySet<string> = new Set(
  'aliases argv builtins cdpath commands dirstack fignore fpath functions galiases histchars jobstates mailpath manpath module_path modules nameddirs options parameters path pipestatus prompt psvar reswords saliases signals status termcap terminfo userdirs usergroups watch zsh_eval_context'.split(
    ' ',
  ),
);

const walkWhile = (node: While, state: ShellState, frame: Frame): ShellState => {
  const end = walkList(node.body, walkList(node.clause, state, frame), frame);
  if (end.cwds.some((cwd) => !state.cwds.includes(cwd)))
    emitUnclear(node, frame, 'the working directory changes from round to round');
  return either(state, end);
};

/** Analyses a nested script, which shares the standard input of the command that it stands in; its output is told when it is the plain text of a quoted here-document or of echo. */
const substituteIn =
  (state: ShellState, frame: Frame) =>
  (script: ParsedScript): Output | null => {
    const flow = newFlow();
    const source = script.source ?? frame.source;
    walkScript(script, state, { ...frame, source, depth: frame.depth + 1, flow });
    if (flow.fetches) frame.flow.fetches = true;
    const [only, ...more] = script.commands;
    const isSimple = more.length === 0 && only?.command.type === 'Command' && only.background !== true;
    return isSimple && flow.output !== null ? { ...flow.output, text: flow.output.text.replace(/\n+$/, '') } : null;
  };

const deeper = (frame: Frame): Frame => ({ ...frame, depth: frame.depth + 1, stdin: NO_INFLOW, flow: newFlow() });

const textOf = (node: { readonly pos: number; readonly end: number }, frame: Frame): string =>
  frame.source.slice(node.pos, node.end);

const emitUnclear = (node: { readonly pos: number; readonly end: number }, frame: Frame, because: string): void =>
  frame.run.emit(textOf(node, frame), [unclear(because)]);
