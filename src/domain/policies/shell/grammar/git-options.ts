/** Options of the git verbs that are pre-approved in the locked project, as of git 2.50; any other option is asked about. */
import { type Grammar, looking } from '../grammar.ts';

export const STATUS: Grammar = {
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

export const DIFF: Grammar = {
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

export const LOG: Grammar = {
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

export const ADD: Grammar = {
  standing: 'repository',
  changes: true,
  flags:
    '-n -v -u -A -N --dry-run --verbose --update --all --no-all --no-ignore-removal --ignore-removal --intent-to-add --refresh --ignore-errors --ignore-missing --renormalize --sparse',
  maybe: '--chmod',
};

export const COMMIT: Grammar = {
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

/** Verbs that only look, for a rule to pre-approve. */
export const SHOW: Grammar = { ...LOG, standing: 'plain', changes: false };

export const BLAME = looking({
  attached: '-M -C',
  flags:
    '-b -c -e -f -l -n -p -s -t -w -M -C --root --show-stats --porcelain --line-porcelain --incremental --show-name --show-number --show-email --first-parent',
  maybe: '--abbrev --date --since',
  values: { text: '-L --ignore-rev', content: '-S --contents --ignore-revs-file' },
});

export const REV_PARSE = looking({
  flags:
    '-q --quiet --verify --symbolic --symbolic-full-name --abbrev-ref --short --show-toplevel --show-prefix --show-cdup --git-dir --absolute-git-dir --git-common-dir --is-inside-work-tree --is-inside-git-dir --is-bare-repository',
  maybe: '--abbrev-ref --short',
});

export const LS_FILES = looking({
  flags:
    '-c -d -m -o -i -s -u -t -v -z --cached --deleted --modified --others --ignored --stage --unmerged --directory --no-empty-directory --eol --deduplicate --exclude-standard --full-name --error-unmatch',
  maybe: '--abbrev',
  values: { text: '-x --exclude', content: '-X --exclude-from' },
});

export const DESCRIBE = looking({
  flags: '--all --tags --contains --always --long --dirty --exact-match --first-parent',
  maybe: '--abbrev --dirty --candidates --match --exclude',
});
