/**
 * Wrong usage that no reader of an option can see, said as the command line itself says it: with the page that helps, and
 * with exit code 2. It comes before anything that the world has to say: who left out a word is not told of a supervisor.
 */
import type { Command } from 'commander';
import { nearestWord } from '../domain/nearest-word.ts';
import { EXIT } from './exit.ts';

export const misuse = (command: Command, message: string): never =>
  command.error(`error: ${message}`, { exitCode: EXIT.usage, code: 'gaffer.misuse' });

/** Words of the command line as one text; none, or only spaces, is wrong usage. */
export const textFrom = (words: readonly string[], what: string, command: Command): string => {
  const text = words.join(' ');
  return text.trim() === '' ? misuse(command, `${what} is empty`) : text;
};

/** `gaffer tasks` lists; so a word that is no command of it would be told to be one argument too many of the list. */
export const refuseUnknownWord = (group: Command): void => {
  const list = group.commands.find((sub) => sub.name() === LIST);
  if (list === undefined || list.registeredArguments.length > 0) return;
  list.allowExcessArguments().hook('preAction', () => {
    const [word] = list.args;
    if (word === undefined) return;
    if (group.args.find((each) => !each.startsWith('-')) === LIST)
      misuse(list, `list takes no argument (found ${word})`);
    const near = nearestWord(word, namesIn(group));
    misuse(group, `unknown command '${word}'${near === null ? '' : `\n(Did you mean ${near}?)`}`);
  });
};

/** The command that each group runs when none is named. */
const LIST = 'list';

const namesIn = (group: Command): readonly string[] => group.commands.map((sub) => sub.name());
