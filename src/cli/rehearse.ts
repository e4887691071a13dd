/** `gaffer rehearse`: the whole of gaffer on a sample workspace with real Claude Code sessions and the scripted model. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { loadScenario, type Scenario } from '../rehearsal/scenario.ts';
import { openJournal } from '../state/journal.ts';
import { type Places, placesOf } from '../state/places.ts';
import { connectFleet } from '../wire/client.ts';
import { ensureFleet } from './ensure-fleet.ts';
import { EXIT, endWith } from './exit.ts';
import { layRehearsal, rehearsalMark } from './lay-rehearsal.ts';
import { printJson, say } from './output.ts';

interface Options {
  readonly scenario?: string;
  readonly headless?: boolean;
  readonly json?: boolean;
  readonly dir?: string;
  readonly fresh?: boolean;
  readonly timeout: number;
}

const DEFAULT_SCENARIO = 'first-light';
/** Seconds that a headless run may take. */
const DEFAULT_TIMEOUT = 600;

export const register = (program: Command): void => {
  program
    .command('rehearse')
    .argument('[scenario]', 'a scenario that ships with gaffer, or a file', undefined)
    .description('try gaffer on a sample workspace: real Claude Code sessions, a scripted model, no account, no cost')
    .option('--scenario <scenario>', 'the same as the argument')
    .option('--headless', 'without a terminal: the scenario’s person decides, and a summary ends the run')
    .option('--json', 'with --headless: the summary as one JSON object')
    .option('--dir <dir>', 'where the sample workspace is laid (default: a place of its own)')
    .option('--fresh', 'begin anew although this rehearsal runs already')
    .option('--timeout <seconds>', 'with --headless: how long it may take', seconds, DEFAULT_TIMEOUT)
    .action(async (argument: string | undefined, options: Options) => {
      const name = options.scenario ?? argument ?? DEFAULT_SCENARIO;
      const reading = await loadScenario(name);
      if (!reading.ok) {
        for (const problem of reading.problems) endWith(problem, options);
        return;
      }
      const file = /[/\\]/.test(name) ? resolve(name) : name;
      await (options.headless === true
        ? headless(reading.value, file, options)
        : watched(reading.value, file, options));
    });
};

/** In a directory that stays, so that coming back finds the workers where they were. */
const watched = async (scenario: Scenario, name: string, options: Options): Promise<void> => {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    return endWith(
      {
        kind: 'missing',
        message: 'a rehearsal that you watch needs a terminal',
        next: `Without one: gaffer rehearse --headless ${scenario.name}`,
      },
      { code: EXIT.usage },
    );
  }
  const dir = options.dir ?? join(stateHome(), 'gaffer', 'rehearsals', scenario.name);
  const places = await runningOrLaid(scenario, dir, options.fresh === true);
  if (places === null) return;
  const client = await ensureFleet(places, { args: ['--rehearsal', name] });
  if (!client.ok) return endWith(client.problem);
  const { show } = await import('./dashboard.ts');
  await show(client.value, places);
};

const runningOrLaid = async (scenario: Scenario, dir: string, fresh: boolean): Promise<Places | null> => {
  if (existsSync(join(dir, '.gaffer'))) {
    const places = placesOf(dir, process.env);
    if (!places.ok) return fallen(places.problem);
    const running = await connectFleet(places.value.controlSocket);
    if (running.ok && !fresh) {
      running.value.close();
      return places.value;
    }
    if (running.ok) {
      await running.value.command({ kind: 'stop-fleet' });
      await running.value.closed;
    }
    // One that was cut off goes on where it was; one that was stopped is over, and its directory is ours to lay anew.
    if (!fresh && isCutOff(places.value)) return places.value;
    if (existsSync(rehearsalMark(places.value))) rmSync(dir, { recursive: true, force: true });
  }
  const laid = await layRehearsal(scenario, dir);
  return laid.ok ? laid.value : fallen(laid.problem);
};

const isCutOff = ({ journal: file }: Places): boolean => {
  const journal = openJournal(file, { readOnly: true });
  if (!journal.ok) return false;
  const { state } = journal.value.load().fleet;
  journal.value.close();
  return state === 'running' || state === 'stopping';
};

const fallen = (problem: Parameters<typeof endWith>[0]): null => {
  endWith(problem);
  return null;
};

const headless = async (scenario: Scenario, name: string, options: Options): Promise<void> => {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'gaffer-rehearsal-'));
  const laid = await layRehearsal(scenario, dir);
  if (!laid.ok) return endWith(laid.problem, options);
  say(`Rehearsing ${scenario.name} in ${dir}   (look in with: gaffer status -C ${dir})`);
  const { runHeadless } = await import('./rehearse-headless.ts');
  const ended = await runHeadless({ scenario, name, places: laid.value, timeoutMs: options.timeout * 1000 });
  if (!ended.ok) return endWith(ended.problem, options);
  const { summary, because, text } = ended.value;
  if (options.json === true) printJson(summary);
  else process.stdout.write(`${text}\n`);
  for (const reason of because) say(`not ok: ${reason}`);
  if (summary.ok && options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  else say(`The workspace is kept: ${dir}`);
  process.exitCode = summary.ok ? EXIT.ok : EXIT.failed;
};

const stateHome = (): string => {
  const { XDG_STATE_HOME } = process.env;
  return XDG_STATE_HOME === undefined || XDG_STATE_HOME === '' ? join(homedir(), '.local', 'state') : XDG_STATE_HOME;
};

const seconds = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('a number of seconds was expected.');
  return value;
};
