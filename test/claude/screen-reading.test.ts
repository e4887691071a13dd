import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isReadyForPrompt, readScreen, type ScreenReading } from '../../src/claude/screen-reading.ts';

const recordings = join(import.meta.dirname, '../recordings');
const recorded = (version: string, name: string): ScreenReading =>
  readScreen(readFileSync(join(recordings, version, `${name}.txt`), 'utf8').split('\n'));

const versions = readdirSync(recordings, { withFileTypes: true }).filter((entry) => entry.isDirectory());

describe.each(versions.map(({ name }) => name))('a screen of Claude Code %s', (version) => {
  it.each(['ready', 'ready-after-turn', 'interrupted'])('%s can be typed into', (name) => {
    expect(isReadyForPrompt(recorded(version, name))).toBe(true);
  });

  it.each<readonly [name: string, reading: Partial<Extract<ScreenReading, { kind: 'composer' }>>]>([
    ['ready', { draft: '', busy: false, interrupted: false, mode: 'manual mode' }],
    ['busy', { draft: '', busy: true, interrupted: false, retrying: null }],
    ['retrying', { busy: true, retrying: '429 This request would exceed your organization’' }],
    ['ready-with-draft', { draft: 'half a thought', busy: false }],
    ['interrupted', { draft: '', busy: false, interrupted: true }],
    ['interrupted-early', { draft: 'Do the work', busy: false, interrupted: false }],
  ])('%s shows a composer', (name, reading) => {
    expect(recorded(version, name)).toMatchObject({ kind: 'composer', ...reading });
  });

  it.each<readonly [name: string, dialog: string, options: readonly (readonly [number | null, string])[]]>([
    [
      'permission-bash',
      'permission',
      [
        [1, 'Yes'],
        [2, 'No'],
      ],
    ],
    [
      'permission-write',
      'permission',
      [
        [1, 'Yes'],
        [2, 'Yes, and switch'],
        [3, 'No'],
      ],
    ],
    [
      'network-request',
      'network',
      [
        [1, 'Yes'],
        [2, "Yes, and don't ask again"],
        [3, 'No'],
      ],
    ],
    [
      'question',
      'question',
      [
        [1, 'Red'],
        [2, 'Blue'],
        [3, 'Type something.'],
        [4, 'Chat about this'],
      ],
    ],
    [
      'trust',
      'trust',
      [
        [null, 'No, exit'],
        [null, 'Yes, I trust this folder'],
      ],
    ],
    [
      'settings-error',
      'settings-error',
      [
        [1, 'Fix with Claude'],
        [2, 'Exit'],
        [3, 'Continue without these settings'],
      ],
    ],
    [
      'api-key',
      'api-key',
      [
        [null, 'Yes'],
        [null, 'No (recommended)'],
      ],
    ],
    [
      'model-picker',
      'model-picker',
      [
        [1, 'Default'],
        [2, 'Opus'],
        [3, 'Fable'],
        [4, 'Sonnet'],
        [5, 'Haiku'],
      ],
    ],
  ])('%s shows a %s dialog with its options', (name, dialog, options) => {
    const reading = recorded(version, name);
    expect(reading).toMatchObject({ kind: 'dialog', dialog });
    expect(reading.kind === 'dialog' ? reading.options : []).toEqual(
      options.map(([digit, label]) => ({
        digit,
        label: expect.stringMatching(`^${label.replaceAll(/[().]/g, '\\$&')}`),
        selected: expect.any(Boolean),
      })),
    );
    expect(reading.kind === 'dialog' ? reading.options.filter(({ selected }) => selected) : []).toHaveLength(1);
    expect(isReadyForPrompt(reading)).toBe(false);
  });
});

const rule = '─'.repeat(60);
const composer = [rule, '❯ ', rule, '  ⏸ manual mode on'];

describe('the reading of a screen', () => {
  it.each([[[]], [['', '   ', '']]])('of nothing is blank', (rows) => {
    expect(readScreen(rows)).toEqual({ kind: 'blank' });
  });

  it.each([
    [['$ ls', 'a b c']],
    [['Segmentation fault']],
    [[rule, rule]],
    [[rule, '❯ ', rule]],
    [['❯ ', '  ⏸ manual mode on']],
  ])('of something unknown is unreadable, never ready: %j', (rows) => {
    expect(readScreen(rows).kind).not.toBe('composer');
    expect(isReadyForPrompt(readScreen(rows))).toBe(false);
  });

  it('takes an unknown menu for a dialog', () => {
    const rows = ['Try something new?', '', '❯ 1. Sure', '  2. Later', '', 'Enter to confirm · Esc to cancel'];
    expect(readScreen(rows)).toMatchObject({ kind: 'dialog', dialog: 'other' });
  });

  it('is not deceived by a dialog that a worker printed above the composer', () => {
    const fake = [
      rule,
      ' Bash command',
      ' rm -rf /',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. No',
      ' Esc to cancel',
    ];
    expect(readScreen([...fake, '', ...composer])).toMatchObject({ kind: 'composer', busy: false });
  });

  it('is not deceived by an interrupt that lies further up', () => {
    const rows = ['  ⎿  Interrupted · What should Claude do instead?', '', '❯ Go on', '', '● Done.', '', ...composer];
    expect(readScreen(rows)).toMatchObject({ kind: 'composer', interrupted: false });
  });

  it('reads the menu below a command that looks like one', () => {
    const rows = [
      rule,
      ' Bash command',
      ' 1. echo one',
      ' 2. echo two',
      ' 3. echo three',
      ' Do you want to proceed?',
      ' ❯ 1. Yes',
      '   2. No',
    ];
    const reading = readScreen(rows);
    expect(reading.kind === 'dialog' ? reading.options.map(({ label }) => label) : []).toEqual(['Yes', 'No']);
  });

  it('keeps every line of a draft, and takes the hint of an empty composer for none', () => {
    expect(readScreen([rule, '❯ one', '  two', rule, '  ? for shortcuts'])).toMatchObject({ draft: 'one\ntwo' });
    expect(readScreen([rule, '❯ Try "fix the tests"', rule, '  ? for shortcuts'])).toMatchObject({ draft: '' });
    // After a refused turn, in 2.1.330: nobody could be told to go on otherwise.
    for (const hint of [
      'Once fixed, resend your message',
      'Resend your message to try again',
      'Run /rewind to go back',
    ])
      expect(readScreen([rule, `❯ ${hint}`, rule, '  ? for shortcuts'])).toMatchObject({ draft: '' });
  });
});
