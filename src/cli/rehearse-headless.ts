/**
 * A rehearsal without a terminal: the scenario's person watches the same World as a dashboard and answers through the
 * same client. The summary is recomputed from git and the model server's log once everything has stopped.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestLogOf } from '../compose/rehearsal.ts';
import { MEMORY_DEFAULTS } from '../domain/memory/config.ts';
import { waitingDecisions } from '../domain/policies/decision.ts';
import { ok, type Result } from '../domain/problem.ts';
import { LESSON } from '../domain/workers/questions.ts';
import type { World } from '../domain/world.ts';
import { gatherEvidence } from '../rehearsal/evidence.ts';
import { gatherMemory } from '../rehearsal/memory-evidence.ts';
import { newPerson, type PersonAct, type PersonMemory, personTurn } from '../rehearsal/person.ts';
import { readRequestLog } from '../rehearsal/request-log.ts';
import { loadScenario, type Scenario } from '../rehearsal/scenario.ts';
import { type Summing, summarise, summaryText } from '../rehearsal/summary.ts';
import { openJournal } from '../state/journal.ts';
import type { Places } from '../state/places.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { ensureFleet } from './ensure-fleet.ts';
import { EXIT, endWith } from './exit.ts';
import { layRehearsal } from './lay-rehearsal.ts';
import { printJson, say } from './output.ts';
import { bookFaults, countsOf, keptNotesOf, tenuresOf, touchesOf } from './rehearsal-books.ts';
import { checkLedger } from './rehearsal-ledger.ts';
import type { RehearseOptions } from './rehearse.ts';

export const rehearseHeadless = async (name: string, options: RehearseOptions): Promise<void> => {
  const reading = await loadScenario(name);
  if (!reading.ok) {
    for (const problem of reading.problems) endWith(problem, options);
    return;
  }
  const scenario = reading.value;
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'gaffer-rehearsal-'));
  const laid = await layRehearsal(scenario, name, dir);
  if (!laid.ok) return endWith(laid.problem, options);
  say(`Rehearsing ${scenario.name} in ${dir}   (look in with: gaffer status -C ${dir})`);
  const ended = await run(scenario, name, laid.value, options.timeout * 1000);
  if (!ended.ok) return endWith(ended.problem, options);
  const { summary, because } = ended.value;
  if (options.json === true) printJson(summary);
  else process.stdout.write(`${summaryText(ended.value)}\n`);
  for (const reason of because) say(`not ok: ${reason}`);
  if (summary.ok && options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  else say(`The workspace is kept: ${dir}`);
  process.exitCode = summary.ok ? EXIT.ok : EXIT.failed;
};

const run = async (scenario: Scenario, name: string, places: Places, timeoutMs: number): Promise<Result<Summing>> => {
  const startedAt = Date.now();
  const client = await ensureFleet(places, { args: ['--rehearsal', name, '--pace', 'fast'] });
  if (!client.ok) return client;
  const failures = await playToEnd(client.value, scenario, timeoutMs, join(places.workspace, 'BACKLOG.md'));
  const durationMs = Date.now() - startedAt;
  await client.value.command({ kind: 'stop-fleet' });
  await client.value.closed;
  const journal = openJournal(places.journal, { readOnly: true });
  if (!journal.ok) return journal;
  const events = journal.value.read({});
  journal.value.close();
  const requests = await readRequestLog(requestLogOf(places));
  const ledger = checkLedger(places, requests);
  if (!ledger.ok) return ledger;
  const evidence = await gatherEvidence({
    scenario,
    dir: places.workspace,
    requests,
    tenures: tenuresOf(events),
  });
  if (!evidence.ok) return evidence;
  const changelog = readFileSync(join(places.workspace, 'CHANGELOG.md'), 'utf8');
  return ok(
    summarise({
      scenario,
      counts: countsOf(events),
      memory: await gatherMemory(places.workspace, MEMORY_DEFAULTS.hotTokens, keptNotesOf(events)),
      ledger: ledger.value,
      evidence: {
        ...evidence.value,
        changesByNonHolders: [...evidence.value.changesByNonHolders, ...touchesOf(events)],
      },
      durationMs,
      failures: [...failures, ...(failures.length === 0 ? bookFaults(events, changelog) : [])],
    }),
  );
};

/** Resolves when every task is done and nobody waits, or says what stood in the way. */
const playToEnd = (
  client: FleetClient,
  scenario: Scenario,
  timeoutMs: number,
  backlog: string,
): Promise<readonly string[]> =>
  new Promise((resolve) => {
    let memory: PersonMemory = newPerson;
    let again: NodeJS.Timeout | undefined;
    const end = (failures: readonly string[]): void => {
      clearTimeout(again);
      clearTimeout(limit);
      stop();
      resolve(failures);
    };
    const look = (): void => {
      const world = client.snapshot();
      if (isOver(world, scenario)) {
        end([]);
        return;
      }
      const turn = personTurn(world, scenario.person, memory, Date.now());
      memory = turn.memory;
      clearTimeout(again);
      if (turn.againAt !== null) again = setTimeout(look, Math.max(0, turn.againAt - Date.now()));
      for (const act of turn.acts) perform(client, act, backlog);
    };
    const limit = setTimeout(
      () => end([`not done after ${timeoutMs / 1000} s: ${unfinished(client.snapshot())}`]),
      timeoutMs,
    );
    const stop = client.subscribe(look);
    void client.closed.then(() => end(['the supervisor ended in the middle of the run']));
    look();
  });

/** What gaffer itself proposes from a lesson waits for a person and holds nobody up. */
const isOver = (world: World, scenario: Scenario): boolean =>
  scenario.tasks.every(({ id }) => world.records[id]?.status === 'done') &&
  waitingDecisions(world).every(({ binding }) => binding.startsWith(LESSON)) &&
  Object.values(world.workers).every((worker) => worker.state.kind === 'idle');

const unfinished = (world: World): string =>
  Object.values(world.workers)
    .map(({ number, state, task }) => `worker ${number} ${state.kind}${task === null ? '' : ` with ${task}`}`)
    .join(', ');

const perform = (client: FleetClient, act: PersonAct, backlog: string): void => {
  switch (act.kind) {
    case 'command':
      void client.command(act.command);
      return;
    case 'kill-session':
      process.kill(act.pid, 'SIGKILL');
      return;
    case 'add-task':
      editByHand(backlog, (text) => text.replace(/^## Ready\n+/m, (heading) => `${heading}${act.line}\n`));
      return;
    case 'edit-backlog':
      editByHand(backlog, (text) => text.replace(act.find, () => act.replace));
  }
};

/** As an editor does it: the whole file is read and written, with no regard for who else writes. */
const editByHand = (file: string, edit: (text: string) => string): void =>
  writeFileSync(file, edit(readFileSync(file, 'utf8')));
