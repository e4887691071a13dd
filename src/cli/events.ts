/** `gaffer events`, `why` and `replay`: the journal, the causes of one event, and the World as it was at any seq. */
import type { Command } from 'commander';
import type { Logged } from '../domain/event.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { type Journal, openJournal } from '../state/journal.ts';
import { describeEvent } from '../state/selectors-why.ts';
import { endWith } from './exit.ts';
import { misuse } from './misuse.ts';
import { numberAboveZero, wholeNumber } from './numbers.ts';
import { printJson, printTable, say } from './output.ts';
import { playFile } from './play.ts';
import { statusOf } from './status.ts';
import type { FleetOptions } from './with-fleet.ts';
import { WORKSPACE_OPTION, workspacePlaces } from './workspace.ts';

const DEFAULT_LIMIT = 50;

type ReplayOptions = FleetOptions & { until?: number; speed: number; idle: number };

export const register = (program: Command): void => {
  program
    .command('events')
    .description('the journal, newest last')
    .option(...WORKSPACE_OPTION)
    .option('--kind <kind>', 'a kind (lock.granted) or its family (lock)')
    .option('--after <seq>', 'only after this seq', wholeNumber)
    .option('--limit <n>', 'the newest so many', wholeNumber, DEFAULT_LIMIT)
    .option('--json', 'one JSON object a line, with all that the journal holds')
    .action((options: FleetOptions & { kind?: string; after?: number; limit: number }) =>
      withJournal(options, (journal) => {
        const events = journal.read({ kind: options.kind, after: options.after, limit: options.limit });
        if (options.json === true) for (const event of events) process.stdout.write(`${JSON.stringify(event)}\n`);
        else if (events.length === 0) say('no event is like that');
        else printEvents(events);
        return ok(undefined);
      }),
    );
  program
    .command('why')
    .argument('<seq>', 'seq of an event, as `gaffer events` shows it', wholeNumber)
    .description('what led to an event, first cause first')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON array, with all that the journal holds')
    .action((seq: number, options: FleetOptions) =>
      withJournal(options, (journal) => {
        const chain = causesOf(journal, seq);
        if (!chain.ok) return chain;
        if (options.json === true) printJson(chain.value);
        else printEvents(chain.value);
        return ok(undefined);
      }),
    );
  program
    .command('replay')
    .argument('[file]', 'a recording of `gaffer record`; without one, the journal is replayed')
    .description('plays a recording; or, with --until, the status as it was after an event, from the journal alone')
    .option('--until <seq>', 'seq of the last event', wholeNumber)
    .option('--speed <times>', 'how many times faster a recording plays', numberAboveZero, 1)
    .option('--idle <seconds>', 'the longest pause of a recording', numberAboveZero, 2)
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object (the default)')
    .action((file: string | undefined, options: ReplayOptions, command: Command) => {
      const { until } = options;
      if (file !== undefined && until === undefined) return playFile(file, options);
      if (file !== undefined || until === undefined)
        return misuse(command, 'replay takes a recording, or --until SEQ, and not both');
      return withJournal(options, (journal) => {
        const [last] = journal.read({ until, limit: 1 });
        if (last?.seq !== until) return fail(noSuchEvent(until));
        printJson({
          seq: last.seq,
          at: new Date(last.at).toISOString(),
          ...statusOf(journal.load(until), last.at),
        });
        return ok(undefined);
      });
    });
};

/** The event and what caused it, first cause first. */
const causesOf = (journal: Journal, seq: number): Result<readonly Logged[]> => {
  const chain: Logged[] = [];
  for (let next: number | null = seq; next !== null; ) {
    const [found]: readonly Logged[] = journal.read({ after: next - 1, until: next });
    if (found === undefined) return fail(noSuchEvent(next));
    chain.unshift(found);
    next = found.cause;
  }
  return ok(chain);
};

const noSuchEvent = (seq: number) => ({
  kind: 'missing' as const,
  message: `there is no event ${seq} in this journal`,
  next: 'List them with: gaffer events',
});

/** A sentence for each, as the dashboard says it; all that the journal holds is for --json. */
export const eventRows = (events: readonly Logged[]): readonly (readonly string[])[] =>
  events.map(({ seq, at, by, cause, event }) => [
    String(seq),
    new Date(at).toISOString(),
    by,
    cause === null ? '-' : String(cause),
    event.kind,
    describeEvent(event),
  ]);

const printEvents = (events: readonly Logged[]): void =>
  printTable(['seq', 'at', 'by', 'cause', 'event', 'what'], eventRows(events));

const withJournal = async (options: FleetOptions, use: (journal: Journal) => Result<void>): Promise<void> => {
  const places = workspacePlaces(options);
  if (!places.ok) return endWith(places.problem, options);
  const journal = openJournal(places.value.journal, { readOnly: true });
  if (!journal.ok) return endWith(journal.problem, options);
  const done = use(journal.value);
  journal.value.close();
  if (!done.ok) endWith(done.problem, options);
};
