/**
 * Many hook calls at the very same time: so many real hook clients, all started while nobody answers, then answered. Each
 * must end with a verdict of its own, and each verdict must be on disk.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openGateSocket } from '../../src/claude/gate-socket.ts';
import { SYSTEM_PERL } from '../../src/claude/hook-client.ts';
import { createTokens } from '../../src/claude/tokens.ts';
import { REPOSITORY } from './claude-rig.ts';
import { openWorkingGate, SESSION } from './working-gate.ts';

export interface Storm {
  readonly calls: number;
  /** Clients that ended with exit code 0 and the verdict for their own call. */
  readonly answered: number;
  /** Calls of which a verdict is on disk. */
  readonly journalled: number;
  /** From the moment when the gate could answer until the last client had its answer. */
  readonly ms: number;
}

const DEADLINE_SECONDS = 120;
const LOOK_MS = 20;

export const raiseStorm = async (root: string, calls: number): Promise<Storm> => {
  const working = await openWorkingGate(root);
  const tokens = createTokens();
  const socket = await openGateSocket({
    directory: working.directory,
    tokens,
    onHook: working.gate,
    onRefused: () => undefined,
  });
  if (!socket.ok) throw new Error(socket.problem.message);
  const [tokenFile, out] = [join(root, 'token'), join(root, 'out')];
  writeFileSync(tokenFile, `${SESSION.worker} ${SESSION.generation} ${tokens.issue(SESSION).gate}\n`, { mode: 0o600 });
  mkdirSync(out);
  const ids = Array.from({ length: calls }, (_, index) => `call-${index}`);
  for (const id of ids)
    writeFileSync(join(out, `${id}.json`), JSON.stringify(callNamed(id, join(root, 'ws/apps/alpha'))));
  try {
    // This process answers nothing while the shell starts the clients: all of them wait at the door together.
    execFileSync(
      '/bin/sh',
      ['-c', STARTER, 'storm', SYSTEM_PERL, CLIENT, socket.value.path, tokenFile, `${DEADLINE_SECONDS}`, out],
      {
        stdio: 'ignore',
      },
    );
    const openedAt = performance.now();
    const ended = (): readonly string[] => ids.filter((id) => textOf(join(out, `${id}.code`)) !== '');
    while (ended().length < calls && performance.now() - openedAt < DEADLINE_SECONDS * 1000) await sleep(LOOK_MS);
    const ms = performance.now() - openedAt;
    const onDisk = new Set(
      working.verdicts().map(({ event }) => (event.kind === 'verdict.given' ? event.call.toolUseId : null)),
    );
    return {
      calls,
      answered: ids.filter((id, index) => isAnswer(join(out, id), index)).length,
      journalled: ids.filter((id) => onDisk.has(id)).length,
      ms,
    };
  } finally {
    await socket.value.close();
    await working.close();
  }
};

const CLIENT = join(REPOSITORY, 'bin/gaffer-hook.pl');

/** Each client's exit code is the last thing that is written of it. */
const STARTER = `
for call in "$6"/*.json; do
  name=\${call%.json}
  ( "$1" "$2" gate "$3" "$4" "$5" < "$call" > "$name.out" 2> "$name.err"; echo $? > "$name.code" ) &
done
`;

/** By turns one that is allowed, one that is denied and one that is asked about. */
const COMMANDS = ['git status', 'sudo ls', 'make world'] as const;
const VERDICTS = ['allow', 'deny', 'ask'] as const;

const callNamed = (id: string, cwd: string): object => ({
  hook_event_name: 'PreToolUse',
  session_id: 's',
  cwd,
  tool_name: 'Bash',
  tool_input: { command: COMMANDS[indexOf(id) % COMMANDS.length] },
  tool_use_id: id,
});

const indexOf = (id: string): number => Number(id.replace('call-', ''));

const isAnswer = (path: string, index: number): boolean =>
  textOf(`${path}.code`).trim() === '0' &&
  textOf(`${path}.out`).includes(`"permissionDecision":"${VERDICTS[index % VERDICTS.length]}"`);

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // Not written yet.
  }
};
