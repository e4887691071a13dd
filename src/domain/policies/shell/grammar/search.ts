/** Programs that look through directories: ls, tree, grep, ripgrep; and find, which has a file of its own. */

import { reachesSecrets } from '../../secrets.ts';
import type { Arg } from '../arg.ts';
import { type Grammar, parserOf, readerOf } from '../grammar.ts';
import type { Reader } from '../usage.ts';
import { find } from './find.ts';

const HELP = '--help --version';

const lsFlat = readerOf({
  standing: 'reading',
  flags: `-a -A -b -B -c -C -d -f -F -g -G -h -H -i -k -l -L -m -n -N -o -p -q -Q -r -R -s -S -t -u -U -v -x -X -Z -1 -@ -e -O --all --almost-all --author --escape --ignore-backups --directory --dired --file-type --full-time --group-directories-first --no-group --human-readable --si --dereference-command-line --inode --kibibytes --dereference --numeric-uid-gid --literal --hide-control-chars --show-control-chars --quote-name --reverse --recursive --size --context --zero ${HELP}`,
  maybe:
    '--color --classify --format --hyperlink --indicator-style --quoting-style --sort --time --time-style --block-size',
  values: { text: '-I -T -w --ignore --hide --width --tabsize' },
  operands: ['names'],
  implicit: 'names',
});

/** With -R the names of all below are shown. */
const ls: Reader = (args, program) => {
  const use = lsFlat(args, program);
  const isDeep = args.some(({ text }) => /^-[a-zA-Z1]*R|^--recursive$/.test(text));
  return isDeep ? { ...use, reads: use.reads.map(({ arg }) => ({ arg, how: 'walk' as const })) } : use;
};

const tree = readerOf({
  standing: 'reading',
  flags: `-a -d -f -x -i -q -N -Q -p -u -g -s -h -D -F -v -t -c -U -r -n -C -A -S -J -X --dirsfirst --filesfirst --prune --noreport --gitignore --inodes --device --du --si --matchdirs --ignore-case --nolinks ${HELP}`,
  maybe: '--sort',
  values: { text: '-L -P -I --charset --filelimit --timefmt', file: '-o' },
  refused: { '-l': 'option -l of tree follows symlinks', '-R': 'option -R of tree writes 00Tree.html files' },
  operands: ['walk'],
  implicit: 'walk',
});

const GREP: Grammar = {
  standing: 'reading',
  flags: `-E -F -G -P -i -v -w -x -c -l -L -q -s -b -H -h -n -o -T -Z -z -a -I -U -y -r --extended-regexp --fixed-strings --basic-regexp --perl-regexp --ignore-case --no-ignore-case --invert-match --word-regexp --line-regexp --count --files-with-matches --files-without-match --quiet --silent --no-messages --byte-offset --with-filename --no-filename --line-number --only-matching --initial-tab --null --null-data --text --binary --recursive --line-buffered ${HELP}`,
  maybe: '--color --colour',
  values: {
    text: '-e -m -A -B -C -D -d --regexp --max-count --after-context --before-context --context --label --include --exclude --exclude-dir --binary-files --devices --directories --group-separator',
    content: '-f --file --exclude-from',
  },
  refused: {
    '-R': 'option -R of grep follows symlinks',
    '--dereference-recursive': 'option --dereference-recursive of grep follows symlinks',
  },
  operands: ['text', 'content'],
  withoutFirst: '-e --regexp -f --file',
  recursive: '-r --recursive',
  numeric: true,
};

