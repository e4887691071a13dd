/**
 * `gaffer failures`: what went wrong by fingerprint, with the trend, the lesson and how often it was held off; with a
 * fleet or without one. FAILURES.md says what a failure is, the journal how often it was seen.
 */
import type { Command } from 'commander';
import { type FailureKind, failureKinds, findKind } from '../domain/failures/overview.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { type FailuresFile, parseFailures } from '../state/failures-file.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { endWith } from './exit.ts';
import { age, printJson, printTable, say } from './output.ts';
import type { FleetOptions } from './with-fleet.ts';
import { WORKSPACE_OPTION, workspacePlaces } from './workspace.ts';
import { worldNow } from './world-now.ts';

interface ListOptions extends FleetOptions {
  readonly project?: string;
}

interface Known {
  readonly kinds: readonly FailureKind[];
  readonly file: FailuresFile;
  readonly now: number;
}

export const register = (program: Command): void => {
  const failures = program.command('failures').description('what went wrong, how often, and what was learned');
  failures
    .command('list', { isDefault: true })
    .description('each kind of failure, the last seen first')
    .option(...WORKSPACE_OPTION)
    .option('--project <project>', 'seen in one project')
    .option('--json', 'one JSON array')
    .action((options: ListOptions) => withFailures(options, (known) => list(known, options)));
  failures
    .command('show')
    .argument('<kind>', 'F7, or a fingerprint')
    .description('one kind: its lesson, when it was seen, and how often it was held off')
    .option(...WORKSPACE_OPTION)
    .option('--json', 'one JSON object')
    .action((wanted: string, options: FleetOptions) => withFailures(options, (known) => show(known, wanted, options)));
};

const withFailures = async (options: FleetOptions, use: (known: Known) => Result<void>): Promise<void> => {
  const places = workspacePlaces(options);
  if (!places.ok) return endWith(places.problem, options);
  const read = await sharedFilesIn(places.value.workspace).read('FAILURES.md');
  if (!read.ok && read.problem.kind !== 'missing') return endWith(read.problem, options);
  const world = await worldNow(places.value);
  if (!world.ok) return endWith(world.problem, options);
  const file = parseFailures(read.ok ? read.value.text : '');
  const now = Date.now();
  const used = use({ file, kinds: failureKinds(file.failures, world.value.failures, now), now });
  if (!used.ok) endWith(used.problem, options);
};

const list = ({ kinds, file, now }: Known, { json, project }: ListOptions): Result<void> => {
  const shown = project === undefined ? kinds : kinds.filter((kind) => projectsOf(kind).includes(project));
  for (const { message, where } of file.problems) say(`FAILURES.md:${where?.line ?? 1}: ${visible(message)}`);
  if (json === true) {
    printJson(shown.map(asJson));
    return ok(undefined);
  }
  if (shown.length === 0) {
    say(project === undefined ? 'no failure was seen' : `no failure was seen in ${visible(project)}`);
    return ok(undefined);
  }
  printTable(
    ['ENTRY', 'FINGERPRINT', 'SEEN', 'TREND', 'LAST', 'TOLD', 'STOPPED', 'FAILURE'],
    shown.map(({ entry, key, count, trend, lastAt, told, stopped, title }) => [
      entry?.id ?? '-',
      entry !== null && key === entry.id ? '-' : key,
      `${count}×`,
      trend,
      lastAt === null ? '-' : age(now - lastAt),
      String(told),
      String(stopped),
      title,
    ]),
  );
  const held = shown.reduce((sum, { told, stopped }) => sum + told + stopped, 0);
  say(`${shown.length} ${shown.length === 1 ? 'kind' : 'kinds'}, held off ${held} ${held === 1 ? 'time' : 'times'}`);
  return ok(undefined);
};

const show = ({ kinds, now }: Known, wanted: string, { json }: FleetOptions): Result<void> => {
  const kind = findKind(kinds, wanted);
  if (kind === null)
    return fail({
      kind: 'missing',
      message: `there is no failure ${wanted}`,
      expected: 'F7, or a fingerprint',
      next: 'List them with: gaffer failures',
    });
  if (json === true) {
    printJson(asJson(kind));
    return ok(undefined);
  }
  const { entry, record } = kind;
  const lines = [
    `${entry?.id ?? kind.key} ${kind.title}`,
    ...field('What', entry?.what ?? ''),
    ...field('Why', entry?.why ?? ''),
    ...field('Fix', entry?.fix ?? ''),
    ...field('Prevent', entry?.prevent ?? kind.lesson),
    ...field('Call', entry?.call ?? record?.call ?? ''),
    ...field('Fingerprint', record?.fingerprint ?? entry?.fingerprint ?? ''),
    ...field(
      'Seen',
      `${kind.count}×, ${kind.trend}${kind.lastAt === null ? '' : `, last ${age(now - kind.lastAt)} ago`}`,
    ),
    ...(entry?.seen ?? []).map((line) => `    ${line}`),
    ...field('Held off', `told ${kind.told}, stopped ${kind.stopped}`),
    ...field('Proposed', record?.proposal == null ? '' : `${record.proposal.decision}: ${record.proposal.line}`),
  ];
  process.stdout.write(`${lines.map((line) => visible(line)).join('\n')}\n`);
  return ok(undefined);
};

const field = (name: string, text: string): readonly string[] => {
  const [first = '', ...rest] = text.split('\n');
  return text === '' ? [] : [`  ${`${name}:`.padEnd(FIELD_WIDTH)}${first}`, ...rest.map((line) => `    ${line}`)];
};

/** The longest name with its colon and a space. */
const FIELD_WIDTH = 13;

const projectsOf = ({ entry, record }: FailureKind): readonly string[] => [
  ...(record?.projects ?? []),
  ...(entry?.seen ?? []).flatMap((line) => line.split(' ')),
];

/** One flat object for each kind; times as people and programs both read them. */
const asJson = ({ key, entry, record, title, lesson, count, lastAt, trend, told, stopped }: FailureKind) => ({
  fingerprint: record?.fingerprint ?? (entry?.fingerprint === '' ? null : (entry?.fingerprint ?? key)),
  entry: entry?.id ?? null,
  ...{ title, lesson, count, trend, told, stopped },
  prevented: told + stopped,
  source: record?.source ?? null,
  call: entry?.call ?? record?.call ?? '',
  what: entry?.what ?? '',
  why: entry?.why ?? '',
  fix: entry?.fix ?? '',
  prevent: entry?.prevent ?? '',
  projects: record?.projects ?? [],
  firstAt: record === null ? null : new Date(record.firstAt).toISOString(),
  lastAt: lastAt === null ? null : new Date(lastAt).toISOString(),
  seen: entry?.seen ?? [],
  proposal: record?.proposal ?? null,
});
