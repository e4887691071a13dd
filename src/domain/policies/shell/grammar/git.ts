/**
 * git: status, diff, log, add and commit stay in their repository unless an option makes them run, write or read
 * elsewhere. Pushing by force is refused in every spelling. Other verbs are a person's.
 */
import { type Arg, exact, HOLE } from '../arg.ts';
import { type Grammar, parserOf, splitterOf } from '../grammar.ts';
import { type Reader, type Usage, usage } from '../usage.ts';

const readGit: Reader = (args) => {
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
  return [
    ...args
      .filter(({ text }) => /\s/.test(text))
      .map((arg) => ({ ...arg, text: arg.text.replace(/^(--?)?[\w.-]+=/, '') })),
    ...tail,
  ];
};

/** `-f` may be combined; `--force` abbreviated; `+ref` forces one ref; a deletion or a mirror takes refs away. */
const forcedIn = (verb: string, args: readonly Arg[]): Usage['forbidden'] => {
  if (!PUSHES.has(verb)) return [];
  const forces = args.some(
    ({ text }) => /^-[a-zA-Z46]*[fd]/.test(text) || /^--(f|mir|del|prun)/.test(text) || /^[+:]./.test(text),
  );
  return forces ? [FORCED] : [];
};
const PUSHES: ReadonlySet<string> = new Set(['push', 'send-pack', 'http-push', 'subtree']);

const STATUS: Grammar = {
  standing: 'repository',
  attached: '-u -M',
  flags:
    '-s -b -v -z --short --branch --show-stash --porcelain --long --verbose --ahead-behind --no-ahead-behind --renames --no-renames --null --no-column',
  maybe: '--porcelain --untracked-files --ignored --ignore-submodules --column --find-renames',
  values: {},
};

const DIFF_FLAGS =
  '-p -u -s -w -b -a -R -z -W -M -C -B -D --patch --no-patch --raw --patch-with-raw --patch-with-stat --indent-heuristic --no-indent-heuristic --minimal --patience --histogram --numstat --shortstat --summary --compact-summary --name-only --name-status --no-color --no-renames --check --full-index --binary --text --ignore-cr-at-eol --ignore-space-at-eol --ignore-space-change --ignore-all-space --ignore-blank-lines --function-context --exit-code --quiet --no-ext-diff --no-textconv --no-prefix --default-prefix --pickaxe-all --pickaxe-regex --irreversible-delete --find-copies-harder --cumulative --no-relative --ita-invisible-in-index --cc --combined-all-paths';
const DIFF_MAYBE =
  '--stat --color --color-words --color-moved --color-moved-ws --no-color-moved --word-diff --word-diff-regex --abbrev --no-abbrev --find-renames --find-copies --break-rewrites --diff-filter --submodule --ignore-submodules --dirstat --dirstat-by-file --relative --ws-error-highlight --unified --inter-hunk-context --diff-algorithm --anchored --src-prefix --dst-prefix --line-prefix --stat-width --stat-name-width --stat-count --stat-graph-width --diff-merges --skip-to --rotate-to --function-context';
const DIFF_TEXT =
  '-U -S -G -O -l --unified --diff-algorithm --anchored --diff-filter --stat-width --word-diff-regex --inter-hunk-context --find-object --max-depth';

const DIFF: Grammar = {
  standing: 'repository',
  attached: '-M -C -B -X',
  flags: `${DIFF_FLAGS} -1 -2 -3 -0 --cached --staged --merge-base --base --ours --theirs --name-only`,
  maybe: DIFF_MAYBE,
  values: { text: DIFF_TEXT.replace('-O ', ''), file: '--output', content: '-O' },
  refused: {
    '--ext-diff': 'option --ext-diff of git runs a program',
    '--textconv': 'option --textconv of git runs a program',
    '--no-index': 'option --no-index of git compares files outside the repository',
  },
};

const LOG: Grammar = {
  standing: 'repository',
  attached: '-M -C -B -X',
  flags: `${DIFF_FLAGS} -i -E -F -P -g -m -c -t -r --oneline --graph --all --merges --no-merges --first-parent --follow --no-decorate --full-history --reverse --date-order --author-date-order --topo-order --no-walk --walk-reflogs --boundary --cherry-pick --cherry-mark --cherry --left-right --left-only --right-only --all-match --invert-grep --regexp-ignore-case --extended-regexp --fixed-strings --perl-regexp --no-notes --abbrev-commit --no-abbrev-commit --relative-date --parents --children --stdin --dense --sparse --simplify-merges --simplify-by-decoration --ancestry-path --reflog --source --use-mailmap --no-mailmap --mailmap --log-size --full-diff --no-graph --no-expand-tabs --clear-decorations --bisect --show-pulls --remove-empty --exclude-first-parent-only --not --in-commit-order --no-show-signature --dd`,
  maybe: `${DIFF_MAYBE} --decorate --decorate-refs --decorate-refs-exclude --branches --tags --remotes --glob --exclude --date --pretty --format --encoding --expand-tabs --notes --show-notes --no-walk --since --until --after --before --author --committer --grep --max-count --skip --min-parents --max-parents --since-as-filter --ancestry-path --exclude-hidden`,
  values: {
    text: `${DIFF_TEXT.replace('-O ', '')} -n -L --max-count --skip --since --until --after --before --author --committer --grep --date --pretty --format --glob --exclude --decorate-refs --grep-reflog --min-parents --max-parents --encoding`,
    file: '--output',
    content: '-O',
  },
  refused: { '--show-signature': 'option --show-signature of git runs gpg', ...DIFF.refused },
  numeric: true,
};

const ADD: Grammar = {
  standing: 'repository',
  changes: true,
  flags:
    '-n -v -u -A -N --dry-run --verbose --update --all --no-all --no-ignore-removal --ignore-removal --intent-to-add --refresh --ignore-errors --ignore-missing --renormalize --sparse',
  maybe: '--chmod',
};

const COMMIT: Grammar = {
  standing: 'repository',
  changes: true,
  flags:
    '-a -q -v -s -o -i -z --all --quiet --verbose --signoff --no-signoff --only --include --amend --no-edit --allow-empty --allow-empty-message --dry-run --short --branch --porcelain --long --null --status --no-status --reset-author --no-post-rewrite --no-gpg-sign --verify --ahead-behind --no-ahead-behind',
  maybe: '--untracked-files --cleanup',
  values: {
    text: '-m -C --message --author --date --fixup --squash --reuse-message --cleanup --trailer',
    content: '-F --file',
    danger: '-t --template -c --reedit-message --pathspec-from-file',
  },
  refused: {
    '-n': 'option -n of git commit skips the hooks of the repository',
    '--no-verify': 'option --no-verify of git commit skips the hooks of the repository',
    '-S': 'option -S of git runs gpg',
    '--gpg-sign': 'option --gpg-sign of git runs gpg',
    '-e': 'option -e of git commit opens an editor',
    '--edit': 'option --edit of git commit opens an editor',
    '-p': 'option -p of git commit asks questions',
    '--patch': 'option --patch of git commit asks questions',
  },
};

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
        ...(formats.length > 0 && program === 'git log' ? ['a format with %G runs gpg'] : []),
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
  ['status', inRepository({ ...STATUS, flags: `${STATUS.flags} -u` })],
  ['diff', inRepository(DIFF)],
  ['log', inRepository(LOG)],
  ['add', inRepository(ADD)],
  ['commit', inRepository(COMMIT)],
]);

export const GIT: Readonly<Record<string, Reader>> = { git: readGit };
