/**
 * Gives the person's terminal back even when this process is killed by a signal that it cannot hear (SIGKILL, the system
 * out of memory): a shell that waits for our end of a pipe to close, and then resets what we had set.
 */
import { spawn } from 'node:child_process';

/** Call the result when the terminal has been restored in an orderly way. */
export const guardTerminal = (): (() => void) => {
  if (!process.stdout.isTTY) return () => undefined;
  // A session of its own: the signal that ends us must not end it, and it may set a terminal that is not in its hands.
  const guard = spawn('/bin/sh', ['-c', WAIT_AND_RESTORE], {
    detached: true,
    stdio: ['pipe', 'inherit', 'ignore'],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
  });
  guard.on('error', () => undefined); // Without a shell there is no guard; everything else restores by itself.
  guard.unref();
  const release = (): void => {
    guard.kill('SIGKILL');
    process.off('exit', release);
  };
  process.on('exit', release);
  return release;
};

/** Colours, synchronized frames, pastes, focus, mouse, cursor, alternate screen: all that gaffer ever sets. */
const MODES =
  '\\033[0m\\033[?2026l\\033[?2004l\\033[?1004l\\033[?1006l\\033[?1003l\\033[?1002l\\033[?1000l\\033[?25h\\033[?1049l';
const WAIT_AND_RESTORE = `read -r _; printf '${MODES}\\r\\n'; stty sane <&1`;
