/**
 * Reads a shell command into parts and acts without running it. Only node kinds that are named here are understood; any
 * other, and any parse error at any depth, is `unclear`. Its result says everything the command would do, or that it
 * cannot be said.
 */
import { parse } from 'unbash';
import type { Part } from '../act.ts';
import type { JudgeContext } from '../context.ts';
import { startRun } from './run.ts';
import { walkScript } from './walk.ts';

/** A person cannot review more than this at a glance, and a longer one is never pre-approved (rule C12). */
const MAX_COMMAND_LENGTH = 10_000;

export const analyseShell = (command: string, cwd: string, context: JudgeContext): readonly Part[] => {
  if (command.length > MAX_COMMAND_LENGTH)
    return [unclear(command.slice(0, SHOWN), `the command is longer than ${MAX_COMMAND_LENGTH} characters`)];
  const odd = ODD.test(command) ? [unclear(command, 'the command holds control characters or odd spaces')] : [];
  const run = startRun(context);
  walkScript(parse(command), { cwds: [cwd], variables: new Map() }, run.frame(command));
  return [...run.parts(), ...odd];
};

/** Enough to recognise a command by. */
const SHOWN = 200;
/** They look like separators and are none (or the reverse): what is shown would not be what runs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const ODD = /[\x00-\x08\x0b-\x1f\x7f\u0085\u00a0\u2000-\u200c\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]/;

const unclear = (text: string, because: string): Part => ({ text, acts: [{ kind: 'unclear', because }] });
