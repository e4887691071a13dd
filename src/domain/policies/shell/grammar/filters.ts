/** Pure filters: programs that read files or their input and print. Options that write, run or read lists are not here. */
import { isExact } from '../arg.ts';
import { type Grammar, readerOf } from '../grammar.ts';
import { type Reader, usage } from '../usage.ts';
import { readSed } from './sed.ts';

const filter = (grammar: Omit<Grammar, 'standing'>): Reader => readerOf({ standing: 'reading', ...grammar });
const HELP = '--help --version';

const runsProgram = 'it runs a program';
const readsList = 'it reads a list of further files';

export const FILTERS: Readonly<Record<string, Reader>> = {
  cat: filter({
    flags: `-A -b -e -E -n -s -t -T -u -v --show-all --number-nonblank --show-ends --number --squeeze-blank --show-tabs --show-nonprinting ${HELP}`,
    operands: ['content'],
  }),
  head: filter({
    flags: `-q -v -z --quiet --silent --verbose --zero-terminated ${HELP}`,
    values: { text: '-n -c --lines --bytes' },
    operands: ['content'],
    numeric: true,
  }),
  tail: filter({
    flags: `-q -v -z -f -F -r --quiet --silent --verbose --zero-terminated --follow --retry ${HELP}`,
    maybe: '--follow',
    values: { text: '-n -c -s --lines --bytes --sleep-interval --pid --max-unchanged-stats' },
    operands: ['content'],
    numeric: true,
  }),
  wc: filter({
    flags: `-l -w -c -m -L --lines --words --bytes --chars --max-line-length ${HELP}`,
    maybe: '--total',
    refused: { '--files0-from': readsList },
    operands: ['content'],
  }),
  sort: filter({
    flags: `-b -d -f -g -i -M -h -n -R -r -V -c -C -m -s -u -z --ignore-leading-blanks --dictionary-order --ignore-case --general-numeric-sort --ignore-nonprinting --month-sort --human-numeric-sort --numeric-sort --random-sort --reverse --version-sort --check --merge --stable --unique --zero-terminated --debug ${HELP}`,
    maybe: '--sort --check',
    values: {
      text: '-k -t -S --key --field-separator --buffer-size --parallel --batch-size',
      content: '--random-source',
      file: '-o --output',
      'tree-write': '-T --temporary-directory',
      program: '--compress-program',
    },
    refused: { '--files0-from': readsList },
    operands: ['content'],
  }),
  uniq: filter({
    flags: `-c -d -D -i -u -z --count --repeated --ignore-case --unique --zero-terminated ${HELP}`,
    maybe: '--all-repeated --group',
    values: { text: '-f -s -w --skip-fields --skip-chars --check-chars' },
    operands: ['content', 'file'],
  }),
  cut: filter({
    flags: `-n -s -z --complement --only-delimited --zero-terminated ${HELP}`,
    values: { text: '-b -c -d -f --bytes --characters --delimiter --fields --output-delimiter' },
    operands: ['content'],
  }),
  tr: filter({
    flags: `-c -C -d -s -t --complement --delete --squeeze-repeats --truncate-set1 ${HELP}`,
    operands: ['text'],
  }),
  nl: filter({
    flags: `-p --no-renumber ${HELP}`,
    values: {
      text: '-b -d -f -h -i -l -n -s -v -w --body-numbering --section-delimiter --footer-numbering --header-numbering --line-increment --join-blank-lines --number-format --number-separator --starting-line-number --number-width',
    },
    operands: ['content'],
  }),
  // Two directories are compared file by file, hidden ones too, even without --recursive.
  diff: filter({
    flags: `-q -s -c -u -e -n -y -p -t -T -r -N -i -E -Z -b -w -B -a -d --normal --brief --report-identical-files --ed --rcs --side-by-side --left-column --suppress-common-lines --show-c-function --expand-tabs --initial-tab --suppress-blank-empty --recursive --no-dereference --new-file --unidirectional-new-file --ignore-file-name-case --ignore-case --ignore-tab-expansion --ignore-trailing-space --ignore-space-change --ignore-all-space --ignore-blank-lines --text --strip-trailing-cr --minimal --speed-large-files ${HELP}`,
    maybe: '--color --context --unified',
    values: {
      text: '-C -U -x -I -W -F -S -D --label --width --exclude --starting-file --ignore-matching-lines --show-function-line --horizon-lines --tabsize --palette --ifdef --line-format --old-line-format --new-line-format --unchanged-line-format',
      content: '-X --exclude-from',
      tree: '--from-file --to-file',
    },
    refused: { '-l': `option -l of diff: ${runsProgram}`, '--paginate': `option --paginate of diff: ${runsProgram}` },
    operands: ['tree'],
    attached: '-u -c',
    numeric: true,
  }),
  cmp: filter({
    flags: `-b -l -s --print-bytes --verbose --quiet --silent ${HELP}`,
    values: { text: '-i -n --ignore-initial --bytes' },
    operands: ['content', 'content', 'text'],
  }),
  stat: filter({
    flags: `-L -f -t -x -l -r -s -n -q --dereference --file-system --terse ${HELP}`,
    maybe: '--cached',
    values: { text: '-c --format --printf' },
    operands: ['names'],
  }),
  file: filter({
    flags: `-b -i -k -h -N -n -p -r -v -0 --brief --mime --mime-type --mime-encoding --extension --keep-going --no-dereference --no-pad --no-buffer --preserve-date --raw --print0 ${HELP}`,
    values: { text: '-F -P -e --separator --exclude', danger: '-m -f --magic-file --files-from' },
    refused: {
      '-C': 'option -C of file compiles, and writes, a magic file',
      '-z': `option -z of file: ${runsProgram}`,
    },
    operands: ['content'],
  }),
  basename: filter({ flags: `-a -z --multiple --zero ${HELP}`, values: { text: '-s --suffix' }, operands: ['names'] }),
  dirname: filter({ flags: `-z --zero ${HELP}`, operands: ['names'] }),
  realpath: filter({
    flags: `-e -m -L -P -q -s -z --canonicalize-existing --canonicalize-missing --logical --physical --quiet --strip --no-symlinks --zero ${HELP}`,
    values: { names: '--relative-to --relative-base' },
    operands: ['names'],
  }),
  echo: () => usage({ standing: 'reading', changes: false }),
  pwd: filter({ flags: '-L -P --logical --physical' }),
  true: filter({}),
  false: filter({}),
  printf: (args) =>
    usage({
      standing: 'reading',
      changes: false,
      // `-v name[$(…)]` runs a command in bash, and zsh computes the arguments of %d.
      doubts: args.some((arg, at) => (at === 0 && /^-./.test(arg.text)) || /[$`]/.test(arg.text))
        ? ['printf may store or compute what it is given']
        : [],
    }),
  test: (args) => testUsage(args),
  '[': (args) => {
    const use = testUsage(args.slice(0, -1));
    return isExact(args.at(-1), ']') ? use : { ...use, doubts: [...use.doubts, '[ lacks its ]'] };
  },
  sed: readSed,
};

const testUsage: (args: Parameters<Reader>[0]) => ReturnType<Reader> = (args) => {
  const doubts = args.flatMap(({ text }, at) => {
    // `-v name[$(…)]` runs a command in bash; zsh computes the operands of -eq and its like.
    if (/^-[vRot]$/.test(text)) return [`test ${text} looks into the shell itself`];
    const isNumeric =
      /^-(eq|ne|lt|le|gt|ge)$/.test(args[at - 1]?.text ?? '') ||
      /^-(eq|ne|lt|le|gt|ge)$/.test(args[at + 1]?.text ?? '');
    return isNumeric && !/^-?\d+$/.test(text) ? [`zsh computes ${text}`] : [];
  });
  const reads = args.flatMap((arg, at) => {
    const before = args[at - 1]?.text ?? '';
    const beside = args[at + 1]?.text ?? '';
    const isFile =
      /^-[abcdefghkprsuwxLOGNS]$/.test(before) || /^-(nt|ot|ef)$/.test(before) || /^-(nt|ot|ef)$/.test(beside);
    return isFile ? [{ arg, how: 'names' as const }] : [];
  });
  return usage({ standing: 'reading', changes: false, doubts, reads });
};
