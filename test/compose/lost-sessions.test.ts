import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { endLostSessions } from '../../src/compose/lost-sessions.ts';
import { sessionId } from '../../src/domain/ids.ts';
import { aSession, aWorker, aWorld } from '../kit/world.ts';

const MINE = sessionId('5b0f3c1e-0000-4000-8000-000000000001');
const OTHER = sessionId('5b0f3c1e-0000-4000-8000-000000000002');

/** An agent that does not go when its terminal does, with a child; it leads a session as one in a terminal does. */
const STUBBORN = `
  for (const name of ['SIGHUP', 'SIGTERM']) process.on(name, () => {});
  const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
  process.stdout.write(String(child.pid));
  setInterval(() => {}, 1000);
`;

const anAgent = async (): Promise<{
  readonly pid: number;
  readonly child: number;
  readonly gone: Promise<unknown>;
}> => {
  const agent = spawn(process.execPath, ['-e', STUBBORN, '--', '--resume', MINE], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void agent.kill('SIGKILL'));
  const gone = new Promise((resolve) => agent.once('exit', (_code, signal) => resolve(signal)));
  const child = await new Promise<number>((resolve) => agent.stdout.once('data', (text) => resolve(Number(text))));
  expect(lives(child)).toBe(true);
  onTestFinished(() => void (lives(child) && process.kill(child, 'SIGKILL')));
  if (agent.pid === undefined) throw new Error('no agent');
  return { pid: agent.pid, child, gone };
};

const lives = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const worldWith = (pid: number, id: typeof MINE) =>
  aWorld({ workers: [aWorker(1, { session: aSession({ pid, id }) })] });

test('a session that outlived its supervisor is ended with all that it runs, before another one takes it up', async () => {
  const { pid, child, gone } = await anAgent();
  await endLostSessions(worldWith(pid, MINE), 100);
  expect(await gone).toBe('SIGKILL');
  expect(lives(child)).toBe(false);
});

test('a process that only has the number of a session is left alone', async () => {
  const { pid, child } = await anAgent();
  await endLostSessions(worldWith(pid, OTHER), 100);
  expect([lives(pid), lives(child)]).toEqual([true, true]);
});
