/** `gaffer heartbeat`: what the checks say, a round now, and what is done about an alert. */
import { Argument, type Command, InvalidArgumentError } from 'commander';
import { metricsText } from '../domain/checks/metrics.ts';
import { duration } from '../domain/duration.ts';
import type { World } from '../domain/world.ts';
import { checkRows, nextRoundText } from '../state/selectors-heartbeat.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { EXIT, endWith } from './exit.ts';
import { countFromOne } from './numbers.ts';
import { age, printJson, printTable, say } from './output.ts';
import { type FleetOptions, withFleet } from './with-fleet.ts';
import { WORKSPACE_OPTION } from './workspace.ts';

type HistoryOptions = FleetOptions & { readonly limit: number };
const DEFAULT_READINGS = 20;

interface LengthOfTime {
  readonly text: string;
  readonly forMs: number;
}

const lengthOfTime = (text: string): LengthOfTime => {
  const forMs = duration.safeParse(text);
  if (!forMs.success) throw new InvalidArgumentError('a length of time such as 30m, 4h or 2d was expected.');
  return { text, forMs: forMs.data };
};

const DEFAULT_SNOOZE = lengthOfTime('1h');

export const register = (program: Command): void => {
  const heartbeat = program
    .command('heartbeat')
    .description('health checks: list, run, history, acknowledge, snooze, metrics');
  const sub = (name: string, description: string, isDefault = false): Command =>
    heartbeat
      .command(name, { isDefault })
      .description(description)
      .option(...WORKSPACE_OPTION)
      .option('--json', 'JSON');
  sub('list', 'what each check says; ends with 3 when one fails', true).action((options: FleetOptions) =>
    withFleet(options, async (client) => list(client.snapshot(), options)),
  );
  sub('run', 'run checks now and wait for them; ends with 3 when one fails')
    .argument('[checks...]', 'their names; all when left out')
    .action((checks: readonly string[], options: FleetOptions) =>
      withFleet(options, (client) => runChecks(client, checks, options)),
    );
  sub('history', 'what a check said, newest last')
    .argument('<check>', 'its name')
    .option('-n, --limit <count>', 'so many readings', countFromOne, DEFAULT_READINGS)
    .action((check: string, options: HistoryOptions) =>
      withFleet(options, (client) => history(client, check, options)),
    );
  sub('ack', 'acknowledge an alert, so that it does not escalate')
    .argument('<subject>', 'a check, or such as worker:3')
    .action((subject: string, options: FleetOptions) =>
      withFleet(options, async (client) => {
        const done = await client.command({ kind: 'acknowledge-alert', subject: subjectOf(subject), by: 'cli' });
        if (!done.ok) return endWith(done.problem, options);
        if (options.json === true) printJson({ ok: true, subject: subjectOf(subject) });
        else say(`${subject} is acknowledged`);
      }),
    );
  sub('snooze', 'no alert about a check for a while')
    .argument('<subject>', 'a check, or such as worker:3')
    .addArgument(
      new Argument('[for]', 'how long: 30m, 4h, 2d')
        .argParser(lengthOfTime)
        .default(DEFAULT_SNOOZE, DEFAULT_SNOOZE.text),
    )
    .action((subject: string, { text, forMs }: LengthOfTime, options: FleetOptions) =>
      withFleet(options, async (client) => {
        const done = await client.command({ kind: 'snooze-alert', subject: subjectOf(subject), forMs, by: 'cli' });
        if (!done.ok) return endWith(done.problem, options);
        if (options.json === true) printJson({ ok: true, subject: subjectOf(subject), forMs });
        else say(`${subject} is snoozed for ${text}`);
      }),
    );
  sub('metrics', 'OpenMetrics text, for a collector').action((options: FleetOptions) =>
    withFleet(options, async (client) => {
      process.stdout.write(metricsText(client.snapshot()));
    }),
  );
};

const subjectOf = (text: string): string => (text.includes(':') ? text : `check:${text}`);

const list = (world: World, options: FleetOptions, names: readonly string[] | null = null): void => {
  const now = Date.now();
  const rows = checkRows(world, now).filter(({ name }) => names === null || names.includes(name));
  if (options.json === true) printJson(jsonOf(world, names));
  else {
    if (rows.length === 0) say('no check is configured');
    else
      printTable(
        ['CHECK', 'SAYS', 'AGE', 'RECENT', 'EVIDENCE'],
        rows.map(({ name, believed, age: since, spark, evidence, fix, notes }) => [
          name,
          believed ?? '-',
          since,
          spark,
          [...notes, evidence, ...(fix === null || believed === 'pass' ? [] : [`-> ${fix}`])].join(' · '),
        ]),
      );
    const { lastRoundAt } = world.health;
    const next = nextRoundText(world);
    say(
      `${lastRoundAt === null ? 'no round yet' : `last round ${age(now - lastRoundAt)} ago`}${next === '' ? '' : `, next at ${next}`}`,
    );
  }
  const bad = rows.some(({ believed }) => believed === 'fail' || believed === 'errored');
  if (bad) process.exitCode = EXIT.gateFailed;
};

const jsonOf = ({ health, alerts }: World, names: readonly string[] | null) => ({
  lastRoundAt: health.lastRoundAt,
  nextRoundAt: health.nextRoundAt,
  checks: Object.keys(health.rules)
    .filter((name) => names === null || names.includes(name))
    .map((name) => ({ ...health.checks[name], name, alert: alerts.open[`check:${name}`] ?? null })),
  open: Object.values(alerts.open),
  channels: alerts.channels,
});

/** A round is bounded by its slowest check and what that needs. */
const PATIENCE_MS = 3_600_000;

const runChecks = async (client: FleetClient, checks: readonly string[], options: FleetOptions): Promise<void> => {
  const names = checks.length === 0 ? null : checks;
  const wanted = await client.command({ kind: 'run-checks', checks: names });
  if (!wanted.ok) return endWith(wanted.problem, options);
  const round = wanted.value.flatMap(({ event }) => (event.kind === 'round.asked' ? [event.round] : []))[0] ?? 0;
  if (!(await roundEnded(client, round)))
    return endWith({ kind: 'process', message: 'the round has no end', next: 'See it: gaffer heartbeat' }, options);
  list(client.snapshot(), options, names);
};

const roundEnded = (client: FleetClient, round: number): Promise<boolean> =>
  new Promise((resolve) => {
    const isOver = (): boolean => {
      const { lastAsked, asked } = client.snapshot().health;
      return lastAsked >= round && !asked.includes(round);
    };
    const end = (value: boolean): void => {
      clearTimeout(timer);
      leave();
      resolve(value);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    const leave = client.subscribe(() => {
      if (isOver()) end(true);
    });
    void client.closed.then(() => end(false));
    if (isOver()) end(true);
  });

const history = async (client: FleetClient, check: string, options: HistoryOptions): Promise<void> => {
  const answer = await client.report('check-history', { check, limit: options.limit });
  if (!answer.ok) return endWith(answer.problem, options);
  if (options.json === true) return printJson(answer.value);
  printTable(
    ['AT', 'SAYS', 'MS', 'EVIDENCE'],
    answer.value.readings.map(({ at, reading, ms, evidence }) => [
      new Date(at).toISOString(),
      reading,
      String(ms),
      evidence,
    ]),
  );
};
