/**
 * git: status, diff, log, add and commit stay in their repository unless an option makes them run, write or read
 * elsewhere. Pushing by force is refused in every spelling. Other verbs are a person's.
 */
import { type Arg, exact, HOLE, isExact } from '../arg.ts';
import { type Grammar, parserOf, splitterOf } from '../grammar.ts';
import { type Reader, type Usage, usage } from '../usage.ts';
import { ADD, BLAME, COMMIT, DESCRIBE, DIFF, LOG, LS_FILES, REV_PARSE, SHOW, STATUS } from './git-options.ts';

const readGit: Reader = (args) => {
  // Nothing beside it: neither a setting nor a verb.
  if (args.length === 1 && isExact(args[0], '--version')) return usage({ standing: 'plain', changes: false });
  const { given, operands, doubts } = splitGlobal(args, 'git');
  const [verb, ...rest] = operands;
  const config = given
    .filter(({ option }) => option === '-c' || option === '--config-env')
    .map(({ value }) => value?.text ?? '');
  const directories = given
    .filter(({ option }) => option === '-C')
    .flatMap(({ value }) => (value === null ? [] : [value]));
  const pointed = given.flatMap(({ option, value }) => (ELSEWHERE.has(option) && value !== null ? [value] : []));
  const elsewhere = given.some(({ option }) => ELSEWHERE.has(option));
  const found = verb === undefined ? usage({ doubts: ['git without a verb'] }) : readVerb(verb, rest);
  return {
    ...found,
    words: verb === undefined ? null : [exact('git'), verb, ...rest],
    touches: [...found.touches, ...pointed],
    doubts: [
      ...doubts,
      ...found.doubts,
      ...config.map((setting) => `git -c ${setting} may make git run a program`),
      ...(elsewhere ? ['git is pointed at another repository or program directory'] : []),
      ...(directories.length > 1 ? ['git is given several directories'] : []),
    ],
    directory: directories.length === 1 ? (directories[0] ?? null) : null,
    forbidden: [...found.forbidden, ...(config.some((setting) => FORCING_CONFIG.test(setting)) ? [FORCED] : [])],
    ...throughConfig(config, verb, rest, found),
  };
};

const splitGlobal = splitterOf({
  standing: 'repository',
  flags:
    '--no-pager -P --no-optional-locks --literal-pathspecs --glob-pathspecs --noglob-pathspecs --icase-pathspecs --no-advice --no-lazy-fetch --no-replace-objects',
  values: { text: '-c --config-env -C --git-dir --work-tree --namespace --super-prefix --attr-source' },
  maybe: '--exec-path',
  stopsAtOperand: true,
});
const ELSEWHERE: ReadonlySet<string> = new Set([
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--exec-path',
  '--super-prefix',
  '--attr-source',
]);

