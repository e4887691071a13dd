/**
 * Program text in another language (`python -c`, `awk '…'`): not analysed, always asked about, and refused when it names
 * what a boundary protects.
 */
import type { Act } from '../act.ts';
import type { JudgeContext } from '../context.ts';
import { pathFrom } from '../paths.ts';

/** Longer program text is searched only this far. */
const MAX_SEARCHED = 20_000;

export const codeMentions = (code: string, cwds: readonly string[], context: JudgeContext): readonly Act[] => {
  const text = code.slice(0, MAX_SEARCHED);
  return [...forbiddenIn(text), ...pathsIn(text, cwds, context)];
};

const forbiddenIn = (text: string): readonly Act[] =>
  BOUNDARIES.flatMap(({ pattern, boundary, because }): readonly Act[] =>
    pattern.test(text) ? [{ kind: 'forbidden', boundary, because }] : [],
  );

/** Words of a command in any notation between: `['git', 'push', '--force']`. */
const BOUNDARIES: readonly { readonly pattern: RegExp; readonly boundary: string; readonly because: string }[] = [
  { pattern: /\b(sudo|doas)\b/, boundary: 'Bash(sudo:*)', because: 'the program text runs sudo' },
  { pattern: /(^|[^\w.])\.ssh\b/, boundary: 'Read(~/.ssh/**)', because: 'the program text names ~/.ssh' },
  {
    pattern: /\bgit\W+push\W.{0,80}(--force|\W-f\b|\+\w)/s,
    boundary: 'Bash(git push --force:*)',
    because: 'the program text forces a push',
  },
  {
    pattern: /\bnpm\W+publish\b|\bgh\W+release\b/,
    boundary: 'Bash(npm publish:*)',
    because: 'the program text publishes',
  },
  {
    pattern: /\bdocker\W.{0,40}\bprune\b/s,
    boundary: 'Bash(docker prune:*)',
    because: 'the program text prunes docker',
  },
  {
    pattern: /\b(curl|wget)\b.{0,200}\|\s*(\w*\s+)?(ba|z|da|k)?sh\b/s,
    boundary: 'Bash(curl | sh)',
    because: 'the program text runs what it fetches',
  },
];

/** Paths in a text that seems to write: each counts as written. */
const pathsIn = (text: string, cwds: readonly string[], { home }: JudgeContext): readonly Act[] => {
  const door = WRITES.test(text) ? 'unknown-program' : null;
  const names = (
    text.match(/(?:~|\.{1,2})?\/[\w@%+=:,./-]*[\w/-]|\b[\w.-]+\.(?:md|ya?ml|pem)\b|(?<![\w.])\.env\b/g) ?? []
  ).slice(0, MAX_PATHS);
  return names.flatMap((name) =>
    cwds.map((cwd): Act => {
      const path = pathFrom(cwd, name.replace(/^~(?=\/)/, home));
      return door === null ? { kind: 'read', path, how: 'names' } : { kind: 'write', path, how: 'file', door };
    }),
  );
};

const MAX_PATHS = 20;
const WRITES =
  /write|append|open|unlink|remove|rm|rename|copy|mkdir|truncate|chmod|>|\bw\b|rmtree|print|create|put|save|download|fetch|retrieve|out-file/i;
