/** Shells and language interpreters: they run what they are given, so they are asked about; shell text is opened up. */
import { type Arg, isExact } from '../arg.ts';
import { namesWithin, outsideNames, withoutTitles } from '../naming.ts';
import { type Reader, usage } from '../usage.ts';
import { awkCallOf, isPlainAwk } from './awk.ts';
import { BUILDS } from './builds.ts';

const joined = (args: readonly Arg[]): Arg => ({
  kind: args.every(({ kind }) => kind === 'exact') ? 'exact' : 'guess',
  text: args.map(({ text }) => text).join(' '),
});

/** `sh -c text`, `bash file`, and bare `sh`, which runs its input. */
const shell: Reader = (args) => {
  const at = args.findIndex(({ text }) => /^-[a-zA-Z]*c$/.test(text) || /^-[a-zA-Z]*c[a-z]*$/.test(text));
  const script = at === -1 ? undefined : args.slice(at + 1).find(({ text }) => !/^[-+]/.test(text));
  const file = at === -1 ? args.find(({ text }) => !/^[-+]/.test(text)) : undefined;
  return usage({
    scripts: script === undefined ? [] : [script],
    reads: file === undefined ? [] : [{ arg: file, how: 'content' }],
    interprets: true,
    standing: 'plain',
  });
};

const sourced: Reader = (args) =>
  usage({
    standing: 'plain',
    reads: args.slice(0, 1).map((arg) => ({ arg, how: 'content' })),
    interprets: true,
  });

const evaluated: Reader = (args) =>
  usage({
    standing: 'plain',
    scripts: [joined(args)],
    interprets: true,
  });

const trapped: Reader = (args) =>
  usage({ standing: 'plain', doubts: ['trap runs text later'], scripts: args.slice(0, 1) });

/** Python, Node, Perl and so on: `programText` are the options that hold it, `doors` those that let others in. */
const language = (programText: RegExp, doors = /(?!)/): Reader => {
  return (args) => {
    const code = args.flatMap((arg, at): readonly Arg[] => {
      if (arg.text.startsWith('-') && programText.test(arg.text.replace(/=.*/s, ''))) {
        const equals = arg.text.indexOf('=');
        const next = args[at + 1];
        if (equals !== -1 && arg.text.startsWith('--')) return [{ ...arg, text: arg.text.slice(equals + 1) }];
        return next === undefined ? [] : [next];
      }
      return [];
    });
    const operands = args.filter((arg) => !arg.text.startsWith('-') && !code.includes(arg));
    const options = args.filter((arg) => arg.text.startsWith('-') && !code.includes(arg));
    const script = code.length === 0 ? operands.slice(0, 1) : [];
    return usage({
      standing: 'plain',
      code,
      // `node node_modules/.bin/npm publish` is npm.
      runs: script.length === 0 ? [] : [operands],
      reads: script.map((arg) => ({ arg, how: 'content' })),
      touches: [
        ...operands.slice(script.length),
        ...options.filter(({ text }) => text.includes('=')).flatMap(namesWithin),
      ],
      doubts: options.filter(({ text }) => doors.test(text)).map(({ text }) => `${text} lets others in`),
      interprets: true,
    });
  };
};

/** `perl -i`, `ruby -i` edit files in place. */
const editingLanguage = (options: RegExp): Reader => {
  const read = language(options);
  return (args, program) => {
    const use = read(args, program);
    const edits = args.some(({ text }) => /^-[a-z]*i/.test(text));
    return edits ? { ...use, writes: use.touches.map((arg) => ({ arg, how: 'file' })) } : use;
  };
};

/** A program that only computes and prints reads its files; any other may do all that its text says. */
const awk: Reader = (args) => {
  const { program, programFile, files, others } = awkCallOf(args);
  const reads = [...(programFile === null ? [] : [programFile]), ...files].map((arg) => ({
    arg,
    how: 'content' as const,
  }));
  const isPlain = program?.kind === 'exact' && isPlainAwk(program.text) && others.length === 0;
  if (isPlain) return usage({ standing: 'plain', changes: false, reads });
  const text = program?.text ?? '';
  const isOutward = /system|getline|\|/.test(text);
  const shells = [...text.matchAll(/"([^"]*)"/g)].map((match): Arg => ({ kind: 'guess', text: match[1] ?? '' }));
  const redirects = [...text.matchAll(/>>?\s*"([^"]+)"/g)].map(
    (match): Arg => ({ kind: 'guess', text: match[1] ?? '' }),
  );
  return usage({
    standing: 'plain',
    doubts: [
      'the awk program may do more than compute and print',
      ...others.map((option) => `option ${option} of awk is not known to be harmless`),
    ],
    code: program === null ? [] : [program],
    interprets: isOutward,
    scripts: isOutward ? shells : [],
    writes: redirects.map((arg) => ({ arg, how: 'file' })),
    reads,
  });
};

