/**
 * One directory for all that a run of the tests, its programs and their sandboxes leave in the temporary directory; gone
 * with the run. Short, since sockets lie in it and a socket's path has at most 107 bytes.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default (): (() => void) => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gt-')));
  Object.assign(process.env, { TMPDIR: root });
  return () => rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
};
