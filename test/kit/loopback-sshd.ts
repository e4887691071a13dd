/** A real sshd on loopback: its own port, keys and configuration, gone after the test. Nothing of the machine's ssh is used. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export interface LoopbackSshd {
  readonly host: string;
  readonly port: number;
  readonly identity: string;
  readonly knownHosts: string;
  /** Drops every connection and listens no more. */
  readonly stop: () => Promise<void>;
}

const SSHD = '/usr/sbin/sshd';

export const startSshd = async (): Promise<LoopbackSshd> => {
  const directory = mkdtempSync(join(tmpdir(), 'gaffer-test-sshd-'));
  const at = (name: string): string => join(directory, name);
  for (const name of ['host', 'user']) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
  const port = await freePort();
  const { publicKey } = readKeys(at);
  writeFileSync(at('known_hosts'), `[127.0.0.1]:${port} ${publicKey}\n`);
  execFileSync('cp', [at('user.pub'), at('authorized_keys')]);
  writeFileSync(
    at('sshd_config'),
    [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${at('host')}`,
      `AuthorizedKeysFile ${at('authorized_keys')}`,
      'PidFile none',
      'UsePAM no',
      'StrictModes no',
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'LogLevel ERROR',
    ].join('\n'),
  );
  // sshd of root wants this directory, which a machine without a service does not have.
  if (process.getuid?.() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { mode: 0o755 });
  const child = spawn(SSHD, ['-D', '-e', '-f', at('sshd_config')], { stdio: 'ignore', detached: true });
  await listening(port);
  return {
    host: `${userInfo().username}@127.0.0.1`,
    port,
    identity: at('user'),
    knownHosts: at('known_hosts'),
    stop: async () => {
      const gone = once(child, 'exit');
      for (const pid of [...childrenOf(child.pid ?? 0), child.pid ?? 0]) kill(pid);
      await gone;
      rmSync(directory, { recursive: true, force: true });
    },
  };
};

const readKeys = (at: (name: string) => string) => {
  const [type, key] = execFileSync('cat', [at('host.pub')], { encoding: 'utf8' }).split(' ');
  return { publicKey: `${type} ${key}` };
};

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

const listening = async (port: number): Promise<void> => {
  for (let tries = 0; tries < 200; tries += 1) {
    const socket = connect(port, '127.0.0.1');
    const ready = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (ready === true) return;
    await wait(25);
  }
  throw new Error('sshd does not listen');
};

const childrenOf = (pid: number): readonly number[] => {
  try {
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
      .split('\n')
      .map(Number)
      .filter((child) => child > 0);
    return children.flatMap((child) => [...childrenOf(child), child]);
  } catch {
    return [];
  }
};

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
};
