/** Programs that change files. None is pre-approved in the shell; what they change decides whether they are refused. */
import { type Arg, exact } from '../arg.ts';
import { type Grammar, readerOf } from '../grammar.ts';
import { type Reader, usage } from '../usage.ts';

const HELP = '--help --version -v --verbose';

const changing = (grammar: Omit<Grammar, 'standing'>): Reader => readerOf({ standing: 'plain', ...grammar });

const rm: Reader = (args, program) => {
  const use = remove(args, program);
  const letters = args
    .filter(({ text }) => /^-[A-Za-z]+$/.test(text))
    .map(({ text }) => text)
    .join('');
  const longs = args.map(({ text }) => text).filter((text) => text.startsWith('--'));
  const recursive = /[rR]/.test(letters) || longs.some((text) => /^--r/.test(text));
  const force = /f/.test(letters) || longs.some((text) => /^--f/.test(text));
  const how = recursive ? (force ? 'forced-tree' : 'tree') : 'file';
  return { ...use, writes: use.writes.map(({ arg }) => ({ arg, how })) };
};

const remove = changing({
  flags: `-f -i -I -r -R -d --force --recursive --dir --one-file-system --no-preserve-root --preserve-root ${HELP}`,
  maybe: '--interactive --preserve-root',
  operands: ['file'],
});

const COPY_FLAGS = `-a -b -d -f -i -H -l -L -n -p -P -r -R -s -T -u -x -Z --archive --attributes-only --backup --copy-contents --force --interactive --link --dereference --no-clobber --no-dereference --parents --recursive --remove-destination --strip-trailing-slashes --symbolic-link --no-target-directory --one-file-system ${HELP}`;
const COPY_MAYBE = '--backup --preserve --no-preserve --sparse --reflink --update --context --debug';

/** A target directory given by option makes every operand a source. */
const copying = (source: 'content' | 'file', treeFlags: boolean): Reader => {
  const values = { file: '-t --target-directory', text: '-S --suffix -m --mode -o --owner -g --group' } as const;
  const grammar = { flags: COPY_FLAGS, maybe: COPY_MAYBE, values };
  const toLast = changing({ ...grammar, operands: [source], last: 'file' });
  const toOption = changing({ ...grammar, operands: [source] });
  return (args, program) => {
    const hasTarget = args.some(({ text }) => /^-[a-zA-Z]*t|^--t/.test(text));
    const makes = program === 'install' && args.some(({ text }) => /^-[a-zA-Z]*d|^--dir/.test(text));
    if (makes) return makeDirectories(args, program);
    const use = (hasTarget ? toOption : toLast)(args, program);
    const isTree = treeFlags && args.some(({ text }) => /^-[a-zA-Z]*[arR]|^--(rec|arc)/.test(text));
    return isTree ? { ...use, reads: use.reads.map(({ arg }) => ({ arg, how: 'tree' as const })) } : use;
  };
};

const makeDirectories = changing({
  flags: `-d -p --directory --parents ${HELP}`,
  values: { text: '-m --mode -o -g --owner --group' },
  operands: ['file'],
});

/** scp copies, and connects as ssh does: by programs that its options may name. */
const scp: Reader = (args, program) => {
  const use = copying('content', true)(args, program);
  const valuesOf = (option: string): readonly Arg[] =>
    args.flatMap((arg, at) => {
      if (arg.text === option) return args.slice(at + 1, at + 2);
      return arg.text.startsWith(option) ? [{ ...arg, text: arg.text.slice(option.length) }] : [];
    });
  const settings = valuesOf('-o').map((arg) => ({ ...arg, text: arg.text.replace(/^\w+[= ][;|&\s]*/, '') }));
  return { ...use, scripts: [...settings, ...valuesOf('-S'), ...valuesOf('-D')] };
};

const ln: Reader = (args) => {
  const operands = args.filter(({ text }) => !text.startsWith('-'));
  const last = operands.at(-1);
  const isHard = !args.some(({ text }) => /^-[a-zA-Z]*s|^--sym/.test(text));
  const target = operands.length > 1 && last !== undefined ? [last] : [exact('.')];
  const sources = operands.length > 1 ? operands.slice(0, -1) : operands;
  return usage({
    standing: 'plain',
    writes: target.map((arg) => ({ arg, how: 'file' })),
    // A hard link is a second name to write through; a symlink to a protected place is the way to it.
    reads: sources.map((arg) => ({ arg, how: 'names' })),
    touches: isHard ? sources : [],
  });
};

const dd: Reader = (args) => {
  const named = (key: string): readonly Arg[] =>
    args
      .filter(({ text }) => text.startsWith(`${key}=`))
      .map((arg) => ({ ...arg, text: arg.text.slice(key.length + 1) }));
  return usage({
    standing: 'plain',
    reads: named('if').map((arg) => ({ arg, how: 'content' })),
    writes: named('of').map((arg) => ({ arg, how: 'file' })),
  });
};

