/** Wires one supervisor together: the one place where all parts meet. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Agent } from '../claude/find-agent.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { agentConfigDir } from '../claude/transcripts.ts';
import type { Wall } from '../claude/wall.ts';
import type { Config } from '../domain/config.ts';
import { workerNumber } from '../domain/ids.ts';
import { ok, type Result } from '../domain/problem.ts';
import { probeOllama, writeWithOllama } from '../jobs/ollama.ts';
import { embedWithOllama } from '../jobs/ollama-embed.ts';
import type { Journal } from '../state/journal.ts';
import type { Ledger } from '../state/ledger.ts';
import { createLoop } from '../state/loop.ts';
import type { Places } from '../state/places.ts';
import { dayText } from '../state/selectors-figures.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { FleetClient } from '../wire/fleet-client.ts';
import { openAlerts } from './alerts.ts';
import { createBooks } from './books.ts';
import { type ClaudeSide, openClaudeSide } from './claude-side.ts';
import { createDeployReport } from './deploy-report.ts';
import { createDeploys } from './deploys.ts';
import { openFailures } from './failures.ts';
import { createFleetEnd } from './fleet-end.ts';
import { createFleetHost } from './fleet-host.ts';
import { createHands, type Hands } from './hands.ts';
import { createHarvest } from './harvest.ts';
import { openHeartbeat } from './heartbeat.ts';
import { inTime } from './in-time.ts';
import { createLeaseWatch } from './lease-watch.ts';
import { endLostSessions } from './lost-sessions.ts';
import { openMemory } from './memory.ts';
import { memoryReport } from './memory-report.ts';
import type { Fleet, ModelService } from './parts.ts';
import { createPendingAnswers } from './pending-answers.ts';
import { openPolicy } from './policy.ts';
import { openPrices } from './prices.ts';
import { createProgramMaker } from './program-maker.ts';
import { createProjectWatch } from './project-watch.ts';
import type { RehearsalService } from './rehearsal.ts';
import { createSeats, type Seats } from './seats.ts';
import { createStandingDialogs } from './standing-dialogs.ts';
import { createStartup } from './startup.ts';
import { keepStateView } from './state-view.ts';
import { createStatusDoor } from './status-door.ts';
import { taskStory } from './task-story.ts';
import { tierSettingsOf } from './tier-settings.ts';
import { createTierWatch } from './tier-watch.ts';
import { createToolActivity } from './tool-activity.ts';
import { createTriggerWatch } from './trigger-watch.ts';
import { createTypist } from './typist.ts';
import { createUtility } from './utility.ts';
import { createWarnings } from './warnings.ts';
import { openWorkspaceFiles } from './workspace-files.ts';

export interface Supervisor {
  readonly fleet: FleetClient;
  /** Resolves when the fleet has stopped and everything is closed. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface CheckedParts {
  readonly places: Places;
  readonly shared: SharedFiles;
  readonly config: Config;
  readonly agent: Agent;
  readonly wall: Wall;
  readonly rehearsal: RehearsalService | null;
  readonly scenario: string | null;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly ownRoot: string;
  readonly warnings: readonly string[];
  readonly log: (line: string) => void;
}

export const wireSupervisor = async (parts: CheckedParts): Promise<Result<Supervisor>> => {
  const { places, shared, agent, rehearsal, journal, ownRoot, log } = parts;
  const config = withOwnServers(parts.config, rehearsal?.service ?? null);
  const bug = (error: unknown): void => log(error instanceof Error ? (error.stack ?? error.message) : String(error));

  // Loop, hands and Claude's side need each other; these are filled before the first command is submitted.
  const late: { hands: Hands | null; seats: Seats | null; onPrompt: (session: SessionKey) => void } = {
    hands: null,
    seats: null,
    onPrompt: () => undefined,
  };
  const loop = createLoop({
    journal,
    now: Date.now,
    hands: async (effect, cause) => late.hands?.(effect, cause),
    onBug: bug,
  });
  const fleet: Fleet = {
    places,
    config,
    mode: rehearsal === null ? 'live' : 'rehearsal',
    world: loop.world,
    subscribe: (listener) => loop.subscribe(() => listener()),
    submit: loop.submit,
    log,
  };
  const held = createPendingAnswers();
  const dialogs = createStandingDialogs(
    fleet,
    ({ worker, generation }) => late.seats?.terminalOf(worker, generation) ?? null,
  );
  const warnings = createWarnings(fleet);
  const policy = await openPolicy(fleet, shared, warnings);
  const deploys = createDeploys(fleet, shared, ownRoot);
  const memory = openMemory(fleet, shared, embedWithOllama);
  const failures = openFailures(fleet, shared, async () => policy.setLessons(failures.entries()));
  const files = await openWorkspaceFiles(fleet, shared, policy, warnings, (names) => {
    if (names.includes('FAILURES.md')) void failures.reload();
  });
  const startup = createStartup(fleet, shared, memory, failures);
  const leases = createLeaseWatch(fleet, config.locks.leaseMs, {
    monotonicMs: () => performance.now(),
    schedule: inTime,
  });
  const statusDoor = createStatusDoor(fleet, leases, (worker) => shared.edit(`WORKER${worker}.md`, ok));
  const activity = createToolActivity(Date.now);
  const stopStateView = await keepStateView(fleet);
  const prices = openPrices(places.workspace, ownRoot, config.tiers);
  const tierWatch = createTierWatch({ fleet, probe: probeOllama, environment: process.env, now: Date.now });
  const books = createBooks({
    fleet,
    ledger: parts.ledger,
    prices,
    configDir: rehearsal?.configDir ?? agentConfigDir(process.env, homedir()),
    now: Date.now,
  });
  const heartbeat = openHeartbeat(fleet);
  if (!heartbeat.ok) return heartbeat;
  const alerts = await openAlerts(fleet, journal);
  if (!alerts.ok) return alerts;
  let claude: ClaudeSide | null = null;
  if (agent.kind === 'claude') {
    const opened = await openClaudeSide({
      fleet,
      deploys,
      shared,
      agent,
      held,
      dialogs,
      files,
      policy,
      statusDoor,
      leases,
      activity,
      startup,
      memory,
      failures,
      books,
      tierWatch,
      wall: parts.wall,
      service: rehearsal?.service ?? null,
      ownRoot,
      version: versionOf(ownRoot),
      onPrompt: (session) => late.onPrompt(session),
    });
    if (!opened.ok) return opened;
    claude = opened.value;
  }
  const seats = createSeats(fleet, claude?.maker ?? createProgramMaker(fleet, agent.command, ownRoot));
  late.seats = seats;
  const typist = createTypist(fleet, seats);
  late.onPrompt = typist.onPrompt;

  const watches: { readonly stop: () => void }[] = [leases];
  const { stop, end, ended } = createFleetEnd({
    loop,
    journal,
    deploys,
    watches,
    heartbeat: heartbeat.value,
    seats,
    claude,
    books,
    files,
    memory,
    stopStateView,
    rehearsal,
    alerts: alerts.value,
    onBug: bug,
  });
  late.hands = createHands({
    fleet,
    seats,
    typist,
    held,
    dialogs,
    files,
    statusDoor,
    memory,
    harvest: createHarvest(fleet, shared, memory, createUtility(fleet, writeWithOllama)),
    failures,
    tierWatch,
    heartbeat: heartbeat.value,
    alerts: alerts.value,
    deploys,
    end,
  });

  const boot = { by: 'boot' };
  const lost = endLostSessions(loop.world());
  const booted = await loop.submit(
    {
      kind: 'boot',
      workspace: places.workspace,
      mode: fleet.mode,
      scenario: parts.scenario,
      agent: agent.kind === 'claude' ? `claude ${agent.version}` : agent.name,
      hooks: agent.kind === 'claude',
      walled: agent.kind === 'claude' && config.sandbox.enabled !== 'off' && parts.wall.kind === 'stands',
      workers: Array.from({ length: config.workers }, (_, index) => workerNumber(index + 1)),
      dispatch: config.dispatch,
    },
    boot,
  );
  if (!booted.ok) return booted;
  // None of them reads what another writes.
  await Promise.all([deploys.recover(), policy.reload(), files.readAll(), failures.reload(), books.open(), lost]);
  if (agent.kind === 'claude') {
    const settings = tierSettingsOf(config, prices, dayText(Date.now()));
    await loop.submit({ kind: 'report-tiers', settings }, boot);
    await tierWatch.refresh();
  }
  if (prices.problem !== null) await warnings.set('prices', [prices.problem]);
  await warnings.set('boot', warningsOf(parts, claude));
  await loop.submit({ kind: 'start-fleet' }, boot);
  // The sessions take seconds to come up; what they do not wait for comes now.
  void memory.curate();
  watches.push(createTriggerWatch(fleet, places.workspace, { now: Date.now, schedule: inTime }));
  if (agent.kind === 'claude') watches.push(createProjectWatch(fleet, activity, warnings));
  await alerts.value.start();
  await heartbeat.value.start();
  return ok({
    fleet: createFleetHost({
      fleet,
      journal,
      views: seats.views,
      deploys,
      reports: {
        startup: ({ worker }) => startup.preview(worker),
        leases: async () => ok(leases.report()),
        story: ({ task }) => taskStory({ workspace: places.workspace, world: loop.world(), read: journal.read }, task),
        memory: async (query) => ok(memoryReport(memory, query, config.memory.hotTokens)),
        cost: async (query) => ok(books.report(query)),
        deploys: createDeployReport(fleet, shared, journal),
        failures: async () => ok(failures.entries()),
        ...heartbeat.value.reports,
        ...alerts.value.reports,
      },
      stop: () => stop('human'),
      ended,
    }),
    ended,
    stop: async () => {
      await stop('signal');
      await ended;
    },
  });
};

/** A rehearsal's local model server has a port of the day's own; gaffer.yaml cannot know it. */
const withOwnServers = (config: Config, service: ModelService | null): Config => ({
  ...config,
  tiers: config.tiers.map((tier) => ({ ...tier, url: service?.urlOf(tier.name) ?? tier.url })),
});

const warningsOf = ({ agent, wall, config, warnings }: CheckedParts, claude: ClaudeSide | null): readonly string[] =>
  [
    agent.kind === 'claude' ? agent.note : `${agent.name} has no hooks: no gate, no locks, no tiers for these workers`,
    claude?.client.note ?? null,
    wall.kind === 'missing' && config.sandbox.enabled !== 'off' ? `no wall behind the gate: ${wall.because}` : null,
    ...warnings,
  ].filter((note) => note !== null);

const versionOf = (ownRoot: string): string => {
  const { version }: { readonly version: string } = JSON.parse(readFileSync(join(ownRoot, 'package.json'), 'utf8'));
  return version;
};
