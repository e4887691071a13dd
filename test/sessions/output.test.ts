/** What a program prints arrives whole, in order and as the characters it wrote, by whichever way it was read. */
import { ReadStream } from 'node:tty';
import { spawn } from 'node-pty';
import { expect, test } from 'vitest';
import { readOutput } from '../../src/sessions/output.ts';
import { seededRandom } from './grids.ts';

const LINES = 20_000;
/** Numbered lines of one to four bytes a character. */
const PRINTS = `let out = '';
for (let line = 0; line < ${LINES}; line += 1) out += line + (line % 3 ? ' plain' : ' 日本 é 🎉 ─') + '\\n';
process.stdout.write(out);`;
const EXPECTED = Array.from({ length: LINES }, (_, line) => `${line}${line % 3 ? ' plain' : ' 日本 é 🎉 ─'}\r\n`).join(
  '',
);

const printing = (program: string) => {
  const pty = spawn(process.execPath, ['-e', program], { cols: 80, rows: 24, encoding: 'utf8', env: {} });
  const { _socket: socket, fd } = pty as typeof pty & { readonly _socket: unknown; readonly fd: number };
  if (!(socket instanceof ReadStream)) throw new Error('no stream');
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    pty.onExit(() => {
      hasEnded = true;
      resolve();
    });
  });
  return { socket, fd, ended, isOpen: () => !hasEnded && !socket.destroyed };
};

test('text that is asked for between two events of the stream keeps its place', async () => {
  const { socket, fd, ended, isOpen } = printing(PRINTS);
  const random = seededRandom(5);
  let text = '';
  let asked = 0;
  const ask = (): void => {
    const more = output.more();
    asked += more.length;
    text += more;
  };
  const output = readOutput({ socket, fd, mayRead: isOpen }, (piece) => {
    text += piece;
    if (random.below(3) === 0) ask();
    if (random.below(8) > 0) return;
    // A pause leaves pieces in the stream; what is asked for then must not overtake them.
    socket.pause();
    ask();
    setTimeout(() => {
      ask();
      socket.resume();
      ask();
      setImmediate(ask);
    }, 2);
  });
  await ended;
  expect(text === EXPECTED, `${text.length} characters of ${EXPECTED.length}`).toBe(true);
  expect(asked).toBeGreaterThan(0);
});

test('a program that prints on and on is read up to a bound each time', async () => {
  const { socket, fd, ended, isOpen } = printing(`process.stdout.write('x'.repeat(1_000_000));`);
  let longest = 0;
  let all = 0;
  const output = readOutput({ socket, fd, mayRead: isOpen }, (piece) => {
    const more = output.more();
    longest = Math.max(longest, more.length);
    all += piece.length + more.length;
  });
  await ended;
  expect(all).toBe(1_000_000);
  expect(longest).toBeGreaterThan(0);
  expect(longest).toBeLessThanOrEqual(4_096);
  expect(output.more()).toBe('');
});

test('what nobody was told of is handed in whole before the terminal closes', async () => {
  const { socket, fd, ended, isOpen } = printing(`process.stdout.write('x'.repeat(10_000));`);
  let all = 0;
  const output = readOutput({ socket, fd, mayRead: isOpen }, (piece) => {
    all += piece.length;
  });
  // Behind the stream's own beginning, and before the program's.
  await new Promise((resolve) => setImmediate(resolve));
  expect(output.listen(false)).toBe(true);
  await ended;
  expect(all).toBe(10_000);
});
