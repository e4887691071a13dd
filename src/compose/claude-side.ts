/** Everything of one supervisor that speaks with Claude Code sessions: the gate's socket, tools, telemetry, and the maker. */
import { join } from 'node:path';
import type { Agent } from '../claude/find-agent.ts';
import { openGateSocket } from '../claude/gate-socket.ts';
import { createHeldCalls } from '../claude/held-calls.ts';
import { chooseHookClient, type HookClient, SYSTEM_PERL } from '../claude/hook-client.ts';
import { openLoopback } from '../claude/loopback.ts';
import { mcpRoute } from '../claude/mcp.ts';
import { workerTools } from '../claude/mcp-tools.ts';
import type { SessionKey } from '../claude/session-key.ts';
import { telemetryRoute } from '../claude/telemetry.ts';
import { createTokens } from '../claude/tokens.ts';
import type { Wall } from '../claude/wall.ts';
import type { ProjectId, WorkerNumber } from '../domain/ids.ts';
import { ok, type Result } from '../domain/problem.ts';
import type { SharedFiles } from '../state/shared-file.ts';
import type { Books } from './books.ts';
import { checkWallOf } from './check-wall.ts';
import { createClaudeMaker } from './claude-maker.ts';
import { createDeployTools } from './deploy-tools.ts';
import type { Deploys } from './deploys.ts';
import { createEndChecks } from './end-checks.ts';
import type { Failures } from './failures.ts';
import { createGate } from './gate.ts';
import { inTime } from './in-time.ts';
import type { LeaseWatch } from './lease-watch.ts';
import { createLockGate } from './lock-gate.ts';
import { createLoopWatch } from './loop-watch.ts';
import type { Memory } from './memory.ts';
import { createPaneAnswers } from './pane-answers.ts';
import type { Fleet, ModelService } from './parts.ts';
import type { PendingAnswers } from './pending-answers.ts';
import type { GatePolicy } from './policy.ts';
import { createQa } from './qa.ts';
import { createRecall } from './recall.ts';
import { createRefusedTurns } from './refused-turns.ts';
import type { SessionMaker } from './session-maker.ts';
import type { StandingDialogs } from './standing-dialogs.ts';
import type { Startup } from './startup.ts';
import type { StatusDoor } from './status-door.ts';
import { createStopDoor } from './stop-door.ts';
import { createTelemetrySink } from './telemetry-sink.ts';
import type { TierWatch } from './tier-watch.ts';
import type { ToolActivity } from './tool-activity.ts';
import { createToolHandlers } from './tools.ts';
import type { WorkspaceFiles } from './workspace-files.ts';

export interface ClaudeSideParts {
  readonly deploys: Deploys;
  readonly shared: SharedFiles;
  readonly fleet: Fleet;
  readonly agent: Extract<Agent, { kind: 'claude' }>;
  readonly held: PendingAnswers;
  readonly dialogs: StandingDialogs;
  readonly files: WorkspaceFiles;
  readonly policy: GatePolicy;
  readonly statusDoor: StatusDoor;
  readonly leases: LeaseWatch;
  readonly activity: ToolActivity;
  readonly startup: Startup;
  readonly memory: Memory;
  readonly failures: Failures;
  readonly books: Books;
  readonly tierWatch: TierWatch;
  readonly service: ModelService | null;
  readonly wall: Wall;
  readonly ownRoot: string;
  readonly version: string;
  readonly onPrompt: (session: SessionKey) => void;
}

export interface ClaudeSide {
  readonly maker: SessionMaker;
  readonly client: HookClient;
  readonly close: () => Promise<void>;
}

export const openClaudeSide = async (parts: ClaudeSideParts): Promise<Result<ClaudeSide>> => {
  const { fleet, ownRoot } = parts;
  const tokens = createTokens();
  const client = await chooseHookClient({
    binDirectory: join(ownRoot, 'bin'),
    node: process.execPath,
    path: process.env.PATH ?? '',
    systemPerl: SYSTEM_PERL,
  });
  const heldCalls = createHeldCalls();
  const refusedTurns = createRefusedTurns(fleet, { now: Date.now, schedule: inTime });
  const paneAnswers = createPaneAnswers(fleet, parts.dialogs);
  const qa = createQa(fleet, parts.shared, ownRoot, checkWallOf(fleet, parts.wall));
  const endChecks = createEndChecks(fleet, parts.wall, ownRoot, qa);
  const stopDoor = createStopDoor(fleet, (project) => asHolders(parts, project, () => endChecks(project)));
  const socket = await openGateSocket({
    directory: fleet.places.runtime,
    tokens,
    onHook: heldCalls.track(
      createGate({
        fleet,
        judge: parts.policy.judge,
        locks: createLockGate(fleet, parts.leases, parts.statusDoor, stopDoor.beforeRelease, parts.activity),
        filesOf: parts.policy.filesOf,
        riskOf: parts.policy.riskOf,
        held: parts.held,
        paneAnswers,
        stopDoor,
        loops: createLoopWatch(fleet),
        tiers: parts.tierWatch,
        refusedTurns,
        recall: createRecall(fleet, parts.files),
        failures: parts.failures,
        startupText: parts.startup.textFor,
        modelsOf: ({ worker }) => modelsOf(fleet, worker),
        onPrompt: parts.onPrompt,
      }),
    ),
    onRefused: (because) => fleet.log(`gate: a hook call got no answer: ${because}`),
  });
  if (!socket.ok) return socket;
  const sink = createTelemetrySink(fleet, (session, record) => {
    // First what the answer was, then that there was one.
    paneAnswers.onTelemetry(session, record);
    heldCalls.heard(session, record);
    parts.books.heard(session, record);
    parts.tierWatch.heard(session, record);
  });
  const loopback = await openLoopback(
    [
      telemetryRoute(sink),
      mcpRoute(
        workerTools(
          createToolHandlers({
            fleet,
            deployTools: createDeployTools(
              fleet,
              parts.deploys,
              { run: (project, told, signal) => asHolders(parts, project, () => qa.run(project, told, signal)) },
              parts.failures,
            ),
            files: parts.files,
            stopDoor,
            leases: parts.leases,
            memory: parts.memory,
            failures: parts.failures,
          }),
        ),
        parts.version,
        (error) => fleet.log(`tools: ${error.message}`),
      ),
    ],
    tokens,
  );
  const maker = createClaudeMaker({
    fleet,
    agent: parts.agent,
    tokens,
    client,
    gateSocket: socket.value.path,
    loopbackOrigin: loopback.origin,
    service: parts.service,
    ownRoot,
    wall: parts.wall,
    floor: parts.policy.floor,
  });
  return ok({
    maker: {
      ...maker,
      ended: (session) => {
        maker.ended(session);
        parts.books.ended(session);
      },
    },
    client,
    close: async () => {
      refusedTurns.stop();
      await socket.value.close();
      await loopback.close();
    },
  });
};

/** What end checks and gates write in a project is its holder's work. */
const asHolders = async <Found>(
  { fleet, activity }: ClaudeSideParts,
  project: ProjectId,
  look: () => Promise<Found>,
): Promise<Found> => {
  const holder = fleet.world().locks[project]?.holder;
  const over = holder === undefined ? () => undefined : activity.runs(holder);
  try {
    return await look();
  } finally {
    over();
  }
};

const modelsOf = (fleet: Fleet, worker: WorkerNumber): readonly string[] => {
  const model = fleet.world().workers[worker]?.session?.model ?? null;
  return model === null ? [] : [model];
};
