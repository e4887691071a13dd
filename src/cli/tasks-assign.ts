/** `gaffer tasks assign`: a person gives a task out. Only a running fleet has workers to give it to. */
import { taskId, type WorkerNumber } from '../domain/ids.ts';
import { endWith } from './exit.ts';
import { printJson, say } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';

export const assignTask = async (
  id: string,
  worker: WorkerNumber | undefined,
  options: FleetOptions,
): Promise<void> => {
  await withFleet(options, async (client) => {
    const assigned = await client.command({ kind: 'assign-task', task: taskId(id), worker: worker ?? null });
    if (!assigned.ok) return endWith(assigned.problem, options);
    const given = assigned.value.map(({ event }) => event).find((event) => event.kind === 'task.assigned');
    const to = given?.kind === 'task.assigned' ? given.worker : null;
    if (options.json === true) printJson({ ok: true, task: id, worker: to });
    else say(`${id} goes to worker ${to}`);
  });
};
