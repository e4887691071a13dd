/** Supervisor and dashboard in one process, for a look at how it starts and for terminals that nobody leaves. */
import { startSupervisor } from '../compose/supervisor.ts';
import { describeProblem } from '../domain/problem.ts';
import { noteRuntime, type Places } from '../state/places.ts';
import { takeSupervisorLock } from '../state/supervisor-lock.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { serveFleet } from '../wire/server.ts';
import { endWith } from './exit.ts';
import { say } from './output.ts';
import { takenProblem } from './taken.ts';

export const runInForeground = async (
  places: Places,
  show: (client: FleetClient) => Promise<unknown>,
): Promise<void> => {
  const lock = takeSupervisorLock(places.lock);
  if (lock === null) return endWith(await takenProblem(places));
  const unnoted = noteRuntime(places);
  const lines: string[] = [];
  const started = await startSupervisor(places, {
    rehearsal: null,
    pace: null,
    warnings: unnoted === null ? [] : [describeProblem(unnoted)],
    log: (line) => lines.push(line),
  });
  if (!started.ok) {
    lock.release();
    return endWith(started.problem);
  }
  const server = await serveFleet(started.value.fleet, places.controlSocket);
  await show(started.value.fleet);
  await started.value.stop();
  await server.close();
  lock.release();
  for (const line of lines) say(line);
};
