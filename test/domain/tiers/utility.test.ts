import { describe, expect, it } from 'vitest';
import { createUtility } from '../../../src/compose/utility.ts';
import { parseConfig } from '../../../src/domain/config.ts';
import { isUsable, plainText } from '../../../src/domain/tiers/utility.ts';
import { emptyWorld } from '../../../src/domain/world.ts';
import { LOCAL, tierSettings } from '../../kit/tiers.ts';

const title = (text: string) => ({ kind: 'title', text }) as const;

describe('a small text without a model', () => {
  it('is a title of one line: the first sentence, cut between words', () => {
    expect(plainText(title('Add dark mode. It must follow the system.'))).toBe('Add dark mode');
    const long = plainText(title(`Make ${'everything quicker '.repeat(20)}`));
    expect(long.length).toBeLessThanOrEqual(72);
    expect(long).toMatch(/quicker…$|everything…$/);
    expect(plainText(title('one\ntwo\u001b[31m'))).toBe('one two [31m');
  });

  it('is what of a failure names the error, with its last line', () => {
    const text = ['ok 1', 'Error: expected 2, found 3', '  at a.js:1', 'ok 2', 'exit 1'].join('\n');
    expect(plainText({ kind: 'failure-summary', text })).toBe('Error: expected 2, found 3\nexit 1');
  });

  it('is whole lines that fit, none twice', () => {
    expect(plainText({ kind: 'condense', text: 'a\na\nbb\nccccccccc', maxCharacters: 6 })).toBe('a\nbb');
  });
});

describe('a small text by the local model', () => {
  const fleetOf = (tiers: readonly object[], up: boolean) => {
    const config = parseConfig({ tiers });
    if (!config.ok) throw new Error('no config');
    const state = { ollama: { up, because: '', model: 'qwen3-coder:30b', at: 0 } };
    const world = { ...emptyWorld, tiers: { settings: tierSettings({ tiers }), state } };
    return { config: config.config, world: () => world } as never;
  };
  const asked: string[] = [];
  const ask = async (url: string, model: string) => {
    asked.push(`${url} ${model}`);
    return 'Dark mode';
  };

  it('is taken while one is up, and only from the free one of this machine', async () => {
    const haiku = { name: 'haiku', model: 'haiku' };
    expect(await createUtility(fleetOf([LOCAL, haiku], true), ask).write(title('Add dark mode'))).toBe('Dark mode');
    expect(asked).toEqual(['http://localhost:11434 qwen3-coder:30b']);
    expect(await createUtility(fleetOf([LOCAL, haiku], false), ask).write(title('Add dark mode'))).toBe(
      'Add dark mode',
    );
    const paid = { ...LOCAL, price: { input: 1, output: 1 } };
    expect(await createUtility(fleetOf([paid, haiku], true), ask).write(title('Add dark mode'))).toBe('Add dark mode');
    expect(await createUtility(fleetOf([haiku], true), ask).write(title('Add dark mode'))).toBe('Add dark mode');
    expect(asked).toHaveLength(1);
  });

  it.each(['', 'x'.repeat(73), 'two\nlines'])('is not taken when it is of no use: %j', (answer) => {
    expect(isUsable(title('Add dark mode'), answer)).toBe(false);
  });
});
