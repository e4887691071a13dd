/** Programs that are refused by what they are: other users' rights, other sessions' terminals, the gate itself. */
import type { Arg } from '../arg.ts';
import { splitterOf } from '../grammar.ts';
import { type Reader, usage } from '../usage.ts';

const splitSudo = splitterOf({
  standing: 'plain',
  stopsAtOperand: true,
  flags: '-A -b -E -e -H -i -K -k -l -n -P -S -s -V -v',
  values: { text: '-C -D -g -h -p -R -r -T -t -U -u' },
});

const privileged: Reader = (args, program) => {
  const { operands } = splitSudo(args, program);
  const command = operands.slice(operands.findIndex(({ text }) => !/^\w+=/.test(text)));
  return usage({
    forbidden: [{ boundary: 'Bash(sudo:*)', because: `${program} takes the rights of another user` }],
    runs: command.length === 0 ? [] : [command],
    scripts: args.flatMap((arg, at) => (/^-c$|^--command$/.test(args[at - 1]?.text ?? '') ? [arg] : [])),
  });
};

const keys: Reader = (args, program) =>
  usage({
    forbidden: [{ boundary: 'Read(~/.ssh/**)', because: `${program} works on the user's ssh keys` }],
    touches: args,
  });

/** A terminal multiplexer types into other sessions: around every guard. */
const multiplexer: Reader = (args, program) => {
  const typing = args.some(({ text }) =>
    /^(send|send-keys|send-prefix|paste-buffer|pasteb|pipe-pane|stuff)$/.test(text),
  );
  return usage({
    touches: args,
    forbidden: typing ? [{ boundary: 'other sessions', because: `${program} types into another session` }] : [],
    scripts: commandTexts(args),
  });
};

const commandTexts = (args: readonly Arg[]): readonly Arg[] => args.filter(({ text }) => text.includes(' '));

const gate: Reader = (args) =>
  usage({
    touches: args,
    forbidden: [{ boundary: 'control channel', because: 'gaffer itself is for people to command' }],
  });

/** Another agent would work outside of this gate. */
const agent: Reader = (args, program) =>
  usage({
    touches: args,
    forbidden: args.some(({ text }) => /^--(dangerously|allow-dangerously|permission-mode|settings|yolo)/.test(text))
      ? [{ boundary: 'own guard', because: `${program} would start with its guard taken off` }]
      : [],
  });

const named = (names: string, reader: Reader): Readonly<Record<string, Reader>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, reader]));

export const PRIVILEGE: Readonly<Record<string, Reader>> = {
  ...named('sudo doas su pkexec run0 sudoedit gosu runuser visudo', privileged),
  ...named('ssh-keygen ssh-add ssh-copy-id', keys),
  ...named('tmux screen', multiplexer),
  ...named('gaffer gaffer.cjs gaffer-hook.pl gaffer-hook.cjs', gate),
  ...named('claude codex gemini', agent),
};
