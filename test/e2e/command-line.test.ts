import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { environmentIn, gaffer, LAUNCHER, openGaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

/** A workspace whose agent is a plain shell: sessions, sockets and faults without the weight of Claude Code. */
const workspaceIn = async (
  home: string,
  yaml = 'workers: 2\nagent: { command: [bash, --norc] }\n',
): Promise<string> => {
  const workspace = join(home, 'work');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'gaffer.yaml'), yaml);
  const init = await gaffer(home, ['init', workspace]);
  expect(init.code).toBe(0);
  onTestFinished(async () => {
    await gaffer(home, ['down', '-C', workspace]);
  });
  return workspace;
};

const statusOf = async (home: string, workspace: string) =>
  JSON.parse((await gaffer(home, ['status', '--json', '-C', workspace])).stdout);

const supervisorOf = (workspace: string): number =>
  Number(readFileSync(join(workspace, '.gaffer/supervisor.pid'), 'utf8'));

describe('the command line', () => {
  it('says where gaffer.yaml is wrong and what was meant, exits 78 and starts nothing', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    writeFileSync(join(workspace, 'gaffer.yaml'), 'workers: 2\nwrokers: 99\n');
    const { code, stderr } = await gaffer(home, ['up', '-C', workspace]);
    expect(code).toBe(78);
    expect(stderr).toMatch(/gaffer\.yaml:2:1: wrokers .*Did you mean workers\?/);
    expect(existsSync(join(workspace, '.gaffer/journal.db'))).toBe(false);
  });

  it('says what to install when claude is not there, and exits 69', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home, 'workers: 1\n');
    const child = spawn(process.execPath, [LAUNCHER, 'up', '-C', workspace], {
      env: { ...environmentIn(home), PATH: '/usr/bin:/bin' },
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toContain('npm install -g @anthropic-ai/claude-code');
    expect(code).toBe(69);
  });

  it('refuses words that it does not know with the nearest one, exit 2', async () => {
    const { code, stderr } = await gaffer(tempDir(), ['statuss']);
    expect(stderr).toMatch(/unknown command 'statuss'[\s\S]*status/);
    expect(code).toBe(2);
  });

  it('prints the status as text where there is no terminal', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    const { code, stdout, stderr } = await gaffer(home, ['-C', workspace]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 {2}idle/);
    expect(stderr).toContain('No terminal here');
  });

  it('runs any program as an agent, types into it, and says that it has no gate', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    expect((await gaffer(home, ['up', '-C', workspace])).code).toBe(0);
    const mark = join(home, 'typed');
    expect((await gaffer(home, ['send', '2', `touch ${mark}`, '-C', workspace])).code).toBe(0);
    await vi.waitFor(() => expect(existsSync(mark)).toBe(true));
    expect(await statusOf(home, workspace)).toMatchObject({
      agent: 'bash',
      warnings: [expect.stringContaining('no gate')],
    });
  });

  it('starts one supervisor however many ask at once', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    const runs = await Promise.all(Array.from({ length: 5 }, () => gaffer(home, ['up', '-C', workspace])));
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(
      runs.map(() => [0, expect.stringContaining('runs')]),
    );
    const boots = await gaffer(home, ['events', '--kind', 'fleet.booted', '--json', '-C', workspace]);
    expect(boots.stdout.trim().split('\n')).toHaveLength(1);
  });

  it('says who runs already to whoever starts a second supervisor by hand, and exits 4', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    const second = await gaffer(home, ['supervisor', '--workspace', workspace]);
    expect(second).toMatchObject({ code: 4, stdout: '' });
    expect(second.stderr).toMatch(new RegExp(`^.*process ${supervisorOf(workspace)}\\b.*gaffer down\\n$`));
    expect(await statusOf(home, workspace)).toMatchObject({ state: 'running' });
  });

  it('finds the fleet from an environment with another runtime and temporary directory', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    const { XDG_RUNTIME_DIR: _, ...bare } = environmentIn(home);
    for (const env of [
      { ...bare, TMPDIR: tempDir() },
      { ...bare, TMPDIR: tempDir(), XDG_RUNTIME_DIR: tempDir() },
    ]) {
      const { code, stdout } = await gaffer(home, ['status', '--json', '-C', workspace], { env });
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        workspace,
        state: 'running',
        workers: [{ worker: 1 }, { worker: 2 }],
      });
    }
  });

  it('starts all the same when it cannot note where its sockets lie, and says so as long as it runs', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    // What a rename refuses to replace, for root too.
    mkdirSync(join(workspace, '.gaffer/run'), { recursive: true });
    const warning = expect.stringMatching(/\.gaffer\/run: where the sockets lie cannot be noted/);
    expect(await gaffer(home, ['up', '-C', workspace])).toMatchObject({ code: 0 });
    expect((await statusOf(home, workspace)).warnings).toContainEqual(warning);
    await gaffer(home, ['down', '-C', workspace]);
    const robot = openGaffer(home, ['--foreground', '-C', workspace]);
    await vi.waitFor(async () => expect((await statusOf(home, workspace)).warnings).toContainEqual(warning));
    robot.write('q');
    expect(await robot.exited).toBe(0);
  });

  it('lists workers as a table, as JSON when asked, and sends no empty text', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    const { stdout } = await gaffer(home, ['workers', '-C', workspace]);
    expect(stdout).toMatch(/^# +state +for .*\n1 +\w+ .*\n2 +\w+ .*\n$/);
    const { stdout: json } = await gaffer(home, ['workers', '--json', '-C', workspace]);
    expect(JSON.parse(json)).toMatchObject([{ worker: 1 }, { worker: 2 }]);
    expect(await gaffer(home, ['send', '1', ' ', '-C', workspace])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the text is empty'),
    });
  });

  it('shows that the disk refuses, stops all the same, and says at the next start when it still does', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    const [{ pid }] = (await statusOf(home, workspace)).workers;
    // Another writer that never lets go is to SQLite what a full disk is: the append fails.
    const disk = new DatabaseSync(join(workspace, '.gaffer/journal.db'));
    disk.exec('BEGIN IMMEDIATE');
    const refused = await gaffer(home, ['send', '1', 'hello', '-C', workspace]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('takes no more events') });
    expect(await statusOf(home, workspace)).toMatchObject({ state: 'read-only' });
    expect(await gaffer(home, ['down', '-C', workspace])).toMatchObject({ code: 0 });
    expect(() => process.kill(pid, 0)).toThrow();
    const again = await gaffer(home, ['up', '-C', workspace]);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toMatch(/journal/);
    disk.close();
    await gaffer(home, ['up', '-C', workspace]);
    expect(await statusOf(home, workspace)).toMatchObject({
      state: 'running',
      workers: [{ worker: 1 }, { worker: 2 }],
    });
  });

  it('finds everything that was accepted after the supervisor was killed', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    await gaffer(home, ['send', '1', 'echo before', '-C', workspace]);
    process.kill(supervisorOf(workspace), 'SIGKILL');
    await vi.waitFor(async () => expect((await gaffer(home, ['status', '-C', workspace])).code).toBe(1), {
      timeout: 10_000,
    });
    await gaffer(home, ['up', '-C', workspace]);
    const events = (await gaffer(home, ['events', '--json', '-C', workspace])).stdout;
    expect(events).toContain('echo before');
    expect(events.match(/session\.lost/g)).toHaveLength(2);
    expect((await statusOf(home, workspace)).workers.map(({ state }: { state: string }) => state)).toEqual([
      'idle',
      'idle',
    ]);
  });

  it('shows a worker that dies as what it is, starts it again, and the others go on', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    const [first, second] = (await statusOf(home, workspace)).workers;
    process.kill(first.pid, 'SIGKILL');
    await vi.waitFor(
      async () => {
        const [again, other] = (await statusOf(home, workspace)).workers;
        expect(again).toMatchObject({ state: 'idle' });
        expect(again.pid).not.toBe(first.pid);
        expect(other.pid).toBe(second.pid);
      },
      { interval: 300 },
    );
    const exits = await gaffer(home, ['events', '--kind', 'session.exited', '--json', '-C', workspace]);
    expect(JSON.parse(exits.stdout)).toMatchObject({ event: { worker: 1, signal: expect.stringMatching(/9|KILL/) } });
  });

  it('leaves a worker, its screen and its terminal as they were when attach ends', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    await gaffer(home, ['up', '-C', workspace]);
    const robot = openGaffer(home, ['attach', '1', '-C', workspace], { columns: 80, lines: 24 });
    await vi.waitFor(() => expect(robot.text()).toMatch(/ctrl-\] back/));
    robot.write('echo $((6*7))\r');
    await vi.waitFor(() => expect(robot.text()).toMatch(/^42\s*$/m));
    robot.write('\x1d');
    expect(await robot.exited).toBe(0);
  });

  it('runs supervisor and dashboard in one process with --foreground, and leaves nothing behind', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    const robot = openGaffer(home, ['--foreground', '-C', workspace]);
    await vi.waitFor(() => expect(robot.text()).toContain('Workers'));
    const [worker] = (await statusOf(home, workspace)).workers;
    robot.write('q');
    expect(await robot.exited).toBe(0);
    expect(() => process.kill(worker.pid, 0)).toThrow();
  });

  it('says so when the terminal is too small', async () => {
    const home = tempDir();
    const workspace = await workspaceIn(home);
    const robot = openGaffer(home, ['-C', workspace], { columns: 30, lines: 8 });
    onTestFinished(() => robot.kill());
    await vi.waitFor(() => expect(robot.text()).toMatch(/too small/i));
    // Else the supervisor that this dashboard began would outlive the test.
    await vi.waitFor(() => supervisorOf(workspace));
  });
});
