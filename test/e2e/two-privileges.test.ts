import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allowTool, noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { sandboxOf } from '../../src/compose/sandbox.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId } from '../../src/domain/ids.ts';
import { type ClaudeRig, openClaudeRig } from '../kit/claude-rig.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

const open: { rig?: ClaudeRig; victim?: ChildProcess; server?: Server } = {};
afterEach(async () => {
  await open.rig?.close();
  open.victim?.kill('SIGKILL');
  open.server?.close();
});

const wallIn = (workspace: string) => {
  const parsed = parseConfig({ sandbox: { enabled: 'on' } });
  if (!parsed.ok) throw new Error('the sandbox is a setting');
  const places = { workspace, own: join(workspace, '.gaffer'), runtime: join(workspace, '.gaffer/run') };
  return sandboxOf({ places, config: parsed.config }, { kind: 'stands' }, projectId('apps/alpha'));
};

/** What a program tries whose text nobody can read; each try says what came of it. */
const TRIES = {
  connect: (socket: string) =>
    `const s=require('net').connect('${socket}');s.on('connect',()=>{console.log('GOT in');process.exit()});s.on('error',e=>{console.log('connect '+e.code);process.exit()})`,
  kill: (pid: number) =>
    `try{process.kill(${pid},'SIGKILL');console.log('GOT kill')}catch(e){console.log('kill '+e.code)}`,
  write: (path: string) =>
    `try{require('fs').writeFileSync('${path}','y');console.log('GOT write')}catch(e){console.log('write '+e.code)}`,
  read: (path: string) =>
    `try{require('fs').readFileSync('${path}');console.log('GOT read')}catch(e){console.log('read '+e.code)}`,
  environ: (pid: number) =>
    `try{require('fs').readFileSync('/proc/${pid}/environ');console.log('GOT environ')}catch(e){console.log('environ '+e.code)}`,
} as const;

describe('where the text of a call can be fooled, the wall', { timeout: 240_000 }, () => {
  it('keeps a program from the control socket, from the supervisor and from its state', async () => {
    const victim = spawn('sleep', ['600'], { stdio: 'ignore' });
    open.victim = victim;
    const pid = victim.pid ?? 0;
    let root = '';
    const reached: string[] = [];
    const rig = await openClaudeRig({
      script: [{ call: 'Bash', input: { command: 'node try.cjs', description: 'By script' } }, { say: 'Done.' }],
      prepare: async (project) => {
        root = dirname(dirname(project));
        mkdirSync(join(root, '.gaffer/run'), { recursive: true });
        mkdirSync(join(root, '.gaffer/sessions/w2-g1'), { recursive: true });
        const token = join(root, '.gaffer/sessions/w2-g1/token');
        writeFileSync(token, 'secret');
        const socket = join(root, '.gaffer/run/control.sock');
        open.server = createServer(() => reached.push('connected')).listen(socket);
        const tries = [
          TRIES.kill(pid),
          TRIES.environ(pid),
          TRIES.read(token),
          TRIES.write(join(root, '.gaffer/state.json')),
          TRIES.connect(socket),
        ];
        writeFileSync(join(project, 'try.cjs'), tries.join('\n'));
      },
      wallOf: (project) => wallIn(dirname(dirname(project))),
      // A gate that was fooled: what is stopped here, the operating system stops.
      onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('by script') : noReply),
    });
    open.rig = rig;
    await vi.waitFor(() => expect(isReadyForPrompt(readScreen(rig.screen.rows()))).toBe(true), PATIENT);
    rig.prompt('Do it');
    await vi.waitFor(() => expect(rig.model.toolResults()).toHaveLength(1), PATIENT);
    const said = rig.model.toolResults()[0]?.text ?? '';
    expect(said).not.toContain('GOT');
    expect(said).toMatch(/kill E\w+\\?n?[\s\S]*environ E\w+[\s\S]*read E\w+[\s\S]*write E\w+[\s\S]*connect E\w+/);
    expect(victim.exitCode).toBeNull();
    expect(victim.signalCode).toBeNull();
    expect(reached).toEqual([]);
    expect(existsSync(join(root, '.gaffer/state.json'))).toBe(false);
  });
});