/** Settings given on the command line that are commands or further git words: looked through for what is forbidden. */
const throughConfig = (
  config: readonly string[],
  verb: Arg | undefined,
  rest: readonly Arg[],
  found: Usage,
): Pick<Usage, 'scripts' | 'runs'> => {
  const scripts: Arg[] = [...found.scripts];
  const runs: (readonly Arg[])[] = [...found.runs];
  for (const setting of config) {
    const [, key = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(setting) ?? [];
    if (key.toLowerCase() === `alias.${verb?.text.toLowerCase()}` && !value.startsWith('!'))
      runs.push([exact('git'), ...value.split(/\s+/).map(exact), ...rest]);
    else scripts.push({ kind: 'guess', text: value.replace(/^!/, '') });
  }
  return { scripts, runs };
};

const FORCED = {
  boundary: 'Bash(git push --force:*)',
  because: 'a push is forced, which can destroy the work of others',
};
const FORCING_CONFIG = /^remote\.[^=]*\.(push=\+|mirror=(true|1|yes|on)?$)/i;

const readVerb = (verb: Arg, args: readonly Arg[]): Usage => {
  if (verb.kind !== 'exact')
    return usage({ doubts: ['the verb of git is not plain'], forbidden: forcedIn('push', args) });
  const reader = VERBS.get(verb.text);
  if (reader !== undefined) return reader(args, `git ${verb.text}`);
  return usage({
    standing: 'plain',
    changes: !LOOKS.has(verb.text),
    touches: args.map((arg) => ({ ...arg, text: arg.text.replace(/^--[\w-]+=/, '') })),
    forbidden: forcedIn(verb.text, args),
    scripts: scriptsIn(args),
  });
};

/** Verbs that only look, without being pre-approved. */
const LOOKS: ReadonlySet<string> = new Set(
  'show blame grep ls-files ls-tree rev-parse rev-list describe shortlog cat-file for-each-ref reflog'.split(' '),
);

/** `rebase -x`, `bisect run`, `filter-branch --tree-filter`, `submodule foreach`: their arguments may be commands. */
const scriptsIn = (args: readonly Arg[]): readonly Arg[] => {
  const run = args.findIndex(({ text }) => text === 'run' || text === 'foreach');
  const tail =
    run === -1
      ? []
      : [
          {
            kind: 'guess' as const,
            text: args
              .slice(run + 1)
              .map(({ text }) => text)
              .join(' '),
          },
        ];
  return [...args.filter(({ text }) => /\s/.test(text)).map((arg) => ({ ...arg, text: commandIn(arg.text) })), ...tail];
};

/** Out of `--exec=cmd`, `-Ocmd`, `!cmd` and the address `ext::cmd%20arg`. */
const commandIn = (text: string): string =>
  text
    .replace(/^(--?)?[\w.-]+=|^-[a-zA-Z](?=\S+\s)|^!/, '')
    .replace(/^ext::(.*)$/s, (_, command: string) => command.replaceAll('% ', ' ').replaceAll('%', ''));

/** `-f` may be combined; `--force` abbreviated; `+ref` forces one ref; a deletion or a mirror takes refs away. */
const forcedIn = (verb: string, args: readonly Arg[]): Usage['forbidden'] => {
  if (!PUSHES.has(verb)) return [];
  const forces = args.some(
    ({ text }) => /^-[a-zA-Z46]*[fd]/.test(text) || /^--(f|mir|del|prun)/.test(text) || /^[+:]./.test(text),
  );
  return forces ? [FORCED] : [];
};
const PUSHES: ReadonlySet<string> = new Set(['push', 'send-pack', 'http-push', 'subtree']);

/** Operands are revisions or paths, and nobody can tell which: each is judged as the path that it may be. */
const inRepository = (grammar: Grammar): Reader => {
  const parse = parserOf({ ...grammar, operands: ['text'] });
  return (args, program) => {
    const { use, given, operands } = parse(args, program);
    const revisions = operands.flatMap(({ text }) =>
      /^[^:/][^:]*:/.test(text) ? [text.slice(text.indexOf(':') + 1)] : [],
    );
    const ranges = given.flatMap(({ option, value }) =>
      option === '-L' && value !== null ? [value.text.replace(/^.*:/, '')] : [],
    );
    const formats = args.filter(({ text }) => /%G/.test(text) && /^--(format|pretty)|%/.test(text));
    return {
      ...use,
      touches: [...use.touches, ...operands.filter(({ text }) => grammar.changes === true || LEADS_OUT.test(text))],
      reads: [
        ...use.reads,
        ...operands
          .filter(({ text }) => !/^:[!^]|^:\(exclude\)/.test(text))
          .map((arg) => ({ arg, how: 'names' as const })),
        ...[...revisions, ...ranges].map((text) => ({ arg: exact(text), how: 'names' as const })),
      ],
      doubts: [
        ...use.doubts,
        ...operands.flatMap(({ text }) => doubtOn(text)),
        ...(formats.length > 0 && program !== 'git diff' ? ['a format with %G runs gpg'] : []),
      ],
    };
  };
};

/** Only such a path can lie outside of the repository, where git compares it without one. */
const LEADS_OUT = /^\/|(^|\/)\.\.(\/|$)/;

const doubtOn = (operand: string): readonly string[] => {
  if (operand.includes(HOLE)) return ['what git is given is not known'];
  return /^:(?![!^/]|\(exclude\))/.test(operand) ? [`${operand} is a path in git's own notation`] : [];
};

const VERBS: ReadonlyMap<string, Reader> = new Map([
  ['show', inRepository(SHOW)],
  ['blame', inRepository(BLAME)],
  ['rev-parse', inRepository(REV_PARSE)],
  ['ls-files', inRepository(LS_FILES)],
  ['describe', inRepository(DESCRIBE)],
  ['status', inRepository({ ...STATUS, flags: `${STATUS.flags} -u` })],
  ['diff', inRepository(DIFF)],
  ['log', inRepository(LOG)],
  ['add', inRepository(ADD)],
  ['commit', inRepository(COMMIT)],
]);

export const GIT: Readonly<Record<string, Reader>> = { git: readGit };
