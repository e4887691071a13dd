import { expect, test, vi } from 'vitest';
import type { Screen } from '../../src/sessions/screen.ts';
import type { Terminal } from '../../src/sessions/terminal.ts';
import { type TypingManner, typeable, typeText } from '../../src/sessions/typing.ts';
import { createTypingQueue } from '../../src/sessions/typing-queue.ts';
import { open, openProgram, untilShown } from './kit.ts';

/** How to type at test/programs/composer.mjs, which behaves like an agent's composer. */
const atComposer =
  (change: Partial<TypingManner> = {}): ((terminal: Terminal) => TypingManner) =>
  (terminal) => ({
    ready: (screen) => composerOf(screen) === '',
    shown: (screen, text) => squeezed(composerOf(screen) ?? '').includes(squeezed(text)),
    submitted: () => untilShown(terminal.screen, /^took /m),
    limits: { readyMs: 5_000, shownMs: 5_000, submittedMs: 300, enters: 3 },
    ...change,
  });

/** Tabs and line ends are drawn as blanks. */
const squeezed = (text: string): string => text.replaceAll(/\s+/g, ' ');

const composerOf = (screen: Screen): string | null => {
  const text = screen.rows().join('\n');
  const at = text.lastIndexOf('\n> ');
  return at === -1 ? null : text.slice(at + 3).trimEnd();
};

test('a text of several lines is submitted as one', async () => {
  const terminal = openProgram('composer.mjs');
  expect(await typeText(terminal, 'first line\nsecond\tline', atComposer()(terminal))).toEqual({ kind: 'submitted' });
  await untilShown(terminal.screen, 'took "first line\\nsecond\\tline"');
});

test('it waits until the session is ready', async () => {
  const terminal = openProgram('composer.mjs', 'slow-start');
  expect(await typeText(terminal, 'hello', atComposer()(terminal))).toEqual({ kind: 'submitted' });
  await untilShown(terminal.screen, 'took "hello"');
});

test('an Enter that was swallowed is pressed again', async () => {
  const terminal = openProgram('composer.mjs', 'swallows-enter');
  expect(await typeText(terminal, 'hello', atComposer()(terminal))).toEqual({ kind: 'submitted' });
});

test('without a confirmation it stops after a bounded number of tries, and says so', async () => {
  const terminal = openProgram('composer.mjs', 'never-submits');
  const outcome = await typeText(terminal, 'hello', atComposer({ submitted: () => new Promise(() => {}) })(terminal));
  expect(outcome).toEqual({ kind: 'typed', because: 'the session did not confirm it after 3 tries' });
  await untilShown(terminal.screen, 'enters 3');
});

test('when the text does not appear it never presses Enter', async () => {
  const terminal = openProgram('composer.mjs', 'menu');
  const manner = atComposer({ ready: () => true, limits: { shownMs: 200 } })(terminal);
  await untilShown(terminal.screen, 'menu');
  expect(await typeText(terminal, 'hello', manner)).toMatchObject({
    kind: 'failed',
    because: expect.stringMatching(/composer showed/),
  });
  expect(terminal.screen.rows().join('\n')).not.toContain('chose');
});

test('the end of the session, a signal and an empty text each end it with their reason', async () => {
  const ended = open({ command: 'true' });
  expect(await typeText(ended, 'x', atComposer()(ended))).toMatchObject({
    kind: 'failed',
    because: expect.stringMatching(/session ended/),
  });
  const terminal = openProgram('composer.mjs', 'menu');
  const aborting = new AbortController();
  const typing = typeText(terminal, 'x', atComposer({ signal: aborting.signal })(terminal));
  aborting.abort();
  expect(await typing).toMatchObject({ kind: 'failed', because: expect.stringMatching(/called off/) });
  expect(await typeText(terminal, '\x1b\r\n', atComposer()(terminal))).toMatchObject({
    because: expect.stringMatching(/nothing to type/),
  });
});

test('keys hidden in a text are taken out, and line ends become blanks where pastes are not marked', () => {
  expect(typeable('a\x1b[201~b\x03\x7f\x08c\u009b1m\r\nd\te', true)).toBe('a[201~bc1m\nd\te');
  expect(typeable('one\n\n two\tthree\n', false)).toBe('one  two three');
});

test('bash gets one command line, whatever the text holds', async () => {
  const terminal = open({
    command: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    env: { PATH: '/usr/bin:/bin', TERM: 'xterm-256color', PS1: 'ready$ ', HISTFILE: '' },
  });
  const outcome = await typeText(terminal, 'echo "sum $((40 + 2))" \x15# not killed', {
    ready: (screen, hasDraft) => !hasDraft && /ready\$\s*$/.test(screen.rows().join('\n').trimEnd()),
    shown: (screen) => screen.rows().join('\n').includes('not killed'),
    submitted: () => untilShown(terminal.screen, /^sum 42$/m),
  });
  expect(outcome).toEqual({ kind: 'submitted' });
});

test('a queue types one text after the other', async () => {
  const terminal = openProgram('composer.mjs');
  const queue = createTypingQueue(terminal);
  const manner = (text: string) =>
    atComposer({ submitted: () => untilShown(terminal.screen, `took "${text}"`) })(terminal);
  const outcomes = await Promise.all(['one', 'two', 'three'].map((text) => queue.type(text, manner(text))));
  expect(outcomes).toEqual(Array.from({ length: 3 }, () => ({ kind: 'submitted' })));
  expect(terminal.screen.rows().filter((row) => row.startsWith('took'))).toEqual([
    'took "one"',
    'took "two"',
    'took "three"',
  ]);
});

test('texts wait while a person is attached or has half a line typed, and go on when they are done', async () => {
  const terminal = openProgram('composer.mjs');
  await untilShown(terminal.screen, '> ');
  const detach = terminal.attendance.attach();
  const queue = createTypingQueue(terminal);
  const outcome = queue.type('from the queue', {
    ...atComposer()(terminal),
    submitted: () => untilShown(terminal.screen, 'took "from the queue"'),
  });
  terminal.write('draft');
  await untilShown(terminal.screen, '> draft');
  detach();
  terminal.write('!');
  await untilShown(terminal.screen, '> draft!');
  terminal.write('\r');
  expect(await outcome).toEqual({ kind: 'submitted' });
  expect(terminal.screen.rows().filter((row) => row.startsWith('took'))).toEqual([
    'took "draft!"',
    'took "from the queue"',
  ]);
});

test('when the session ends, the texts that wait have failed', async () => {
  const terminal = openProgram('composer.mjs', 'menu');
  const queue = createTypingQueue(terminal);
  const outcomes = ['one', 'two'].map((text) => queue.type(text, atComposer()(terminal)));
  await vi.waitFor(() => expect(queue.waiting()).toBe(1));
  await terminal.close(0);
  expect(await Promise.all(outcomes)).toMatchObject([{ kind: 'failed' }, { kind: 'failed' }]);
  expect(await queue.type('three', atComposer()(terminal))).toMatchObject({
    kind: 'failed',
    because: expect.stringMatching(/session ended/),
  });
});
