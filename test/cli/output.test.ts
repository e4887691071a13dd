import { expect, it } from 'vitest';
import { tableText } from '../../src/cli/output.ts';

it('aligns columns by the cells that text takes, and shows what a terminal would obey', () => {
  expect(
    tableText(
      ['name', 'state'],
      [
        ['漢字', 'idle'],
        ['é\x07', 'asks'],
      ],
    ).split('\n'),
  ).toEqual(['name   state', '漢字   idle', 'é\\x07  asks']);
});
