/**
 * Works locks on the journal named in argv as fast as it can, until it is killed. Prints what it asks before it asks
 * (`ask PROJECT`) and what was acknowledged (`got FENCE`).
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { projectId, workerNumber } from '../../src/domain/ids.ts';
import { lockOf } from '../../src/domain/locks/held.ts';
import { openJournal } from '../../src/state/journal.ts';
import { createLoop } from '../../src/state/loop.ts';
import { seat, seatClients, someProjects } from '../kit/lock-history.ts';

const CLIENTS = 4;
const journal = openJournal(process.argv[2] ?? '');
if (!journal.ok) throw new Error(journal.problem.message);
const loop = createLoop({
  journal: journal.value,
  now: Date.now,
  hands: async () => undefined,
  onBug: (error) => {
    throw error;
  },
});
// Not process.stdout: what was acknowledged is in the pipe before anything else happens.
const say = (line: string): void => void writeSync(1, `${line}\n`);

const work = async (number: number): Promise<void> => {
  const worker = workerNumber(number);
  const generation = loop.world().workers[worker]?.generation ?? 0;
  const project = projectId(`apps/p${number}`);
  const who = { worker, generation };
  for (;;) {
    if (lockOf(loop.world(), worker) !== null) await loop.submit({ kind: 'force-release', project }, { by: 'human' });
    say(`ask ${project}`);
    const done = await loop.submit({ kind: 'claim-project', ...who, project, door: 'mcp' }, { by: 'load' });
    const grant = done.ok ? done.value.find(({ event }) => event.kind === 'lock.granted')?.event : undefined;
    if (grant?.kind === 'lock.granted') say(`got ${grant.fence}`);
  }
};

await seatClients(loop, { projects: someProjects(CLIENTS), clients: CLIENTS });
for (const worker of Object.values(loop.world().workers)) await seat(loop, worker.number, worker.generation);
// Written at the exit otherwise, which a killed program does not come to.
flushCompileCache();
say('ready');
await Promise.all(Array.from({ length: CLIENTS }, (_, index) => work(index + 1)));
