/**
 * Programs that run another command. timeout, nice, nohup, time and command are judged by what they run; the others are
 * asked about, and what they run is looked through for what is forbidden.
 */
import { type Arg, exact } from '../arg.ts';
import { type Grammar, splitterOf } from '../grammar.ts';
import { type Reader, usage } from '../usage.ts';

interface Wrapper {
  /** Whether the inner command decides alone. */
  readonly transparent?: boolean;
  readonly grammar?: Omit<Grammar, 'standing' | 'stopsAtOperand'>;
  /** Operands before the command: timeout's duration. */
  readonly before?: number;
  /** What those operands must look like. */
  readonly shape?: RegExp;
  /** Whether `NAME=value` may stand before the command. */
  readonly assigns?: boolean;
}

const wrapping = ({ transparent = false, grammar = {}, before = 0, shape = /^/, assigns = false }: Wrapper): Reader => {
  const split = splitterOf({ standing: 'plain', stopsAtOperand: true, ...grammar });
  return (args, program) => {
    const { given, operands, doubts, strays } = split(args, program);
    const scripts = given
      .filter(({ option }) => SCRIPT_OPTIONS.has(option))
      .flatMap(({ value }) => (value === null ? [] : [value]));
    const skipped = assigns ? operands.findIndex(({ text }) => !/^\w+=/.test(text)) : before;
    const command = skipped === -1 ? [] : operands.slice(skipped);
    const isWhole =
      transparent &&
      doubts.length === 0 &&
      command.length > 0 &&
      operands.slice(0, before).every(({ kind, text }) => kind === 'exact' && shape.test(text));
    return usage({
      standing: isWhole ? 'plain' : 'unknown',
      transparent: isWhole,
      directory: given.find(({ option }) => option === '-C' || option === '--chdir')?.value ?? null,
      doubts: isWhole ? [] : doubts,
      runs: command.length === 0 ? [] : [command],
      scripts: [...scripts, ...operands.slice(0, Math.max(skipped, 0)).filter(({ text }) => text.includes(' '))],
      touches: [...strays, ...operands.slice(0, Math.max(skipped, 0)).map(assignedValue)],
    });
  };
};

const assignedValue = (arg: Arg): Arg => ({ ...arg, text: arg.text.replace(/^\w+=/, '') });

const SCRIPT_OPTIONS: ReadonlySet<string> = new Set(['-S', '--split-string', '--command']);

/** xargs runs its command with words from its input, which nobody knows. */
const xargs: Reader = (args, program) => {
  const { given, operands, doubts } = splitXargs(args, program);
  // Without a command it prints the words as echo does.
  const echoes = operands.length === 0 && given.every(({ option }) => ECHOING.has(option));
  if (echoes && doubts.length === 0) return usage({ standing: 'reading', changes: false, runs: [[exact('echo')]] });
  return usage({
    standing: 'plain',
    doubts: [...doubts, 'xargs runs a command with words from its input'],
    runs: operands.length === 0 ? [] : [operands],
    reads: given.flatMap(({ option, value }) =>
      value !== null && /^(-a|--arg-file)$/.test(option) ? [{ arg: value, how: 'content' as const }] : [],
    ),
  });
};

const ECHOING: ReadonlySet<string> = new Set(['-0', '-n', '-r', '-L', '-d', '-t', '--null', '--no-run-if-empty']);

const splitXargs = splitterOf({
  standing: 'plain',
  stopsAtOperand: true,
  flags: '-0 -r -t -p -x -o --null --no-run-if-empty --verbose --interactive --exit --open-tty',
  maybe: '--replace --max-lines --eof',
  values: {
    text: '-I -i -n -P -L -l -s -d -E -e -J -R --max-args --max-procs --max-chars --delimiter',
    content: '-a --arg-file',
  },
});

/** Everything after the first operand, or in the options, may be a command: `ssh host command`. */
const remote: Reader = (args, program) => {
  const options = args.flatMap((arg, at) => (/^-o/.test(arg.text) ? [arg, ...args.slice(at + 1, at + 2)] : []));
  const { operands } = splitSsh(args, program);
  return usage({
    standing: 'plain',
    scripts: [
      ...options.map((arg) => ({ ...arg, text: arg.text.replace(/^-o/, '').replace(/^\w+[= ][;|&\s]*/, '') })),
      ...(operands.length > 1
        ? [
            {
              kind: 'guess' as const,
              text: operands
                .slice(1)
                .map(({ text }) => text)
                .join(' '),
            },
          ]
        : []),
    ],
    reads: args.flatMap((arg, at) =>
      /^-[iF]$/.test(args[at - 1]?.text ?? '') ? [{ arg, how: 'content' as const }] : [],
    ),
  });
};

const splitSsh = splitterOf({
  standing: 'plain',
  stopsAtOperand: true,
  flags: '-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -V -v -X -x -Y -y',
  values: { text: '-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -p -Q -R -S -W -w -P' },
});

const runsRest = wrapping({});
const runsAsIs = wrapping({ transparent: true });
/** `command -v name` says where a program is, and runs none. */
const described = usage({ standing: 'plain', changes: false });

export const WRAPPERS: Readonly<Record<string, Reader>> = {
  timeout: wrapping({
    transparent: true,
    before: 1,
    shape: /^\d+(\.\d+)?[smhd]?$/,
    grammar: { flags: '-v --preserve-status --foreground --verbose', values: { text: '-s -k --signal --kill-after' } },
  }),
  nice: wrapping({ transparent: true, grammar: { values: { text: '-n --adjustment' }, numeric: true } }),
  nohup: wrapping({ transparent: true }),
  command: (args, program) => (/^-[vV]$/.test(args[0]?.text ?? '') ? described : runsAsIs(args, program)),
  time: wrapping({ transparent: true, grammar: { flags: '-p' } }),
  env: wrapping({
    assigns: true,
    grammar: {
      flags: '-i -0 -v - --ignore-environment --null --debug',
      values: { text: '-u -S --unset --split-string', directory: '-C --chdir' },
    },
  }),
  exec: wrapping({ grammar: { flags: '-c -l', values: { text: '-a' } } }),
  builtin: runsRest,
  noglob: runsRest,
  nocorrect: runsRest,
  '-': runsRest,
  setsid: wrapping({ grammar: { flags: '-c -f -w --ctty --fork --wait' } }),
  stdbuf: wrapping({ grammar: { values: { text: '-i -o -e --input --output --error' } } }),
  ionice: wrapping({ grammar: { flags: '-t', values: { text: '-c -n -p' } } }),
  unbuffer: runsRest,
  caffeinate: wrapping({ grammar: { flags: '-d -i -m -s -u', values: { text: '-t -w' } } }),
  watch: wrapping({ grammar: { flags: '-d -t -b -e -g -c -x', values: { text: '-n --interval' } } }),
  busybox: runsRest,
  toybox: runsRest,
  xargs,
  gxargs: xargs,
  ssh: remote,
  mosh: remote,
  sftp: remote,
  autossh: remote,
  sshfs: remote,
};
