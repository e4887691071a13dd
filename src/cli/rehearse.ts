/** `gaffer rehearse`: the whole of gaffer on a sample workspace with real Claude Code sessions and the scripted model. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { misuse } from './misuse.ts';

export interface RehearseOptions {
  readonly scenario?: string;
  readonly headless?: boolean;
  readonly json?: boolean;
  readonly dir?: string;
  readonly fresh?: boolean;
  readonly pace: string;
  readonly timeout: number;
}

const DEFAULT_SCENARIO = 'first-light';
/** Seconds that a headless run may take. */
const DEFAULT_TIMEOUT = 600;

export const register = (program: Command): void => {
  program
    .command('rehearse')
    .argument('[scenario]', 'a scenario that ships with gaffer, or a file', undefined)
    .description('try gaffer on a sample workspace: real Claude Code sessions, a scripted model, no account, no cost')
    .option('--scenario <scenario>', 'the same as the argument')
    .option('--headless', 'without a terminal: the scenario’s person decides, and a summary ends the run')
    .option('--json', 'with --headless: the summary as one JSON object')
    .option('--dir <dir>', 'where the sample workspace is laid (default: a place of its own)')
    .option('--fresh', 'begin anew although this rehearsal runs already')
    .addOption(
      new Option('--pace <pace>', 'in a terminal: how fast the model writes').choices(['demo', 'fast']).default('demo'),
    )
    .option('--timeout <seconds>', 'with --headless: how long it may take', seconds, DEFAULT_TIMEOUT)
    .action(async (argument: string | undefined, options: RehearseOptions, command: Command) => {
      if (options.json === true && options.headless !== true) misuse(command, '--json goes with --headless');
      const given = options.scenario ?? argument ?? DEFAULT_SCENARIO;
      const name = /[/\\]/.test(given) ? resolve(given) : given;
      if (options.headless === true) return (await import('./rehearse-headless.ts')).rehearseHeadless(name, options);
      if (process.stdin.isTTY && process.stdout.isTTY)
        return (await import('./rehearse-watched.ts')).rehearseWatched(name, options);
      misuse(command, `a rehearsal that you watch needs a terminal. Without one: gaffer rehearse --headless ${given}`);
    });
};

const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('a number of seconds was expected.');
  return value;
};
