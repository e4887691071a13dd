/**
 * Programs that reach other processes: end them, look into them, type for them, or have something run later or elsewhere,
 * outside of the session and its wall. What belongs to gaffer, to the session itself or to everybody is refused.
 */
import type { Arg } from '../arg.ts';
import { type Reader, type Usage, usage } from '../usage.ts';
import { pieces, shellOuts } from './speakers.ts';

type Forbidden = Usage['forbidden'][number];

const GUARD: Forbidden = {
  boundary: 'own guard',
  because: 'it would end or halt the session, its gate, or everything',
};
const OTHERS: Forbidden = { boundary: 'other sessions', because: 'it reaches into other processes or their terminals' };
const OUTSIDE: Forbidden = {
  boundary: 'outside the session',
  because: 'it has something run later or elsewhere, outside of this session and its wall',
};

const operandsOf = (args: readonly Arg[]): readonly string[] =>
  args.map(({ text }) => text).filter((text) => !text.startsWith('-'));

/** `kill -9 -1` is everybody; `$PPID` is the session. A process by its number is a question. */
const kill: Reader = (args) => {
  const words = args.map(({ text }) => text);
  const everybody = words.some((word, at) => word === '-1' && (at > 0 || words.length === 1));
  const own = words.some((word) => /\$\{?PPID|^-?[01]$/.test(word) && word !== '-0' && word !== '-1');
  return usage({ standing: 'plain', forbidden: everybody || own ? [GUARD] : [] });
};

/** By name: the supervisor is a Node program, and the session a `claude`. */
const killByName: Reader = (args) => {
  const aims = args.some(
    ({ text }) => /^-[a-zA-Z]*[uUtgsPG]/.test(text) || /^--(user|euid|uid|terminal|session|pgroup|parent)/.test(text),
  );
  const named = operandsOf(args).some((name) => EVERYBODYS.test(name));
  return usage({ standing: 'plain', forbidden: aims || named ? [GUARD] : [] });
};
const EVERYBODYS = /gaffer|claude|supervis|^\^?node(js)?\$?$|^perl$|^(ba|z)?sh$|^tmux|^screen|^\W*$/i;

const attaching: Reader = (args, program) => {
  const attaches =
    program !== 'gdb' && program !== 'lldb' && program !== 'strace' && program !== 'ltrace' && program !== 'perf'
      ? true
      : args.some(
          ({ text }, at) =>
            /^(-p\d*|--pid(=.*)?|--attach.*|attach)$/.test(text) ||
            /^attach\b/.test(text) ||
            (at === 1 && /^\d+$/.test(text)),
        );
  const command = args.findIndex(({ text }) => !text.startsWith('-'));
  return usage({
    standing: 'plain',
    forbidden: attaches ? [OTHERS] : [],
    code: args.filter(({ text }) => /\s/.test(text)),
    scripts: args.flatMap(({ text }) => shellOuts(text)),
    runs: command === -1 ? [] : [args.slice(command)],
    touches: args.flatMap(pieces),
  });
};

const refused =
  (why: Forbidden): Reader =>
  (args) =>
    usage({
      standing: 'plain',
      forbidden: [why],
      touches: args.flatMap(pieces),
      scripts: args.filter(({ text }) => /\s/.test(text)),
      interprets: true,
    });

/** Looking at what is scheduled or running changes nothing. */
const unless =
  (looks: RegExp, why: Forbidden): Reader =>
  (args, program) => {
    const words = operandsOf(args);
    const isLook = looks.test(args.map(({ text }) => text).join(' '));
    if (isLook && words.length <= MOST_WORDS_OF_A_LOOK) return usage({ standing: 'plain', changes: false });
    return refused(why)(args, program);
  };
const MOST_WORDS_OF_A_LOOK = 3;

/** Terminals that take commands from outside. */
const terminal: Reader = (args) =>
  usage({
    forbidden: args.some(({ text }) =>
      /^(send-text|send-key|send-keys|write|write-chars|run-action|launch|cli|@)$/.test(text),
    )
      ? [OTHERS]
      : [],
    touches: args,
    scripts: args.filter(({ text }) => /\s/.test(text)),
  });

const named = (names: string, reader: Reader): Readonly<Record<string, Reader>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, reader]));

export const PROCESSES: Readonly<Record<string, Reader>> = {
  kill,
  ...named('pkill killall skill snice', killByName),
  ...named('gdb lldb strace ltrace perf reptyr gcore nsenter py-spy', attaching),
  ...named('xdotool ydotool wtype dotool xte xvkbd wall write ttyecho', refused(OTHERS)),
  ...named('kitty kitten wezterm zellij', terminal),
  crontab: unless(/^-l$/, OUTSIDE),
  ...named('at batch', unless(/^-l$/, OUTSIDE)),
  ...named('systemd-run machinectl launchctl schtasks', refused(OUTSIDE)),
  systemctl: unless(/\b(status|show|is-active|is-enabled|list-\w+|cat)\b/, OUTSIDE),
  ...named('dbus-send gdbus busctl qdbus', unless(/\b(introspect|list|tree|status)\b/, OUTSIDE)),
};
