/** Redirects: an output redirect writes its target, an input redirect reads it; /dev/null and descriptors are free. */
import type { Redirection } from 'unbash';
import type { Act } from '../act.ts';
import { pathFrom } from '../paths.ts';
import type { Arg } from './arg.ts';
import { argOf, type SubstituteIn, sceneAt, wholeArg } from './fields.ts';
import { nestedScripts } from './nested.ts';
import { type Frame, unclear } from './run.ts';
import type { ShellState } from './state.ts';
import { expandWord } from './words.ts';

/** Emits what the redirects do; returns the text they put on standard input, where it is plain. */
export const walkRedirects = (
  redirects: readonly Redirection[],
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): { readonly text: string | null; readonly literal: boolean; readonly forced: boolean } => {
  let stdin: string | null = null;
  let literal = false;
  let forced = false;
  for (const redirect of redirects) {
    if (redirect.descriptor?.type === 'FileDescriptorVariable')
      frame.run.emit(text, [unclear('a descriptor is kept in a variable')]);
    if (redirect.type === 'HereDoc') {
      if (redirect.closing === undefined) frame.run.emit(text, [unclear('a here-document has no end')]);
      stdin = redirect.body.text;
      const isPlain = redirect.delimiter?.quoted === true || !/[\\$`]/.test(redirect.body.text);
      literal = isPlain && redirect.operator === '<<';
      if (redirect.delimiter?.quoted !== true) walkBody(redirect, state, frame, text, substituteIn);
    } else if (redirect.type === 'HereString') {
      stdin = redirect.target === undefined ? null : wholeArg(redirect.target, state, frame, text, substituteIn).text;
    } else {
      forced ||= redirect.target?.text === '!';
      walkRedirect(redirect, state, frame, text, substituteIn);
    }
  }
  return { text: stdin, literal, forced };
};

/** The body of a here-document that is not quoted is expanded: what runs in it is analysed, what varies is a doubt. */
const walkBody = (
  redirect: Extract<Redirection, { type: 'HereDoc' }>,
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): void => {
  const substitute = substituteIn(state, frame);
  for (const script of nestedScripts(redirect.body)) substitute(script);
  const varies = (redirect.body.parts ?? []).some(({ type }) => type !== 'Literal');
  if (varies || redirect.delimiter === undefined)
    frame.run.emit(text, [unclear('a here-document is expanded when it runs')]);
};

const walkRedirect = (
  redirect: Extract<Redirection, { type: 'Redirect' }>,
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): void => {
  const { operator, target } = redirect;
  if (target === undefined) {
    frame.run.emit(text, [unclear('a redirect has no target')]);
    return;
  }
  const doubts: string[] = [];
  const scene = sceneAt(state, frame, (because) => doubts.push(because), substituteIn(state, frame));
  const fields = expandWord(target, scene).map(argOf);
  if (fields.length !== 1 || fields[0]?.kind === 'pattern') doubts.push('a redirect goes to more than one name');
  // zsh reads `>!file` and `>! file` as a forced write to file.
  if (/^[!|]/.test(target.text)) doubts.push('zsh reads this redirect in another way');
  const acts = fields.flatMap((arg) => redirectActs(operator, arg, state, frame));
  frame.run.emit(text, [...doubts.map(unclear), ...acts]);
};

const redirectActs = (operator: string, arg: Arg, state: ShellState, frame: Frame): readonly Act[] => {
  const isDuplication = operator === '>&' || operator === '<&';
  if (isDuplication && /^(\d{1,2}-?|-)$/.test(arg.text)) return [];
  if (arg.kind === 'pipe') return [];
  if (arg.kind === 'exact' && FREE.has(arg.text)) return [];
  if (arg.text.startsWith('/dev/'))
    return [
      unclear(`${arg.text} is a device or a connection`),
      { kind: 'write', path: arg.text, how: 'file', door: 'redirect' },
    ];
  if (frame.flow.fetches || frame.stdin.fetched) frame.run.fetched.add(arg.text.replace(/^.*\//, ''));
  const names = /^!./.test(arg.text) ? [arg.text, arg.text.slice(1)] : [arg.text];
  return state.cwds.flatMap((cwd) =>
    names.map((name): Act => {
      const path = pathFrom(cwd, name);
      return operator === '<' || operator === '<&'
        ? { kind: 'read', path, how: 'content' }
        : { kind: 'write', path, how: 'file', door: 'redirect' };
    }),
  );
};

const FREE: ReadonlySet<string> = new Set(['/dev/null', '/dev/stdout', '/dev/stderr', '/dev/stdin']);
