/**
 * Makes the pictures of the README from the real program: runs the first-light rehearsal at 120x40 until a decision waits,
 * writes the screen as docs/dashboard.svg and as text into README.md. Run with: npm run picture
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import headless from '@xterm/headless';
import { spawn } from 'node-pty';
import { svgOf, textOf } from './screen-picture.ts';

const COLS = 120;
const ROWS = 40;
const MAX_SECONDS = 120;
const root = join(import.meta.dirname, '..');
const launcher = join(root, 'bin/gaffer.cjs');
/** A fixed name, because it is in the picture. */
const home = join(tmpdir(), 'demo');
mkdirSync(home);
const env = {
  PATH: process.env.PATH ?? '',
  HOME: home,
  XDG_STATE_HOME: join(home, 'state'),
  XDG_RUNTIME_DIR: home,
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
};

const run = (args: readonly string[]) => {
  const screen = new headless.Terminal({ cols: COLS, rows: ROWS, allowProposedApi: true });
  const pty = spawn(process.execPath, [launcher, ...args], { cols: COLS, rows: ROWS, cwd: home, env });
  pty.onData((data) => screen.write(data));
  screen.onData((reply) => pty.write(reply));
  return { screen, pty };
};

const { screen, pty } = run(['rehearse', 'first-light', '--dir', join(home, 'crew')]);
try {
  for (let second = 0; !/Decisions · \d+ waiting/.test(textOf(screen)); second += 1) {
    if (second === MAX_SECONDS) throw new Error(`no decision waited after ${MAX_SECONDS} s:\n${textOf(screen)}`);
    await sleep(1000);
  }
  await sleep(3000);
  const text = textOf(screen);
  writeFileSync(join(root, 'docs/dashboard.svg'), svgOf(screen));
  const readme = join(root, 'README.md');
  const marked = readFileSync(readme, 'utf8').replace(
    /(<!-- frame:begin -->\n)[\s\S]*?(<!-- frame:end -->)/,
    (_whole, begin: string, end: string) => `${begin}\`\`\`text\n${text}\n\`\`\`\n${end}`,
  );
  writeFileSync(readme, marked);
} finally {
  pty.write('q');
  const down = run(['down', '-C', join(home, 'crew')]);
  await new Promise((resolve) => down.pty.onExit(resolve));
  pty.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
