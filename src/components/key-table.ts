/** The keys as a Markdown table, for the README. */
import { KEY_GROUPS, KEYMAP } from './keymap.ts';

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
