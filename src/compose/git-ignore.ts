/**
 * What git must not see inside the wall. The agent's sandbox lays empty device files over dangerous names that do not
 * exist (`.bashrc`, `.gitconfig`), and `git add -A` stops at them; outside the sandbox they are not there at all.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Places } from '../state/places.ts';

/** As Claude Code 2.1.330 lays them into the working directory, and where it keeps its own notes. */
const LAID_NAMES = [
  ...['.bash_profile', '.bashrc', '.profile', '.zprofile', '.zshrc', '.gitconfig', '.gitmodules', '.ripgreprc'],
  ...['.mcp.json', '.idea', '.vscode', '.claude/.cc-writes', '.claude/commands', '.claude/agents'],
];

/** Environment that makes a session's git ignore them, besides what the user ignores everywhere. */
export const gitIgnoreEnvironment = ({ own }: Places): Readonly<Record<string, string>> => {
  const file = join(own, 'git-ignore');
  writeFileSync(file, `${[...LAID_NAMES.map((name) => `/${name}`), userIgnores()].join('\n')}\n`, { mode: 0o600 });
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.excludesFile', GIT_CONFIG_VALUE_0: file };
};

/** The user's own file at git's default place; ours takes that place for the session. */
const userIgnores = (): string => {
  const { XDG_CONFIG_HOME } = process.env;
  const config = XDG_CONFIG_HOME === undefined || XDG_CONFIG_HOME === '' ? join(homedir(), '.config') : XDG_CONFIG_HOME;
  try {
    return readFileSync(join(config, 'git/ignore'), 'utf8').trimEnd();
  } catch {
    // Most people have none.
    return '';
  }
};