const tar: Reader = (args, program) => {
  const [head, ...rest] = args;
  const bare =
    head !== undefined && /^[A-Za-z]+$/.test(head.text) ? [{ ...head, text: `-${head.text}` }, ...rest] : args;
  const extracts = bare.some(({ text }) => /^-[a-zA-Z]*x|^--(extract|get)/.test(text));
  const use = archive(bare, program);
  const into = bare.flatMap((arg, at) => {
    const attached = /^(?:--directory=|-C(?=.))(.*)$/.exec(arg.text)?.[1];
    if (attached !== undefined) return [{ ...arg, text: attached }];
    return /^(-C|--directory)$/.test(bare[at - 1]?.text ?? '') ? [arg] : [];
  });
  const written = into.length > 0 ? into : extracts ? [exact('.')] : [];
  const isCreating = !extracts && bare.some(({ text }) => /^-[a-zA-Z]*[cru]|^--(create|append|update)/.test(text));
  const files = bare.flatMap((arg, at) => (/^(-[a-zA-Z]*f|--file)$/.test(bare[at - 1]?.text ?? '') ? [arg] : []));
  const exec = bare
    .filter(({ text }) => /^--checkpoint-action=/.test(text))
    .map((arg) => ({ ...arg, text: arg.text.replace(/^[^=]*=(exec=)?/, '') }));
  return {
    ...use,
    writes: [
      ...use.writes,
      ...(extracts ? written : []).map((arg) => ({ arg, how: 'file' as const })),
      ...(isCreating ? files : []).map((arg) => ({ arg, how: 'file' as const })),
    ],
    scripts: [...use.scripts, ...exec],
  };
};

const archive = changing({
  flags:
    '-c -x -t -r -u -z -j -J -v -p -k -h -O -P -S -w -a -m --create --extract --get --list --append --update --gzip --bzip2 --xz --zstd --verbose --to-stdout --keep-old-files --dereference',
  maybe: '--checkpoint --checkpoint-action --exclude --strip-components --transform --owner --group --mode',
  values: {
    text: '-f --file -C --directory --exclude -b --strip-components',
    content: '-T -X --files-from --exclude-from',
    program: '-I -F --use-compress-program --to-command --info-script --new-volume-script --rsh-command --rmt-command',
  },
  operands: ['tree'],
});

const rsync = changing({
  flags:
    '-a -v -z -r -n -h -P -u -l -p -t -g -o -D -H -x -c -q -i -A -X -S -L -m -C --archive --verbose --compress --recursive --dry-run --human-readable --progress --partial --update --links --perms --times --itemize-changes --stats --checksum --quiet --delete-after --delete-before --ignore-existing',
  values: {
    program: '-e --rsh --rsync-path',
    content: '--files-from --exclude-from --include-from --password-file',
    text: '--exclude --include -f --filter --port --bwlimit',
    file: '--log-file --backup-dir --partial-dir --temp-dir -T',
  },
  refused: {
    '--delete': 'option --delete of rsync removes files',
    '--remove-source-files': 'option --remove-source-files of rsync removes files',
  },
  operands: ['tree'],
  last: 'file',
});

const chmodLike = changing({
  flags: `-R -f -c -h -H -L -P --recursive --silent --quiet --changes --no-dereference --dereference --preserve-root --no-preserve-root ${HELP}`,
  maybe: '--from',
  values: { names: '--reference' },
  operands: ['text', 'file'],
});

export const FILES: Readonly<Record<string, Reader>> = {
  rm,
  rmdir: changing({ flags: `-p --parents --ignore-fail-on-non-empty ${HELP}`, operands: ['file'] }),
  unlink: changing({ operands: ['file'] }),
  shred: changing({ flags: '-f -u -v -x -z --force --remove --zero', values: { text: '-n -s' }, operands: ['file'] }),
  cp: copying('content', true),
  mv: copying('file', false),
  install: copying('content', false),
  scp,
  ln,
  link: ln,
  dd,
  tar,
  bsdtar: tar,
  rsync,
  chmod: chmodLike,
  chown: chmodLike,
  chgrp: chmodLike,
  mkdir: changing({ flags: `-p --parents ${HELP}`, values: { text: '-m --mode' }, operands: ['file'] }),
  touch: changing({
    flags: '-a -c -f -h -m --no-create --no-dereference',
    values: { text: '-d -t --date --time', names: '-r --reference' },
    operands: ['file'],
  }),
  tee: changing({ flags: '-a -i -p --append --ignore-interrupts', maybe: '--output-error', operands: ['file'] }),
  truncate: changing({
    flags: '-c -o --no-create --io-blocks',
    values: { text: '-s --size', names: '-r --reference' },
    operands: ['file'],
  }),
  split: changing({
    flags: '-d -x -e -u --verbose',
    values: { text: '-a -b -C -l -n -t --lines --bytes', program: '--filter' },
    operands: ['content', 'file'],
  }),
  patch: changing({
    flags: '-N -R -s -E -u -f --forward --reverse --dry-run',
    values: {
      text: '-p -F --strip',
      content: '-i --input',
      file: '-o --output -r --reject-file',
      directory: '-d --directory',
    },
    operands: ['file', 'content'],
  }),
  unzip: changing({ flags: '-o -n -q -l -t -j -v', values: { file: '-d' }, operands: ['content', 'text'] }),
  zip: changing({
    flags: '-r -q -9 -j -m -T',
    values: { program: '-TT --unzip-command' },
    operands: ['file', 'tree'],
  }),
  gzip: changing({ flags: '-d -c -k -f -r -v -9 -1', operands: ['file'] }),
  base64: changing({
    flags: '-d -D -i --decode --ignore-garbage',
    values: { text: '-w --wrap' },
    operands: ['content'],
  }),
};
