/** `gaffer completion SHELL`: a script that completes commands and options, made from the commands themselves. */
import { Argument, type Command } from 'commander';

/** What may follow these words: `decisions` `approve`. */
interface Place {
  readonly words: readonly string[];
  readonly commands: readonly { readonly name: string; readonly about: string }[];
  readonly options: readonly { readonly name: string; readonly about: string }[];
}

export const register = (program: Command): void => {
  program
    .command('completion')
    .description('a completion script for your shell: gaffer completion bash >> ~/.bashrc')
    .addArgument(new Argument('<shell>', 'whose').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => {
      process.stdout.write(SCRIPTS[shell]?.(placesIn(program, [])) ?? '');
    });
};

/** The command itself and all below it. */
const placesIn = (command: Command, words: readonly string[]): readonly Place[] => {
  const help = command.createHelp();
  const commands = help.visibleCommands(command).filter((below) => below.name() !== 'help');
  return [
    {
      words,
      commands: commands.map((below) => ({ name: below.name(), about: below.summary() || below.description() })),
      options: help.visibleOptions(command).flatMap(({ long, description }) => {
        return long === undefined || long === null ? [] : [{ name: long, about: description }];
      }),
    },
    ...commands.flatMap((below) => placesIn(below, [...words, below.name()])),
  ];
};

const namesAt = ({ commands, options }: Place): string => [...commands, ...options].map(({ name }) => name).join(' ');

/** How bash and zsh write a place: its words, each behind a space. */
const pathOf = ({ words }: Place): string => words.map((word) => ` ${word}`).join('');

/** The branches by which a word leads from its place to the one below. */
const descents = (places: readonly Place[]): string =>
  places
    .filter(({ words }) => words.length > 0)
    .map((place) => `      '${pathOf(place)}') place='${pathOf(place)}' ;;`)
    .join('\n');

/** Words that are no option lead down, as long as there is a place there; what stands in it is offered. */
const bash = (places: readonly Place[]): string => `# gaffer: completion for bash
_gaffer() {
  local place='' index word
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$place $word" in
${descents(places)}
    esac
  done
  case "$place" in
${places.map((place) => `    '${pathOf(place)}') word='${namesAt(place)}' ;;`).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$word" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _gaffer gaffer
`;

const zsh = (places: readonly Place[]): string => `#compdef gaffer
# gaffer: completion for zsh
_gaffer() {
  local place='' word
  local -a offered
  for word in \${words[2,CURRENT-1]}; do
    case "$place $word" in
${descents(places)}
    esac
  done
  case "$place" in
${places
  .map((place) => {
    const offered = [...place.commands, ...place.options].map(({ name, about }) =>
      quoted(`${colonless(name)}:${about}`),
    );
    return `    '${pathOf(place)}') offered=(${offered.join(' ')}) ;;`;
  })
  .join('\n')}
  esac
  _describe gaffer offered || _files
}
if [ "$funcstack[1]" = _gaffer ]; then _gaffer "$@"; else compdef _gaffer gaffer; fi
`;

const fish = (places: readonly Place[]): string => {
  const lines = places.flatMap(({ words, commands, options }) => {
    const not = commands.map(({ name }) => name).join(' ');
    const here = [
      ...words.map((word) => `__fish_seen_subcommand_from ${word}`),
      ...(not === '' ? [] : [`not __fish_seen_subcommand_from ${not}`]),
    ].join('; and ');
    const when = here === '' ? '' : ` -n ${quoted(here)}`;
    return [
      ...commands.map(({ name, about }) => `complete -c gaffer -f${when} -a ${name} -d ${quoted(about)}`),
      ...options.map(({ name, about }) => `complete -c gaffer${when} -l ${name.slice(2)} -d ${quoted(about)}`),
    ];
  });
  return `# gaffer: completion for fish\n${lines.join('\n')}\n`;
};

/** For all three shells: a quote inside ends the string, stands escaped, and begins it again. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** A colon parts the name from its words. */
const colonless = (name: string): string => name.replaceAll(':', '\\:');

const SCRIPTS: Readonly<Record<string, (places: readonly Place[]) => string>> = { bash, zsh, fish };
