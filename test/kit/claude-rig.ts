/**
 * One real Claude Code session under the real adapter (gate socket, telemetry, tools, launch), with only the model
 * service doubled. What the session does is recorded in order.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GateSocketOptions, type HookCall, openGateSocket } from '../../src/claude/gate-socket.ts';
import { createHeldCalls } from '../../src/claude/held-calls.ts';
import { chooseHookClient, SYSTEM_PERL } from '../../src/claude/hook-client.ts';
import { type HookReply, noReply } from '../../src/claude/hook-reply.ts';
import { prepareLaunch } from '../../src/claude/launch.ts';
import { openLoopback } from '../../src/claude/loopback.ts';
import { mcpRoute, type Tool } from '../../src/claude/mcp.ts';
import type { SettingsSpec } from '../../src/claude/settings.ts';
import { telemetryRoute } from '../../src/claude/telemetry.ts';
import type { TelemetryRecord } from '../../src/claude/telemetry-record.ts';
import { createTokens } from '../../src/claude/tokens.ts';
import { seedConfigDir } from '../../src/claude/trust.ts';
import { sessionId, workerNumber } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/problem.ts';
import { type Line, type ModelDouble, openModelDouble } from './model-double.ts';
import { openScreenRobot, type ScreenRobot } from './screen-robot.ts';

export interface RigSpec {
  readonly script: readonly Line[];
  readonly onHook?: (call: HookCall, gone: AbortSignal) => HookReply | Promise<HookReply>;
  readonly tools?: readonly Tool[];
  readonly settings?: Partial<Pick<SettingsSpec, 'deny' | 'ask' | 'models' | 'sandbox'>>;
  /** The sandbox for a project of that path; in place of the one in `settings`. */
  readonly wallOf?: (project: string) => SettingsSpec['sandbox'];
  /** Another socket in the gate's place. */
  readonly gateSocket?: string;
  /** Changes the written settings file before the start. */
  readonly spoilSettings?: (settings: Readonly<Record<string, unknown>>) => unknown;
  /** Changes the project before the start. */
  readonly prepare?: (project: string) => Promise<void>;
  /** On every answer of the model. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly trusted?: boolean;
  readonly overrides?: Readonly<Record<string, string>>;
}

export interface ClaudeRig {
  readonly screen: ScreenRobot;
  readonly model: ModelDouble;
  readonly project: string;
  readonly settingsFile: string;
  readonly calls: readonly HookCall[];
  readonly telemetry: readonly TelemetryRecord[];
  readonly refused: readonly string[];
  /** Types a prompt and submits it. The composer must be ready. */
  readonly prompt: (text: string) => void;
  /** The supervisor is gone; the session lives on. */
  readonly closeGate: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const REPOSITORY = resolve(fileURLToPath(new URL('../..', import.meta.url)));
export const CLAUDE = join(REPOSITORY, 'node_modules/.bin/claude');

export const openClaudeRig = async (spec: RigSpec): Promise<ClaudeRig> => {
  const root = await mkdtemp(join(tmpdir(), 'gaffer-rig-'));
  const [project, config, run] = [join(root, 'ws/apps/alpha'), join(root, 'config'), join(root, 'run')];
  await mkdir(project, { recursive: true });
  await mkdir(run, { mode: 0o700 });
  await spec.prepare?.(project);
  must(await seedConfigDir(config, spec.trusted === false ? [] : [project]));

  const key = { worker: workerNumber(1), generation: 1 };
  const tokens = createTokens();
  const [calls, telemetry, refused]: [HookCall[], TelemetryRecord[], string[]] = [[], [], []];
  const onHook: GateSocketOptions['onHook'] = async (call, gone) => {
    calls.push(call);
    return (await spec.onHook?.(call, gone)) ?? noReply;
  };
  const held = createHeldCalls();
  const gate = must(
    await openGateSocket({
      directory: run,
      tokens,
      onHook: held.track(onHook),
      onRefused: (because) => refused.push(because),
    }),
  );
  const routes = [
    telemetryRoute((session, record) => {
      telemetry.push(record);
      held.heard(session, record);
    }),
    mcpRoute(spec.tools ?? [], '0.0.0', (error) => refused.push(error.message)),
  ];
  const loopback = await openLoopback(routes, tokens);
  const model = await openModelDouble(spec.script, spec.headers);
  const client = await chooseHookClient({
    binDirectory: join(REPOSITORY, 'bin'),
    node: process.execPath,
    systemPerl: SYSTEM_PERL,
    path: process.env.PATH ?? '',
  });
  const launch = must(
    await prepareLaunch({
      key,
      agent: [CLAUDE],
      start: { kind: 'new', session: sessionId(randomUUID()) },
      cwd: project,
      model: 'haiku',
      directory: join(run, 'w1'),
      tokens: tokens.issue(key),
      loopbackOrigin: loopback.origin,
      settings: {
        client,
        gateSocket: spec.gateSocket ?? gate.path,
        deny: [],
        ask: [],
        models: [],
        sandbox: spec.wallOf?.(project) ?? null,
        ...spec.settings,
      },
      environment: {
        from: process.env,
        extraNames: [],
        ownRoot: REPOSITORY,
        author: null,
        overrides: {
          CLAUDE_CONFIG_DIR: config,
          ANTHROPIC_BASE_URL: model.origin,
          ANTHROPIC_AUTH_TOKEN: 'rehearsal',
          ...spec.overrides,
        },
      },
    }),
  );
  const settingsFile = join(run, 'w1/settings.json');
  if (spec.spoilSettings !== undefined) {
    const spoilt = spec.spoilSettings(JSON.parse(await readFile(settingsFile, 'utf8')));
    await writeFile(settingsFile, JSON.stringify(spoilt));
  }
  const screen = openScreenRobot(launch);
  return {
    screen,
    model,
    project,
    settingsFile,
    calls,
    telemetry,
    refused,
    prompt: (text) => {
      screen.write(text);
      screen.write('\r');
    },
    closeGate: gate.close,
    close: async () => {
      await screen.kill();
      await Promise.all([gate.close(), loopback.close(), model.close()]);
      await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
};

const must = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(result.problem.message);
  return result.value;
};
