/**
 * A whole supervisor in this process, with one real Claude Code session and the scripted model. The session is started
 * through a program named `claude` that edits its settings first, as a test wants, and then becomes the real one.
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { vi } from 'vitest';
import { layRehearsal } from '../../src/cli/lay-rehearsal.ts';
import { startSupervisor } from '../../src/compose/supervisor.ts';
import type { Event } from '../../src/domain/event.ts';
import type { Decision } from '../../src/domain/policies/decision.ts';
import { loadScenario } from '../../src/rehearsal/scenario.ts';
import type { FleetClient } from '../../src/wire/fleet-client.ts';
import { CLAUDE } from './claude-rig.ts';
import { tempDir } from './temp.ts';

export interface Supervised {
  readonly workspace: string;
  /** Of the supervisor that runs now. */
  readonly fleet: FleetClient;
  readonly events: (kind: Event['kind']) => Promise<readonly Event[]>;
  /** The first decision that waits, as soon as there is one. */
  readonly waiting: (isMeant?: (decision: Decision) => boolean) => Promise<Decision>;
  /** The supervisor's log so far. */
  readonly log: readonly string[];
  readonly stop: () => Promise<void>;
  /** A stopped fleet's workspace under another supervisor. */
  readonly startAgain: () => Promise<void>;
}

export interface SupervisedSpec {
  /** A scenario, as YAML. */
  readonly scenario: string;
  /** A Perl expression over the text of the session's settings: `s/a/b/`. */
  readonly settings?: string;
  /** Shell that runs before the real program does. */
  readonly before?: string;
}

/** A start takes seconds on a machine that runs other sessions. */
const PATIENT = { timeout: 60_000, interval: 100 };

export const openSupervised = async ({
  scenario,
  settings = '1',
  before = ':',
}: SupervisedSpec): Promise<Supervised> => {
  const home = tempDir();
  const [file, agent, workspace] = [join(home, 'scenario.yaml'), join(home, 'bin/claude'), join(home, 'ws')];
  await writeFile(file, scenario);
  await mkdir(join(home, 'bin'));
  await writeFile(agent, wrapper(settings, before));
  await chmod(agent, 0o755);
  const loaded = await loadScenario(file);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  process.env.XDG_RUNTIME_DIR = home;
  const places = await layRehearsal(loaded.value, file, workspace);
  if (!places.ok) throw new Error(places.problem.message);
  const config = join(workspace, 'gaffer.yaml');
  await writeFile(config, `${await readFile(config, 'utf8')}agent: { command: ['${agent}'] }\n`);
  const log: string[] = [];
  const start = async () => {
    const started = await startSupervisor(places.value, {
      rehearsal: file,
      pace: 'fast',
      warnings: [],
      log: (line) => log.push(line),
    });
    if (!started.ok) throw new Error(started.problem.message);
    return started.value;
  };
  let running = await start();
  return {
    workspace,
    get fleet() {
      return running.fleet;
    },
    events: async (kind) => (await running.fleet.events({ kind })).map(({ event }) => event),
    waiting: (isMeant = () => true) =>
      vi.waitFor(() => {
        const { decisions, workers } = running.fleet.snapshot();
        const decision = Object.values(decisions).find((each) => each.state.kind === 'waiting' && isMeant(each));
        if (decision === undefined) throw new Error(`no decision: ${JSON.stringify(workers)}\n${log.join('\n')}`);
        return decision;
      }, PATIENT),
    log,
    stop: () => running.stop(),
    startAgain: async () => {
      running = await start();
    },
  };
};

const wrapper = (settings: string, before: string): string => `#!/bin/sh
${before}
for word; do
  case "$before" in --settings) settings=$word ;; esac
  before=$word
done
[ -n "$settings" ] && perl -0pi -e '${settings}' "$settings"
exec '${CLAUDE}' "$@"
`;

/** One worker whose task is one call that the policy asks about, and then one that it allows. */
export const askingScenario = (calls: readonly string[]): string => `name: asking
description: One worker asks.
workers: 1
policies: |
  # Policies
  ## Pre-approved
  - \`Bash(true)\`
  - \`mcp__gaffer__*\`
  ## Ask first
  - \`Bash(touch:*)\` - looked at once
  ## Standing decisions
workspace:
  projects:
    - path: apps/alpha
      files: { notes.txt: one }
backlog:
  - { id: T1, title: Ask, project: apps/alpha, tier: haiku }
scripts:
  - for: { task: T1 }
    turns:
      - call: { tool: mcp__gaffer__claim_project, input: { project: apps/alpha } }
${calls.map((call) => `      - call: ${call}`).join('\n')}
      - say: I am done.
chat:
  - match: .
    turns:
      - say: I see.
`;