/** jq reads; but its language can read the environment, modules and further files. */
const jq: Reader = (args) => {
  const doubts: string[] = [];
  const reads: Arg[] = [];
  const operands: Arg[] = [];
  let filterGiven = false;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (arg === undefined) continue;
    const { text } = arg;
    if (text === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (/^--(arg|argjson)$/.test(text)) at += 2;
    else if (/^--(slurpfile|rawfile)$/.test(text)) {
      reads.push(...args.slice(at + 2, at + 3));
      at += 2;
    } else if (/^(-f|--from-file)$/.test(text)) {
      reads.push(...args.slice(at + 1, at + 2));
      filterGiven = true;
      at += 1;
      doubts.push('the filter of jq stands in a file');
    } else if (text === '--indent') at += 1;
    else if (/^-[rcsnejSCMaR]+$/.test(text) || JQ_FLAGS.has(text)) continue;
    else if (text.startsWith('-') && text !== '-') doubts.push(`option ${text} of jq is not known to be harmless`);
    else operands.push(arg);
  }
  const [filter, ...files] = filterGiven ? [undefined, ...operands] : operands;
  if (
    filter !== undefined &&
    /(?<![.\w"])(env|import|include)\b|\$ENV|modulemeta|\$__prog|get_search_list/.test(filter.text)
  )
    doubts.push('the filter of jq reads the environment or further files');
  return usage({
    standing: 'reading',
    changes: false,
    doubts,
    reads: [...reads, ...files.filter((file) => file !== undefined)].map((arg) => ({ arg, how: 'content' })),
  });
};

const JQ_FLAGS: ReadonlySet<string> = new Set(
  '--raw-output --compact-output --slurp --null-input --exit-status --join-output --sort-keys --color-output --monochrome-output --ascii-output --raw-input --tab --stream --seq --raw-output0 --unbuffered --help --version'.split(
    ' ',
  ),
);

/** They run what comes in on their standard input, each in its way. */
const runsInput: Reader = (args) => usage({ touches: args, interprets: true });

const plainPython = language(/^-[a-zA-Z]*[c]$/);
/** `python -m pytest` is pytest, with the directory that it runs in to find modules in. */
const python: Reader = (args, program) => {
  const [option, module] = args;
  const read = isExact(option, '-m') && module?.kind === 'exact' ? MODULES.get(module.text) : undefined;
  return read === undefined ? plainPython(args, program) : read(args.slice(2), module?.text ?? '');
};
const MODULES: ReadonlyMap<string, Reader> = new Map(
  ['pytest', 'unittest', 'mypy', 'ruff', 'black'].flatMap((name) => {
    const reader = BUILDS[name === 'unittest' ? 'pytest' : name];
    return reader === undefined ? [] : [[name, reader] as const];
  }),
);
const plainNode = language(/^(-e|-p|-pe|--eval|--print)$/, /^--inspect/);
/** With `--test` the operands are tests that it runs, each alone. Program text beside it is none of the project's tests. */
const node: Reader = (args, program) => {
  if (!args.some(({ text }) => text === '--test')) return plainNode(args, program);
  const plain = withoutTitles(args);
  const use = plainNode(plain, program);
  const doubts = use.code.length === 0 ? [] : ['program text is no test of the project'];
  return {
    ...use,
    runs: [],
    touches: [...use.reads.map(({ arg }) => arg), ...use.touches],
    doubts: [
      ...use.doubts,
      ...doubts,
      ...plain.filter(({ text }) => NO_TEST.test(text)).map(({ text }) => `${text} runs something else than tests`),
      ...outsideNames(plain).map((name) => `${program} is given ${name}, which may lie outside the project`),
    ],
  };
};
/** A script of package.json, and what builds a program as a file says. */
const NO_TEST = /^--(run|experimental-sea-config|build-sea|build-snapshot(-config)?)(=|$)/;
const perl = editingLanguage(/^-[a-zA-Z0]*[eE]$/);
const rest = language(/^(-[a-zA-Z]*[er]|eval)$/);
const named = (names: string, reader: Reader): Readonly<Record<string, Reader>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, reader]));

export const INTERPRETERS: Readonly<Record<string, Reader>> = {
  ...named('sh bash dash zsh ksh mksh ash rbash fish csh tcsh yash', shell),
  ...named('source .', sourced),
  eval: evaluated,
  trap: trapped,
  ...named('python python2 python3 pypy pypy3', python),
  ...named('node nodejs ts-node tsx', node),
  ...named('perl ruby', perl),
  ...named('php lua luajit Rscript deno tclsh osascript groovy julia elixir irb', rest),
  ...named('awk gawk mawk nawk', awk),
  ...named('parallel', runsInput),
  jq,
};
