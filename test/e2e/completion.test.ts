/** Completion as the shells themselves do it: each script is loaded by its own shell, which is then asked. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { gaffer } from '../kit/gaffer-process.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

/** Prints what is offered for the last of `words`, a line each. */
const ASK = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell’s own
  bash: 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gaffer; printf "%s\\n" "${COMPREPLY[@]}"',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell’s own
  zsh: 'compdef() { : }; _describe() { print -rl -- ${(P)2%%:*} }; source "$0"; words=("$@"); CURRENT=$#; _gaffer',
  fish: 'source $argv[1]; complete -C (string join " " -- $argv[2..])',
};

const SHELLS = [
  ['bash', ['--norc', '-c', ASK.bash]],
  ['zsh', ['-f', '-c', ASK.zsh]],
  ['fish', ['--no-config', '-c', ASK.fish]],
] as const;

test.each(SHELLS)('%s offers commands, the commands below them, and options', async (shell, args) => {
  const root = await temporaryDirectory();
  const script = join(root, `gaffer.${shell}`);
  const made = await gaffer(root, ['completion', shell]);
  expect(made.code).toBe(0);
  writeFileSync(script, made.stdout);
  const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { stdout } = await execa(shell, [...args, script, 'gaffer', ...words]);
    return stdout.split('\n').map((line) => line.split('\t')[0]?.trim() ?? '');
  };
  expect(await offered('')).toEqual(expect.arrayContaining(['dashboard', 'decisions', 'deploy', 'completion']));
  expect(await offered('')).not.toContain('supervisor');
  expect(await offered('decisions', '')).toEqual(expect.arrayContaining(['list', 'approve', 'deny']));
  expect(await offered('decisions', '')).not.toContain('deploy');
  expect(await offered('decisions', 'approve', '--')).toEqual(expect.arrayContaining(['--always', '--reason']));
});

test('a shell that there is none for is said', async () => {
  const { code, stderr } = await gaffer(await temporaryDirectory(), ['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(stderr).toContain('bash, zsh, fish');
});
