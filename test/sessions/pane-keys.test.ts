import { expect, test } from 'vitest';
import { paneKeys } from '../../src/sessions/pane-keys.ts';
import { feed, screenOf } from './kit.ts';

const RECTANGLE = { top: 1, left: 0, cols: 80, rows: 23 };

const sentAfter = async (asked: string, keys: string): Promise<string> => {
  const screen = screenOf({ cols: 80, rows: 23 });
  await feed(screen, asked);
  return paneKeys(keys, screen.modes, RECTANGLE);
};

test.for([
  ['mouse reports nobody asked for', '', '\x1b[<0;5;5M\x1b[<0;5;5m', ''],
  ['a press, counted from the pane', '\x1b[?1000h\x1b[?1006h', '\x1b[<0;5;5M', '\x1b[<0;5;4M'],
  ['a press above the pane', '\x1b[?1000h\x1b[?1006h', '\x1b[<0;5;1M', ''],
  ['a press in the old form', '\x1b[?1000h', '\x1b[<0;5;5M\x1b[<0;5;5m', '\x1b[M %$\x1b[M#%$'],
  ['a place that the old form cannot say', '\x1b[?1000h', '\x1b[<0;500;5M', ''],
  ['a drag where only presses were asked for', '\x1b[?1000h\x1b[?1006h', '\x1b[<32;5;5M', ''],
  ['a drag', '\x1b[?1002h\x1b[?1006h', '\x1b[<32;5;5M', '\x1b[<32;5;4M'],
  ['a mouse that is not wanted any more', '\x1b[?1000h\x1b[?1006h\x1bc', '\x1b[<0;5;5M', ''],
  ['marks of a paste nobody asked for', '', '\x1b[200~a\x1b[201~', 'a'],
  ['marks of a paste', '\x1b[?2004h', '\x1b[200~a\x1b[201~', '\x1b[200~a\x1b[201~'],
  ['focus nobody asked for', '', 'a\x1b[I\x1b[Ob', 'ab'],
  ['focus', '\x1b[?1004h', '\x1b[I\x1b[O', '\x1b[I\x1b[O'],
  ['arrows', '', '\x1b[A\x1b[1;5C', '\x1b[A\x1b[1;5C'],
  ['arrows of a full-screen program', '\x1b[?1h', '\x1b[A\x1b[H\x1b[1;5C', '\x1bOA\x1bOH\x1b[1;5C'],
  ['any other key', '', '\x1b\x1b[3~\x1bOP\x03é', '\x1b\x1b[3~\x1bOP\x03é'],
] as const)('%s', async ([, asked, keys, sent]) => {
  expect(await sentAfter(asked, keys)).toBe(sent);
});

test('the pane answers for itself: name, colours, modes, place of the cursor', async () => {
  const screen = screenOf({ cols: 80, rows: 23 });
  await feed(screen, '\x1b[>q\x1b]10;?\x07\x1b]11;?\x1b\\\x1b[?2004$p\x1b[6n\x1b[c');
  expect(screen.sent).toEqual([
    '\x1bP>|gaffer\x1b\\',
    '\x1b]10;rgb:d0d0/d0d0/d0d0\x1b\\',
    '\x1b]11;rgb:0000/0000/0000\x1b\\',
    '\x1b[?2004;2$y',
    '\x1b[1;1R',
    '\x1b[?1;2c',
  ]);
});

test('a question about the extended keyboard is left without an answer, and switching it on changes nothing', async () => {
  const screen = screenOf();
  await feed(screen, '\x1b[?u\x1b[>1u\x1b[=5u');
  expect(screen.sent).toEqual([]);
});
