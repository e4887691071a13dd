/** What is known of runs and targets, read from a running supervisor or from the journal. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOver, type Run } from '../domain/pipelines/run.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { visible } from '../domain/visible.ts';
import { emptyWorld, type World } from '../domain/world.ts';
import { readConfig } from '../state/config-file.ts';
import { openJournal } from '../state/journal.ts';
import type { Places } from '../state/places.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { takeSupervisorLock } from '../state/supervisor-lock.ts';
import { connectFleet } from '../wire/client.ts';
import { age, printJson, printTable, say } from './output.ts';

/** The World as it is, without starting or changing anything; an empty one where nothing was ever started. */
export const worldNow = async (places: Places): Promise<Result<World>> => {
  const client = await connectFleet(places.controlSocket);
  if (client.ok) {
    const world = client.value.snapshot();
    client.value.close();
    return ok(world);
  }
  const journal = openJournal(places.journal, { readOnly: true });
  if (!journal.ok) return journal.problem.kind === 'missing' ? ok(emptyWorld) : journal;
  const world = journal.value.load();
  journal.value.close();
  return ok(world);
};

export const showRuns = async (
  places: Places,
  pipeline: string | null,
  { json = false, runs = false }: { readonly json?: boolean; readonly runs?: boolean },
): Promise<Result<void>> => {
  const config = await readConfig(sharedFilesIn(places.workspace));
  if (!config.ok) return config;
  const now = await worldNow(places);
  if (!now.ok) return now;
  const world = now.value;
  const all = Object.values(world.runs).filter((run) => pipeline === null || run.pipeline === pipeline);
  if (runs) {
    if (json) printJson(all);
    else if (all.length === 0) say('nothing was deployed yet');
    else {
      const left = all.some((run) => !isOver(run)) && isUnattended(places);
      printTable(
        ['run', 'pipeline', 'to', 'state', 'commit', 'when', 'because'],
        all.toReversed().map((run) => runRow(run, left)),
      );
    }
    return ok(undefined);
  }
  const targets = Object.values(world.targets);
  const names = Object.keys(config.value.pipelines);
  if (json) printJson({ pipelines: names, targets });
  else if (names.length === 0) say('gaffer.yaml has no pipelines; see docs/deploy.md');
  else
    printTable(
      ['pipeline', 'kind', 'project', 'to', 'serves', 'since', ''],
      names.flatMap((name) => {
        const one = config.value.pipelines[name];
        return one === undefined
          ? []
          : Object.entries(one.environments).map(([to, settings]) => {
              const target = world.targets[settings.target ?? `${name}:${to}`];
              return [
                name,
                one.kind,
                one.project,
                to,
                target?.live?.release ?? '-',
                target?.live == null ? '-' : age(Date.now() - target.live.at),
                target?.unknown == null ? '' : `${target.unknown} left it unknown`,
              ];
            });
      }),
    );
  return ok(undefined);
};

/** No process has the workspace, so that nobody carries a run on that has not ended in the journal. */
const isUnattended = (places: Places): boolean => {
  const lock = takeSupervisorLock(places.lock);
  lock?.release();
  return lock !== null;
};

const runRow = (run: Run, isLeft: boolean): readonly string[] => [
  run.id,
  run.pipeline,
  run.environment,
  isOver(run) ? run.state.outcome : isLeft ? 'left' : run.state.kind,
  run.commit?.slice(0, 12) ?? '-',
  age(Date.now() - run.startedAt),
  isOver(run) ? run.state.because : isLeft ? 'its supervisor is gone: start gaffer, and it says what became of it' : '',
];

/** A log holds what programs printed: control characters are shown, not obeyed. */
export const showLog = (places: Places, run: string, step: string | null): Result<void> => {
  const missing = (message: string, expected?: string) =>
    fail({ kind: 'missing' as const, message, ...(expected === undefined ? {} : { expected }) });
  if (!/^R\d+$/.test(run)) return missing(`${run} is no run`, 'a run such as R7');
  const directory = join(places.own, 'runs', run);
  const logs = listLogs(directory);
  if (logs === null) return missing(`there are no logs of ${run}`);
  if (step !== null && !logs.includes(step)) return missing(`${run} has no log of ${step}`, logs.join(', '));
  for (const name of step === null ? logs : [step]) {
    if (step === null) process.stdout.write(`== ${name}\n`);
    const text = readFileSync(join(directory, `${name}.log`), 'utf8');
    process.stdout.write(
      text
        .split('\n')
        .map((line) => visible(line))
        .join('\n'),
    );
  }
  return ok(undefined);
};

const listLogs = (directory: string): readonly string[] | null => {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.log'))
      .map((name) => name.slice(0, -4));
  } catch {
    return null;
  }
};
