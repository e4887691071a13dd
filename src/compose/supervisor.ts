/**
 * Starts one supervisor. Everything that may be refused is read and checked first, so that a broken file or a missing
 * program starts nothing.
 */
import { join } from 'node:path';
import { findAgent } from '../claude/find-agent.ts';
import { findWall } from '../claude/wall.ts';
import type { Config } from '../domain/config.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { readConfig } from '../state/config-file.ts';
import { openJournal } from '../state/journal.ts';
import type { Places } from '../state/places.ts';
import { markedRehearsal } from '../state/rehearsal-mark.ts';
import { sharedFilesIn } from '../state/shared-file.ts';
import { openBooks } from './open-books.ts';
import { openRehearsal } from './rehearsal.ts';
import { type Supervisor, wireSupervisor } from './wire-supervisor.ts';

export type { Supervisor } from './wire-supervisor.ts';

export interface SupervisorOptions {
  /** Name or file of the scenario; null for the real thing, but in a workspace that a rehearsal laid for that one. */
  readonly rehearsal: string | null;
  /** `fast` or `demo`; how the scripted model writes. */
  readonly pace: string | null;
  /** What its starter could not do, and a person should know of as long as the fleet lasts. */
  readonly warnings: readonly string[];
  readonly log: (line: string) => void;
}

/** gaffer's own directory, from src/ and dist/ alike. */
const OWN_ROOT = join(import.meta.dirname, '../..');

export const startSupervisor = async (places: Places, options: SupervisorOptions): Promise<Result<Supervisor>> => {
  const shared = sharedFilesIn(places.workspace);
  const config = await readConfig(shared);
  if (!config.ok) return config;
  const marked = options.rehearsal === null ? markedRehearsal(places) : ok(options.rehearsal);
  if (!marked.ok) return marked;
  const scenario = marked.value;
  const [agent, wall] = await Promise.all([
    findAgent({
      configured: isDefaultAgent(config.value) ? null : config.value.agent.command,
      path: process.env.PATH ?? '',
      workspace: places.workspace,
      ownCopy: scenario === null ? null : join(OWN_ROOT, 'node_modules/.bin/claude'),
    }),
    findWall(),
  ]);
  if (!agent.ok) return agent;
  if (config.value.sandbox.enabled === 'on' && wall.kind === 'missing') {
    return fail({
      kind: 'dependency',
      message: 'gaffer.yaml wants the sandbox, and it cannot stand',
      found: wall.because,
    });
  }
  const rehearsal = scenario === null ? ok(null) : await openRehearsal(places, scenario, options.pace);
  if (!rehearsal.ok) return rehearsal;
  const journal = openJournal(places.journal);
  if (!journal.ok) return journal;
  const ledger = openBooks(places, journal.value);
  if (!ledger.ok) return ledger;
  return wireSupervisor({
    places,
    shared,
    config: config.value,
    agent: agent.value,
    wall,
    rehearsal: rehearsal.value,
    scenario,
    journal: journal.value,
    ledger: ledger.value,
    ownRoot: OWN_ROOT,
    warnings: options.warnings,
    log: options.log,
  });
};

/** `claude` is looked for in more places than a program that somebody named. */
const isDefaultAgent = ({ agent }: Config): boolean => agent.command.length === 1 && agent.command[0] === 'claude';
