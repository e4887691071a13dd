/** The keys as a Markdown table, for the README. */
import { KEYMAP } from './keymap.ts';
import { KEY_GROUPS } from './keys/key-binding.ts';

export const keyTable = (): string =>
  [
    '| key | what it does |',
    '|---|---|',
    ...KEY_GROUPS.flatMap((group) =>
      KEYMAP.filter((binding) => binding.group === group).map(
        ({ shown, description }) => `| \`${shown}\` | ${description} |`,
      ),
    ),
  ].join('\n');
