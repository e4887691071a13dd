/**
 * `cd` within a command line: where the commands after it run. Shells follow `..` by the letter, the kernel through
 * symlinks; where the two differ, both places are possible from there on.
 */
import type { Act } from '../act.ts';
import { lexicalPath, pathFrom, physicalPath } from '../paths.ts';
import type { Arg } from './arg.ts';
import { type Frame, unclear } from './run.ts';
import { always, type Outcome, type ShellState } from './state.ts';

export const changeDirectory = (
  program: string,
  args: readonly Arg[],
  state: ShellState,
  frame: Frame,
  text: string,
): Outcome => {
  const { context, emit } = frame.run;
  const operands = args.filter((arg, at) => !/^-[LPe@]+$/.test(arg.text) && !(arg.text === '--' && at === 0));
  const [target] = operands;
  const doubts: string[] = [];
  if (program !== 'cd') doubts.push(`${program} is not cd`);
  if (operands.length > 1) doubts.push('cd with two arguments edits the path in zsh');
  if (target !== undefined && target.kind !== 'exact') doubts.push('where cd goes is known only when it runs');
  if (target !== undefined && /^[-+]/.test(target.text))
    doubts.push(`cd ${target.text} goes where the shell was before`);
  if (target?.text === '') doubts.push('cd to an empty name');
  const wanted = target?.text ?? context.home;
  const places = [...new Set(state.cwds.flatMap((cwd) => bothReadings(cwd, wanted)))];
  const acts: Act[] = [
    ...doubts.map(unclear),
    ...places.map((path): Act => ({ kind: 'enter', path })),
    ...state.cwds.map((cwd): Act => ({ kind: 'run', argv: ['cd', wanted], cwd, standing: 'reading', changes: false })),
  ];
  emit(text, acts);
  const there: ShellState = { ...state, cwds: places };
  const isSure = places.every((path) => isDirectory(path, frame));
  return isSure ? always(there) : { success: there, failure: state };

  function bothReadings(cwd: string, name: string): readonly string[] {
    const path = pathFrom(cwd, name);
    const lexical = lexicalPath(path);
    const kernel = physicalPath(path, context.probe) ?? lexical;
    const byLetter = physicalPath(lexical, context.probe) ?? lexical;
    return kernel === byLetter ? [lexical] : [lexical, kernel];
  }
};

const isDirectory = (path: string, { run }: Frame): boolean => {
  const physical = physicalPath(path, run.context.probe);
  return physical !== null && run.context.probe.lstat(physical)?.kind === 'directory';
};
