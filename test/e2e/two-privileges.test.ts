import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allowTool, noReply } from '../../src/claude/hook-reply.ts';
import { isReadyForPrompt, readScreen } from '../../src/claude/screen-reading.ts';
import { sandboxOf } from '../../src/compose/sandbox.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId } from '../../src/domain/ids.ts';
import { type ClaudeRig, openClaudeRig } from '../kit/claude-rig.ts';
import { openScreenRobot, type ScreenRobot } from '../kit/screen-robot.ts';
import { tempDir } from '../kit/temp.ts';

const PATIENT = { timeout: 60_000, interval: 100 };

const open: { rig?: ClaudeRig; victim?: ChildProcess; server?: Server; other?: ScreenRobot; tmux?: string } = {};
afterEach(async () => {
  await open.rig?.close();
  await open.other?.kill();
  if (open.tmux !== undefined) spawnSync('tmux', ['-S', open.tmux, 'kill-server']);
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

  it('keeps it from debuggers, other terminals, buses, and from what runs later', async () => {
    const victim = spawn('sleep', ['600'], { stdio: 'ignore' });
    open.victim = victim;
    const elsewhere = tempDir();
    const [tmux, bus, typed] = ['tmux.sock', 'bus.sock', 'typed'].map((name) => join(elsewhere, name)) as [
      string,
      string,
      string,
    ];
    const env = { PATH: process.env.PATH ?? '', HOME: elsewhere };
    open.other = openScreenRobot({
      command: 'sh',
      args: ['-c', 'tty; exec sleep 600'],
      env,
      cwd: elsewhere,
    });
    const { other } = open;
    const terminal = await vi.waitFor(() => {
      const name = /\/dev\/\S+/.exec(other.text())?.[0];
      expect(name).toBeDefined();
      return name ?? '';
    }, PATIENT);
    open.tmux = tmux;
    execFileSync('tmux', ['-S', tmux, '-f', '/dev/null', 'new-session', '-d', 'sh'], { env });
    const address = `unix:path=${bus}`;
    const daemon = spawn('dbus-daemon', ['--session', '--nofork', `--address=${address}`], { stdio: 'ignore' });
    await vi.waitFor(() => expect(existsSync(bus)).toBe(true), PATIENT);

    const reaching = [
      // It attaches, and is ended only then.
      ['debugger', `timeout 2 strace -qq -p ${victim.pid} -o /dev/null; test $? -eq 124`],
      ['terminal', `echo INTRUDER > ${terminal}`],
      ['tmux', `tmux -S ${tmux} send-keys -t 0 'touch ${typed}' Enter`],
      ['bus', `dbus-send --bus=${address} --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames`],
    ] as const;
    const later = [
      ['crontab', 'echo "* * * * * true" | crontab -'],
      ['at', 'echo true | at now + 1 day'],
    ] as const;
    const scriptOf = (tries: readonly (readonly [string, string])[]): string =>
      tries
        .map(
          ([name, command]) => `if OUT=$( (${command}) 2>&1 ); then echo "GOT ${name}"; else echo "${name}: $OUT"; fi`,
        )
        .join('\n');

    try {
      // Outside of the wall all of them succeed: what fails inside fails by the wall.
      const outside = spawnSync('sh', ['-c', scriptOf(reaching)], { env, encoding: 'utf8' }).stdout;
      for (const [name] of reaching) expect(outside, outside).toContain(`GOT ${name}`);
      await vi.waitFor(() => expect(existsSync(typed)).toBe(true), PATIENT);
      await vi.waitFor(() => expect(other.text()).toContain('INTRUDER'), PATIENT);
      rmSync(typed);
      const before = { screen: other.text(), jobs: scheduled() };

      const rig = await openClaudeRig({
        script: [{ call: 'Bash', input: { command: 'sh try.sh', description: 'By script' } }, { say: 'Done.' }],
        prepare: async (project) => writeFileSync(join(project, 'try.sh'), scriptOf([...reaching, ...later])),
        wallOf: (project) => wallIn(dirname(dirname(project))),
        onHook: ({ event }) => (event === 'PreToolUse' ? allowTool('by script') : noReply),
      });
      open.rig = rig;
      await vi.waitFor(() => expect(isReadyForPrompt(readScreen(rig.screen.rows()))).toBe(true), PATIENT);
      rig.prompt('Do it');
      await vi.waitFor(() => expect(rig.model.toolResults()).toHaveLength(1), PATIENT);
      const said = rig.model.toolResults()[0]?.text ?? '';
      expect(said).not.toContain('GOT');
      for (const [name] of [...reaching, ...later]) expect(said).toContain(`${name}: `);
      expect(existsSync(typed)).toBe(false);
      expect({ screen: other.text(), jobs: scheduled() }).toEqual(before);
    } finally {
      daemon.kill('SIGKILL');
    }
  });
});

/** What cron and at have been told so far by this user. */
const scheduled = (): readonly string[] =>
  [
    ['crontab', '-l'],
    ['at', '-l'],
  ].map(([command = '', ...args]) => spawnSync(command, args, { encoding: 'utf8' }).stdout);
