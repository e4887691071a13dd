/** Text that would run as a shell command: analysed for what is forbidden; whether it runs at all is a doubt of the caller. */
import { parse } from 'unbash';
import { HOLE } from './arg.ts';
import { type Frame, type Inflow, MAX_DEPTH, NO_INFLOW, newFlow } from './run.ts';
import type { ShellState } from './state.ts';
import { walkScript } from './walk.ts';

export const suspectScript = (text: string, state: ShellState, frame: Frame, stdin: Inflow = NO_INFLOW): void => {
  const source = text.replaceAll(HOLE, '');
  if (source.trim() === '' || frame.depth > MAX_DEPTH) return;
  walkScript(parse(source), state, { ...frame, source, stdin, flow: newFlow(), depth: frame.depth + 1 });
};
