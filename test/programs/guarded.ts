/** Takes the terminal as an attached view does, and leaves in order on `q`. */
import { guardTerminal } from '../../src/cli/terminal-guard.ts';

const release = guardTerminal();
process.stdin.setRawMode(true);
process.stdout.write('\x1b[?1049hready');
process.stdin.on('data', (keys) => {
  if (String(keys) !== 'q') return;
  release();
  process.exit(0);
});
