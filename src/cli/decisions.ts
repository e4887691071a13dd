/** `gaffer decisions`: list what waits for the human, show, approve, deny or answer one. The first answer wins, from wherever. */
import { type Command, Option } from 'commander';
import { decisionId } from '../domain/ids.ts';
import { alikeTo } from '../domain/policies/alike.ts';
import type { Answer } from '../domain/policies/decision.ts';
import { standingLine, standingRule } from '../domain/policies/standing.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { decisionText } from './decisions-show.ts';
import { endWith } from './exit.ts';
import { misuse, textFrom } from './misuse.ts';
import { age, printJson, printTable, say } from './output.ts';
import { statusOf } from './status.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  const decisions = program.command('decisions').description('what waits for you: list, approve, deny, answer');
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
            worker === null ? 'deploy' : String(worker),
            project ?? '-',
            age(seconds * 1000),
            question,
          ]),
        );
      }),
    );
  decisions
    .command('show')
    .argument('<id>', 'the decision, as `gaffer decisions` lists it')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description('one decision in full: the call, what it would do, and why it is asked')
    .action((id: string, options: FleetOptions) => withFleet(options, (client) => show(client, id, options)));
  described(decisions.command('approve'), 'approve a decision')
    .option('--edit <text>', 'run this in place of the command or address, if it is within the boundaries')
    .addOption(
      new Option(
        '--always',
        'and the very same call from now on: adds a rule to the standing decisions of POLICIES.md',
      ).conflicts(['edit', 'alike', 'reason']),
    )
    .option('--dry-run', 'with --always: only show the rule')
    .action((id: string, options: SettleOptions & { always?: boolean; dryRun?: boolean }, command: Command) => {
      const { always = false, dryRun = false } = options;
      if (dryRun && !always)
        misuse(command, '--dry-run shows the rule that --always would add; without --always there is none');
      return withFleet(options, (client) =>
        always ? approveAlways(client, id, options) : settle(client, id, 'approve', options.reason ?? null, options),
      );
    });
  described(decisions.command('deny'), 'deny a decision').action((id: string, options: SettleOptions) =>
    withFleet(options, (client) => settle(client, id, 'deny', options.reason ?? null, options)),
  );
  decisions
    .command('answer')
    .argument('<id>', 'a posted question, as `gaffer decisions` lists it')
    .argument('<text...>', 'the answer; the worker reads it at the next edge of its turn')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description('answer a question that a worker posted')
    .action((id: string, words: readonly string[], options: FleetOptions, command: Command) => {
      const text = textFrom(words, 'the answer', command);
      return withFleet(options, (client) => settle(client, id, 'approve', text, options));
    });
};

interface SettleOptions extends FleetOptions {
  readonly reason?: string;
  readonly alike?: boolean;
  readonly edit?: string;
}

const described = (command: Command, description: string): Command =>
  command
    .argument('<id>', 'the decision, as `gaffer decisions` lists it')
    .option('-r, --reason <text>', 'why; the worker is told')
    .option('--alike', 'and all others that wait and ask the very same')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .description(description);

const settle = async (
  client: FleetClient,
  id: string,
  answer: Answer,
  reason: string | null,
  options: SettleOptions,
): Promise<void> => {
  const decision = decisionId(id);
  const world = client.snapshot();
  const asked = world.decisions[decision];
  const also = options.alike === true && asked !== undefined ? alikeTo(world, asked).map((other) => other.id) : [];
  const settled = await client.command({
    kind: 'settle-decision',
    decision,
    answer,
    by: 'cli',
    reason,
    ...(also.length === 0 ? {} : { also }),
    ...(options.edit === undefined ? {} : { edited: options.edit }),
  });
  if (!settled.ok) return endWith(settled.problem, options);
  const ids = settled.value.flatMap(({ event }) => (event.kind === 'decision.settled' ? [event.decision] : []));
  if (options.json === true) printJson({ ok: true, decision: id, answer, settled: ids });
  else say(`${ids.join(', ')} ${answer === 'approve' ? 'approved' : 'denied'}`);
};

const show = async (client: FleetClient, id: string, options: FleetOptions): Promise<void> => {
  const world = client.snapshot();
  const decision = world.decisions[decisionId(id)];
  if (decision === undefined) {
    const expected = 'an id that `gaffer decisions` lists';
    return endWith({ kind: 'missing', message: `there is no decision ${id}`, expected }, options);
  }
  if (options.json === true) printJson(decision);
  else process.stdout.write(decisionText(world, decision, Date.now()));
};

const approveAlways = async (
  client: FleetClient,
  id: string,
  options: FleetOptions & { dryRun?: boolean },
): Promise<void> => {
  const world = client.snapshot();
  const decision = world.decisions[decisionId(id)];
  if (options.dryRun === true && decision !== undefined) {
    const rule = standingRule(decision, world.fleet.workspace);
    if (!rule.ok) return endWith(rule.problem, options);
    const line = standingLine(rule.value, decision, Date.now());
    if (options.json === true) return printJson({ ok: true, decision: id, wouldAdd: line });
    process.stdout.write(`--- POLICIES.md\n+++ POLICIES.md\n@@ ## Standing decisions @@\n+${line}\n`);
    return;
  }
  const settled = await client.command({ kind: 'approve-always', decision: decisionId(id), by: 'cli' });
  if (!settled.ok) return endWith(settled.problem, options);
  const added = settled.value.flatMap(({ event }) => (event.kind === 'rule.added' ? [event.line] : []));
  if (options.json === true) printJson({ ok: true, decision: id, answer: 'approve', added });
  else say(`${id} approved; added to POLICIES.md: ${added.join('')}`);
};