const RG: Grammar = {
  standing: 'reading',
  flags: `-i -s -S -v -w -x -c -l -q -n -N -H -I -o -F -P -U -a -b -0 -p -V --ignore-case --case-sensitive --smart-case --invert-match --word-regexp --line-regexp --count --count-matches --files-with-matches --files-without-match --quiet --line-number --no-line-number --with-filename --no-filename --only-matching --fixed-strings --pcre2 --no-pcre2 --multiline --multiline-dotall --no-multiline --text --byte-offset --null --pretty --heading --no-heading --column --no-column --vimgrep --json --stats --no-stats --trim --no-trim --files --no-messages --no-ignore-messages --passthru --type-list --crlf --null-data --block-buffered --line-buffered --max-columns-preview --no-config --one-file-system --debug --trace --sort-files --include-zero --auto-hybrid-regex --no-unicode --no-encoding --mmap --no-mmap --glob-case-insensitive --no-hidden --ignore --no-follow ${HELP}`,
  values: {
    text: '-e -A -B -C -m -M -t -T -g -r -E -d -j --regexp --after-context --before-context --context --max-count --max-columns --type --type-not --glob --iglob --replace --encoding --max-depth --maxdepth --threads --color --colors --sort --sortr --max-filesize --engine --path-separator --field-context-separator --field-match-separator --context-separator --dfa-size-limit --regex-size-limit --hyperlink-format --generate',
    content: '-f --file --ignore-file',
    program: '--pre --hostname-bin',
    danger: '--type-add --type-clear --pre-glob',
  },
  refused: {
    '-L': 'option -L of rg follows symlinks',
    '--follow': 'option --follow of rg follows symlinks',
    '-z': 'option -z of rg runs programs that decompress',
    '--search-zip': 'option --search-zip of rg runs programs that decompress',
    '--hidden': 'option --hidden of rg searches hidden files, where secrets lie',
    '-.': 'option -. of rg searches hidden files, where secrets lie',
    '-u': 'option -u of rg searches files that are kept apart, where secrets lie',
    '--unrestricted': 'option --unrestricted of rg searches files that are kept apart, where secrets lie',
    '--no-ignore': 'option --no-ignore of rg searches files that are kept apart, where secrets lie',
  },
  operands: ['text', 'search'],
  withoutFirst: '-e --regexp -f --file --files --type-list',
  implicit: 'search',
};

/** What lies around a place that is searched says what is left out of the search: that is read too. */
const heedingIgnores =
  (read: Reader): Reader =>
  (args, program) => {
    const use = read(args, program);
    const searched = use.reads.filter(({ how }) => how === 'search');
    return { ...use, reads: [...use.reads, ...searched.map(({ arg }) => ({ arg, how: 'ignores' as const }))] };
  };

/** A recursive search that singles secrets out by a pattern of names reads them. */
const searching = (grammar: Grammar, globs: string): Reader => {
  const parse = parserOf(grammar);
  const options = globs.split(' ');
  return (args, program) => {
    const { use, given } = parse(args, program);
    const picks = given.filter(({ option, value }) => options.includes(option) && value !== null && aims(value));
    const follows = given.some(({ option, value }) => /^(-d|--directories)$/.test(option) && value?.text === 'recurse');
    const doubts = [
      ...picks.map(({ value }) => `${program} is told to search ${value?.text}, which may be secrets`),
      ...(follows ? [`${program} searches directories by another option than -r`] : []),
    ];
    // Told which names to search, grep -r leaves all others alone.
    const isLimited = picks.length === 0 && given.some(({ option }) => option === '--include');
    const reads = isLimited
      ? use.reads.map(({ arg, how }) => ({ arg, how: how === 'tree' ? ('walk' as const) : how }))
      : use.reads;
    return { ...use, reads, doubts: [...use.doubts, ...doubts] };
  };
};

const aims = (value: Arg): boolean => !value.text.startsWith('!') && reachesSecrets(value.text);

export const SEARCH: Readonly<Record<string, Reader>> = {
  ls,
  tree,
  grep: searching(GREP, '--include'),
  egrep: asPlain(searching(GREP, '--include')),
  fgrep: asPlain(searching(GREP, '--include')),
  rg: heedingIgnores(searching(RG, '-g --glob --iglob')),
  find,
};

/** Old names that nothing pre-approves. */
function asPlain(read: Reader): Reader {
  return (args, program) => ({ ...read(args, program), standing: 'plain' });
}
