/** `gaffer decisions`: list what waits for the human, approve or deny one. The first answer wins, from wherever. */
import type { Command } from 'commander';
import { decisionId } from '../domain/ids.ts';
import type { Answer } from '../domain/policies/decision.ts';
import { endWith } from './exit.ts';
import { age, printJson, printTable, say } from './output.ts';
import { statusOf } from './status.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  const decisions = program.command('decisions').description('what waits for you: list, approve, deny');
  decisions
    .command('list', { isDefault: true })
    .description('the waiting decisions')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON array')
    .action((options: FleetOptions) =>
      withFleet(options, async (client) => {
        const waiting = statusOf(client.snapshot(), Date.now()).decisions;
        if (options.json === true) return printJson(waiting);
        if (waiting.length === 0) return say('no decision waits');
        printTable(
          ['id', 'worker', 'project', 'age', 'asks'],
          waiting.map(({ id, worker, project, seconds, question }) => [
            id,
            String(worker),
            project ?? '-',
            age(seconds * 1000),
            question,
          ]),
        );
      }),
    );
  settling(decisions, 'approve', 'approve');
  settling(decisions, 'deny', 'deny');
};

const settling = (decisions: Command, verb: string, answer: Answer): void => {
  decisions
    .command(verb)
    .argument('<id>', 'the decision, as `gaffer decisions` lists it')
    .option('-r, --reason <text>', 'why; the worker is told')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description(`${verb} a decision`)
    .action((id: string, options: FleetOptions & { reason?: string }) =>
      withFleet(options, async (client) => {
        const settled = await client.command({
          kind: 'settle-decision',
          decision: decisionId(id),
          answer,
          by: 'cli',
          reason: options.reason ?? null,
        });
        if (!settled.ok) return endWith(settled.problem, options);
        if (options.json === true) printJson({ ok: true, decision: id, answer });
        else say(`${id} ${answer === 'approve' ? 'approved' : 'denied'}`);
      }),
    );
};
