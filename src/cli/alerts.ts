/** `gaffer alerts`: what was told to whom, and a test of every channel. */
import { type Command, Option } from 'commander';
import type { OutboxRow } from '../domain/alerts/outbox.ts';
import type { AlertLevel } from '../domain/checks/health.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { EXIT, endWith } from './exit.ts';
import { age, printJson, printTable, say } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

export const register = (program: Command): void => {
  const alerts = program.command('alerts').description('messages to people: list, test');
  alerts
    .command('list', { isDefault: true })
    .description('the newest messages, and what became of them')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON array')
    .action((options: FleetOptions) =>
      withFleet(options, async (client) => {
        const rows = await client.report('outbox', { limit: LISTED });
        if (!rows.ok) return endWith(rows.problem, options);
        if (options.json === true) return printJson(rows.value);
        if (rows.value.length === 0) return say('nothing was sent yet');
        printTable(
          ['KEY', 'LEVEL', 'CHANNEL', 'STATE', 'AGE', 'TITLE'],
          rows.value.map((row) => [
            row.key,
            row.level,
            row.channel,
            stateText(row),
            age(Date.now() - row.addedAt),
            row.title,
          ]),
        );
      }),
    );
  alerts
    .command('test')
    .description('send a test message and wait until it has left; ends with 1 when it has not')
    .argument('[channel]', 'one channel; the route of the level when left out')
    .addOption(new Option('--level <level>', 'as what').choices(['info', 'warn', 'alarm']).default('warn'))
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON array')
    .action((channel: string | undefined, options: FleetOptions & { level: AlertLevel }) =>
      withFleet(options, (client) => test(client, channel ?? null, options)),
    );
};

const LISTED = 50;
/** Longer than a channel's own patience. */
const PATIENCE_MS = 30_000;
const LOOK_MS = 200;

const test = async (
  client: FleetClient,
  channel: string | null,
  options: FleetOptions & { level: AlertLevel },
): Promise<void> => {
  const raised = await client.command({ kind: 'test-alerts', channel, level: options.level });
  if (!raised.ok) return endWith(raised.problem, options);
  const key = raised.value.flatMap(({ event }) => (event.kind === 'alert.raised' ? [event.alert.key] : []))[0];
  const rows = await settled(client, key ?? '');
  if (options.json === true) printJson(rows);
  else {
    for (const row of rows) process.stdout.write(`${row.channel}: ${stateText(row)}\n`);
    if (rows.length === 0)
      say(channel === null ? 'only open dashboards ring for this level' : `no channel ${channel} sends anything`);
  }
  if (rows.some(({ state }) => state !== 'sent') || (channel !== null && rows.length === 0))
    process.exitCode = EXIT.failed;
};

/** Each channel's answer: sent, or why not. */
const settled = async (client: FleetClient, key: string): Promise<readonly OutboxRow[]> => {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await client.report('outbox', { limit: LISTED });
    const rows = answer.ok ? answer.value.filter((row) => row.key === key) : [];
    const isSettled = rows.every(({ state, because }) => state === 'sent' || state === 'dropped' || because !== null);
    if (isSettled || Date.now() > until) return rows;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
};

const stateText = ({ state, because, attempts }: OutboxRow): string =>
  because === null ? state : `${state} after ${attempts} attempts: ${because}`;
