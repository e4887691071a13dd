import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';
import { aScript } from '../kit/scenario.ts';
import { scriptedSession, spoken } from '../kit/scripted-session.ts';
import { tempDir } from '../kit/temp.ts';

let cwd: string;
beforeEach(() => {
  cwd = tempDir();
});
const steps = () => readFile(join(cwd, 'steps'), 'utf8');

describe('a call that fails without a branch for it', () => {
  const PUSH = `
  - call: { tool: Bash, input: { command: 'echo push >> steps' } }
    expect: succeeds
  - call: { tool: Bash, input: { command: 'echo log >> steps' } }
  - say: The end.`;
  /** Refuses the calls whose command holds \`part\`, as long as there are words left. */
  const refusing =
    (part: string, words: string[]) =>
    (_: string, { command }: Readonly<Record<string, string>>) =>
      command?.includes(part) === true ? (words.shift() ?? null) : null;
  const denied = (times: number) => Array.from({ length: times }, () => '[error] denied');

  test.each(['Stop hook feedback: T1 is not finished', 'Task T1: Greet\nYour last session ended', 'continue'])(
    'is made again when the model is prompted again, and not before: %s',
    async (prompt) => {
      const session = scriptedSession({ scenario: aScript(PUSH), cwd, refuse: refusing('push', denied(1)) });
      expect(spoken(await session.prompt('Task T1: Greet'))).toContain('I stop here');
      expect(session.ask()).toMatchObject({ place: 0, stopReason: 'end_turn' });
      expect(spoken(await session.prompt('hello'))).toContain("worker 1's model");
      expect(spoken(await session.prompt(prompt))).toBe('The end.');
      expect(await steps()).toBe('push\nlog\n');
    },
  );

  test('stays refused after three more tries', async () => {
    const refused: string[] = denied(9);
    const session = scriptedSession({ scenario: aScript(PUSH), cwd, refuse: refusing('push', refused) });
    await session.prompt('Task T1: Greet');
    for (let time = 0; time < 5; time += 1) {
      expect(spoken(await session.prompt('Stop hook feedback: go on'))).toContain('I stop here');
    }
    expect(refused).toHaveLength(9 - 4);
  });

  test('is not made again when it ran against all expectation, also in part', async () => {
    const script = (expect: string, second: string) => `
  - calls:
      - { tool: Bash, input: { command: 'echo once >> steps' } }
      - { tool: Bash, input: { command: '${second}' } }
    expect: ${expect}`;
    for (const [wanted, second] of [
      ['fails', 'true'],
      ['succeeds', 'false'],
      ['something else', 'true'],
    ] as const) {
      await rm(join(cwd, 'steps'), { force: true });
      const session = scriptedSession({ scenario: aScript(script(wanted, second)), cwd });
      await session.prompt('Task T1: Greet');
      expect(spoken(await session.prompt('continue'))).toContain('I stop here');
      expect(await steps()).toBe('once\n');
    }
  });

  test('is no answer to what the script asks when nobody decided it: all is done again from there', async () => {
    const undecided = await hookWithoutSupervisor();
    const words = [undecided, undecided, undecided];
    const scenario = aScript(`
  - call: { tool: Bash, input: { command: 'echo edit >> steps' } }
  - call: { tool: Bash, input: { command: 'grep -q test steps' } }
    expect: fails
  - call: { tool: Bash, input: { command: 'echo commit >> steps' } }
    expect: succeeds
  - say: The end.`);
    const session = scriptedSession({
      scenario,
      cwd,
      refuse: (tool) => (tool === 'Bash' ? (words.shift() ?? null) : null),
    });
    expect(spoken(await session.prompt('Task T1: Greet'))).toContain('I stop here');
    expect(spoken(await session.prompt('Task T1: Greet'))).toBe('The end.');
    expect(await steps()).toBe('edit\ncommit\n');
  });
});

/** What a call is told while no supervisor is there, in the words of the hook client itself. */
const hookWithoutSupervisor = async (): Promise<string> => {
  const token = join(cwd, 'token');
  await writeFile(token, `1 1 ${'x'.repeat(43)}\n`);
  const client = fileURLToPath(new URL('../../bin/gaffer-hook.pl', import.meta.url));
  const run = await execa('perl', [client, 'gate', join(cwd, 'nobody.sock'), token, '5'], {
    input: '{}',
    reject: false,
  });
  expect(run.exitCode).toBe(2);
  return `[error] PreToolUse:Bash hook error: [perl]: ${run.stderr}`;
};
