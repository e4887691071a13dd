/** An assignment before a command or alone: the value is kept for later words, and a name that steers programs is a doubt. */
import type { Assignment } from 'unbash';
import type { Act } from '../act.ts';
import { pathFrom } from '../paths.ts';
import { codeMentions } from './code.ts';
import { type SubstituteIn, sceneAt } from './fields.ts';
import { nestedScripts } from './nested.ts';
import { type Frame, unclear } from './run.ts';
import { type ShellState, withVariable } from './state.ts';
import { suspectScript } from './suspect-script.ts';
import { expandWhole } from './words.ts';

/** Names that steer no program: they keep a command what it is (rule C4). */
const INERT = /^(CI|NODE_ENV|NO_COLOR|FORCE_COLOR|LANG|LC_[A-Z]+|TZ|TERM)$/;

/** They make git work on another repository. */
const GIT_PLACES = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR)$/;

export const walkAssignment = (
  node: Assignment,
  state: ShellState,
  frame: Frame,
  text: string,
  substituteIn: SubstituteIn,
): ShellState => {
  const doubts: string[] = [];
  if (!INERT.test(node.name)) doubts.push(`${node.name} is set, which may change what runs`);
  if (node.index !== undefined || node.append === true || node.value.type === 'ArrayValue') {
    const substitute = substituteIn(state, frame);
    for (const script of nestedScripts(node)) substitute(script);
    frame.run.emit(text, [...doubts, 'an array is assigned'].map(unclear));
    return state;
  }
  const scene = sceneAt(state, frame, (because) => doubts.push(because), substituteIn(state, frame));
  const value = expandWhole(node.value, scene);
  if (doubts.length > 0) frame.run.emit(text, doubts.map(unclear));
  const script = value.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('');
  if (!INERT.test(node.name)) {
    suspectScript(script.replace(/^[|!\s]+/, ''), state, frame);
    frame.run.emit(
      text,
      codeMentions(script, state.cwds, frame.run.context).filter(({ kind }) => kind === 'forbidden'),
    );
  }
  if (GIT_PLACES.test(node.name))
    frame.run.emit(
      text,
      state.cwds.map(
        (cwd): Act => ({ kind: 'write', path: pathFrom(cwd, script), how: 'file', door: 'unknown-program' }),
      ),
    );
  return withVariable(state, node.name, value);
};
