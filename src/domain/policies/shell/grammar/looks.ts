/**
 * Programs that only look, and that a rule may pre-approve: du and df, sums of files, plain filters that are not among the
 * pre-approved ones, and `NAME --version` of whatever is known.
 */
import { type Grammar, looking, readerOf } from '../grammar.ts';
import type { Reader } from '../usage.ts';

const look = (grammar: Omit<Grammar, 'standing' | 'changes'>): Reader => readerOf(looking(grammar));
const HELP = '--help --version';
const LISTS = 'it reads a list of further files';

const SUMS = look({
  flags: `-b -t -z --binary --tag --text --zero ${HELP}`,
  refused: { '-c': LISTS, '--check': LISTS },
  operands: ['content'],
});

export const LOOKS: Readonly<Record<string, Reader>> = {
  du: look({
    flags: `-0 -a -b -c -h -k -m -P -s -S -x --null --all --apparent-size --bytes --total --human-readable --inodes --no-dereference --separate-dirs --si --summarize --one-file-system ${HELP}`,
    maybe: '--time --time-style',
    values: { text: '-B -d -t --block-size --max-depth --threshold --exclude', content: '-X --exclude-from' },
    refused: {
      '--files0-from': LISTS,
      '-L': 'option -L of du follows symlinks',
      '--dereference': 'option --dereference of du follows symlinks',
    },
    operands: ['walk'],
    implicit: 'walk',
  }),
  df: look({
    flags: `-a -h -H -i -k -l -P -T --all --human-readable --si --inodes --local --portability --print-type --total ${HELP}`,
    values: { text: '-B -t -x --block-size --type --exclude-type' },
    operands: ['names'],
  }),
  tac: look({ flags: `-b -r --before --regex ${HELP}`, values: { text: '-s --separator' }, operands: ['content'] }),
  rev: look({ flags: HELP, operands: ['content'] }),
  paste: look({
    flags: `-s -z --serial --zero-terminated ${HELP}`,
    values: { text: '-d --delimiters' },
    operands: ['content'],
  }),
  comm: look({
    flags: `-1 -2 -3 -z --check-order --nocheck-order --total --zero-terminated ${HELP}`,
    maybe: '--output-delimiter',
    operands: ['content'],
  }),
  fold: look({ flags: `-b -s --bytes --spaces ${HELP}`, values: { text: '-w --width' }, operands: ['content'] }),
  column: look({
    flags: `-t -x -n -e ${HELP}`,
    values: { text: '-s -c -o --separator --output-separator' },
    operands: ['content'],
  }),
  seq: look({
    flags: `-w --equal-width ${HELP}`,
    values: { text: '-f -s --format --separator' },
    operands: ['text'],
    numeric: true,
  }),
  md5sum: SUMS,
  sha1sum: SUMS,
  sha256sum: SUMS,
  sha512sum: SUMS,
  cksum: look({ flags: HELP, operands: ['content'] }),
};
