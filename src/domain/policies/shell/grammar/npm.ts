/** npm and its kin: `npm test` and `npm run build` are the project's own; publishing is refused; all else is a person's. */
import { type Arg, exact, optionValue } from '../arg.ts';
import { outsideNames, withoutTitles } from '../naming.ts';
import { type Reader, type Usage, usage } from '../usage.ts';
import { BUILDS, CHECKERS } from './builds.ts';

const readNpm: Reader = (args) => {
  const verbs = possibleVerbs(args);
  const [verb, script] = args;
  const own =
    verb?.kind === 'exact' &&
    (verb.text === 'test' || (verb.text === 'run' && script?.kind === 'exact' && script.text === 'build'));
  const runs = own || (verb?.kind === 'exact' && SCRIPTS.has(verb.text));
  const rest = withoutTitles(args.slice(verb?.text.startsWith('run') ? 2 : 1));
  const outside = outsideNames(rest);
  return usage({
    standing: own ? 'task' : 'plain',
    doubts: runs
      ? [
          ...steeringOptions(rest).map((option) => `option ${option} of npm may run a program or work elsewhere`),
          ...outside.map((name) => `npm is given ${name}, which may lie outside the project`),
          ...rest
            .filter(({ kind }) => kind !== 'exact' && kind !== 'pattern')
            .map(({ text }) => `${text} is not plain`),
        ]
      : [],
    reads: own ? pathsAmong(rest).map((arg) => ({ arg, how: 'names' as const })) : [],
    touches: [...withoutTitles(args).map(optionValue), ...outside.map(exact)],
    directory: null,
    forbidden: publishing(verb?.text === 'run' ? [script?.text ?? ''] : verbs),
    ...innerCommands(args),
  });
};

/** They run a script of the project, and hand over to it what follows. */
const SCRIPTS: ReadonlySet<string> = new Set(['test', 't', 'tst', 'run', 'run-script', 'start', 'stop', 'restart']);

/** Words that may be npm's verb: the first that is no option, allowing that an option before it took a value. */
const possibleVerbs = (args: readonly Arg[]): readonly string[] => {
  const verbs: string[] = [];
  for (const [at, { text }] of args.entries()) {
    if (text.startsWith('-')) continue;
    verbs.push(text);
    if (at === 0 || !args[at - 1]?.text.startsWith('-')) break;
  }
  return verbs;
};

/** npm takes any abbreviation that it can tell apart. */
const publishing = (verbs: readonly string[]): Usage['forbidden'] =>
  verbs.some((verb) => /^pub(l|li|lis|lish)?$|^pu$|^unpub(l|li|lis|lish)?$|^publish$/.test(verb))
    ? [{ boundary: 'Bash(npm publish:*)', because: 'publishing is for a person to do' }]
    : [];

/** Settings of npm that make it run something, or work on something else. npm takes prefixes of their names. */
const STEERING = [
  'prefix',
  'script-shell',
  'shell',
  'node-options',
  'userconfig',
  'globalconfig',
  'global',
  'location',
  'cache',
  'call',
  'package',
  'editor',
  'viewer',
  'browser',
  'git',
  'init-module',
  'registry',
  'scripts-prepend-node-path',
  'onload-script',
  'local-prefix',
  'require',
  'cafile',
  'tag',
];

/** Only before `--` are options npm's own. */
const steeringOptions = (args: readonly Arg[]): readonly string[] => {
  const end = args.findIndex(({ text }) => text === '--');
  return (end === -1 ? args : args.slice(0, end))
    .map(({ text }) => text)
    .filter((text) => /^-[A-Za-z]*[CcgL]/.test(text) || STEERING.some((name) => isPrefix(text, name)));
};

const isPrefix = (text: string, name: string): boolean => {
  const [, given] = /^--(?:no-)?([^=]+)/.exec(text) ?? [];
  return given !== undefined && name.startsWith(given.toLowerCase());
};
const pathsAmong = (args: readonly Arg[]): readonly Arg[] =>
  args.map(optionValue).filter(({ text }) => !text.startsWith('-') && !/\s/.test(text) && text !== '');

/** `npm exec -- command`, `npx command`, `-c 'script'`. */
const innerCommands = (args: readonly Arg[]): Pick<Usage, 'runs' | 'scripts'> => {
  const call = args.findIndex(({ text }) => text === '-c' || text === '--call');
  const inline = args.filter(({ text }) => text.startsWith('--call=')).map(optionValue);
  const [verb, ...rest] = args;
  const executes = /^(exec|x|dlx)$/.test(verb?.text ?? '');
  const command = rest.slice(rest.findIndex(({ text }) => !text.startsWith('-')));
  return {
    scripts: [...(call === -1 ? [] : args.slice(call + 1, call + 2)), ...inline],
    runs: executes && command.length > 0 ? [command] : [],
  };
};

/** `yarn publish`, `pnpm -r publish`, `yarn npm publish`. */
const readKin: Reader = (args) => {
  const verbs = args.filter(({ text }) => !text.startsWith('-')).map(({ text }) => text);
  const publishes = verbs.slice(0, 2).some((verb) => verb === 'publish') && verbs[0] !== 'run';
  return usage({
    standing: 'plain',
    touches: args.map(optionValue),
    forbidden: publishes ? publishing(['publish']) : [],
    ...innerCommands(args),
  });
};

/** `npx tsc` runs what the project has installed; with an option before it, it may be anything. */
const readNpx: Reader = (args, program) => {
  const [tool] = args;
  const checker = BUILDS[tool?.kind === 'exact' && CHECKED.has(tool.text) ? tool.text : ''];
  if (program === 'npx' && tool !== undefined && checker !== undefined)
    return { ...checker(args.slice(1), tool.text), installed: tool };
  const command = args.findIndex(({ text }) => !text.startsWith('-'));
  return usage({
    standing: 'unknown',
    touches: args.map(optionValue),
    runs: command === -1 ? [] : [args.slice(command)],
    scripts: innerCommands(args).scripts,
  });
};

const CHECKED: ReadonlySet<string> = new Set(CHECKERS);

export const NPM: Readonly<Record<string, Reader>> = {
  npm: readNpm,
  pnpm: readKin,
  yarn: readKin,
  bun: readKin,
  npx: readNpx,
  pnpx: readNpx,
  bunx: readNpx,
};
