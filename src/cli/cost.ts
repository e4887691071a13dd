/**
 * `gaffer cost`: what the models were asked for, what it cost, and what the same tokens would have cost on the dearest
 * tier. Read from the ledger itself, so it works with and without a running fleet.
 */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { fail, ok, type Result } from '../domain/problem.ts';
import type { CostReport } from '../domain/tiers/ledger.ts';
import { openLedger } from '../state/ledger.ts';
import type { Places } from '../state/places.ts';
import { dayText } from '../state/selectors-figures.ts';
import { costCsv, costJson, costText } from './cost-text.ts';
import { endWith } from './exit.ts';
import { wholeNumber } from './numbers.ts';
import { printJson } from './output.ts';
import type { FleetOptions } from './with-fleet.ts';
import { WORKSPACE_OPTION, workspacePlaces } from './workspace.ts';

interface Options extends FleetOptions {
  readonly csv?: boolean;
  readonly since?: string;
  readonly top: number;
}

const DEFAULT_TOP = 10;

export const register = (program: Command): void => {
  program
    .command('cost')
    .description('tokens and cost per day, tier, project, worker and task, and what the tiers saved')
    .option(...WORKSPACE_OPTION)
    .option('--since <day>', '2026-11-23, today, or 7d for the last seven days; default: all time', day)
    .option('--top <n>', 'how many of the most expensive tasks', wholeNumber, DEFAULT_TOP)
    .option('--json', 'one JSON object')
    .addOption(new Option('--csv', 'one line per day, tier, project, worker and task').conflicts('json'))
    .action((options: Options) => {
      const places = workspacePlaces(options);
      if (!places.ok) return endWith(places.problem, options);
      const report = readCost(places.value, options);
      if (!report.ok) return endWith(report.problem, options);
      if (options.json === true) printJson(costJson(report.value));
      else process.stdout.write(options.csv === true ? costCsv(report.value) : costText(report.value));
    });
};

const readCost = (places: Places, { since, top }: Options): Result<CostReport> => {
  const ledger = openLedger(places.ledger, { readOnly: true });
  if (!ledger.ok) return ledger;
  try {
    return ok(ledger.value.report({ since: since ?? null, tasks: top, today: dayText(Date.now()) }));
  } catch (error) {
    return fail({
      kind: 'process',
      message: 'the ledger does not read',
      where: { file: places.ledger },
      found: error instanceof Error ? error.message : String(error),
    });
  } finally {
    ledger.value.close();
  }
};

const DAY_MS = 24 * 3_600_000;

const day = (text: string): string => {
  const days = text === 'today' ? 1 : Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? Number.NaN);
  if (days >= 1) return dayText(Date.now() - (days - 1) * DAY_MS);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay) throw new InvalidArgumentError('a day such as 2026-11-23 was expected, or today, or 7d.');
  return text;
};
