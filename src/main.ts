/**
 * The command line. One line per command; each command's file is loaded only when it is called, so that the dashboard and
 * the hooks of a shell never wait for what they do not use.
 */
import { readFileSync } from 'node:fs';
import type { Command, CommanderError } from 'commander';
import { EXIT } from './cli/exit.ts';
import { refuseUnknownWord } from './cli/misuse.ts';
import type { Problem } from './domain/problem.ts';

interface CommandFile {
  readonly register: (program: Command) => void;
}

const COMMANDS: Readonly<Record<string, () => Promise<CommandFile>>> = {
  dashboard: () => import('./cli/dashboard.ts'),
  init: () => import('./cli/init.ts'),
  doctor: () => import('./cli/doctor-command.ts'),

  up: () => import('./cli/up.ts'),
  down: () => import('./cli/up.ts'),
  status: () => import('./cli/status.ts'),
  attach: () => import('./cli/attach.ts'),

  send: () => import('./cli/workers.ts'),
  workers: () => import('./cli/workers.ts'),
  decisions: () => import('./cli/decisions.ts'),
  locks: () => import('./cli/locks.ts'),
  deploy: () => import('./cli/deploy.ts'),
  qa: () => import('./cli/qa.ts'),
  heartbeat: () => import('./cli/heartbeat.ts'),
  alerts: () => import('./cli/alerts.ts'),
  policy: () => import('./cli/policy.ts'),
  tasks: () => import('./cli/tasks.ts'),
  cost: () => import('./cli/cost.ts'),
  startup: () => import('./cli/startup.ts'),
  memory: () => import('./cli/memory.ts'),
  failures: () => import('./cli/failures.ts'),
  events: () => import('./cli/events.ts'),
  why: () => import('./cli/events.ts'),
  replay: () => import('./cli/events.ts'),
  record: () => import('./cli/record.ts'),
  rehearse: () => import('./cli/rehearse.ts'),
  completion: () => import('./cli/completion.ts'),
  supervisor: () => import('./cli/supervisor.ts'),
};

const main = async (args: readonly string[]): Promise<void> => {
  const [first = ''] = args;
  const wanted = isBare(first) ? ['dashboard', ...args] : args;
  const files = filesFor(wanted[0] ?? '');
  const program = await newProgram();
  const loaded = await Promise.all(files.map((load) => load()));
  for (const file of new Set(loaded)) file.register(program);
  for (const command of program.commands) {
    pointToItsHelp(command, 'gaffer');
    refuseUnknownWord(command);
  }
  await program.parseAsync(wanted, { from: 'user' });
};

/** Without a command word, options are the dashboard's own; `--help` and `--version` are everybody's. */
const isBare = (first: string): boolean =>
  (first === '' || first.startsWith('-')) && !['-h', '--help', ...VERSION].includes(first);

const VERSION = ['-V', '--version'];

/** Help, completion, and the answer to a word that is no command, name them all. */
const filesFor = (word: string): readonly (() => Promise<CommandFile>)[] => {
  if (VERSION.includes(word)) return [];
  const known = word === 'completion' ? undefined : COMMANDS[word];
  return known === undefined ? Object.values(COMMANDS) : [known];
};

/** Who called a command wrongly wants its own page. */
const pointToItsHelp = (command: Command, above: string): void => {
  const name = `${above} ${command.name()}`;
  command.showHelpAfterError(`(see ${name} --help)`);
  for (const sub of command.commands) pointToItsHelp(sub, name);
};

const newProgram = async (): Promise<Command> => {
  const { Command: Program } = await import('commander');
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const program = new Program('gaffer')
    .description('Supervise a crew of Claude Code workers from one terminal. Without a command: the dashboard.')
    .version(version)
    .showHelpAfterError('(see gaffer --help)')
    .exitOverride(endOfParsing);
  return program;
};

/** Help and version were asked for; whatever else ends here is wrong usage, and a program that asked for JSON reads it. */
const endOfParsing = ({ exitCode, message }: CommanderError): never => {
  if (exitCode === EXIT.ok) process.exit(EXIT.ok);
  if (process.argv.includes('--json')) {
    const problem: Problem = { kind: 'usage', message: message.replace(/^error: /, '') };
    process.stdout.write(`${JSON.stringify({ ok: false, problem })}\n`);
  }
  process.exit(EXIT.usage);
};

// `gaffer events | head` closes the pipe when it has seen enough: that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.ok);
});

await main(process.argv.slice(2));
