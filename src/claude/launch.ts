/**
 * Everything that must lie ready before a session starts: its settings, its tools, its token file, its arguments and
 * its environment. No secret stands in the arguments, and the files with one are readable by us alone.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { SessionId } from '../domain/ids.ts';
import { fail, ok, type Result } from '../domain/problem.ts';
import { buildEnvironment, type Environment, type EnvironmentSpec } from './environment.ts';
import { MCP_SERVER_NAME } from './mcp.ts';
import type { SessionKey } from './session-key.ts';
import { buildSettings, type SettingsSpec } from './settings.ts';
import type { SessionTokens } from './tokens.ts';

export interface LaunchSpec {
  /** Whose session it will be. */
  readonly key: SessionKey;
  /** The agent program and its own first arguments, as `findAgent` gave them. */
  readonly agent: readonly [string, ...string[]];
  readonly start: SessionStart;
  readonly cwd: string;
  /** Null leaves the choice to the agent. */
  readonly model: string | null;
  /** This session's own directory; made, and kept at 0700. */
  readonly directory: string;
  readonly tokens: SessionTokens;
  /** Of the listener with the tools: `http://127.0.0.1:PORT`. */
  readonly loopbackOrigin: string;
  readonly settings: Omit<SettingsSpec, 'tokenFile'>;
  readonly environment: Omit<EnvironmentSpec, 'telemetry'>;
}

/** A session id can be used for a new session once only; taking one up again is another flag. */
export type SessionStart =
  | { readonly kind: 'new'; readonly session: SessionId }
  | { readonly kind: 'resume'; readonly session: SessionId };

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly sessionId: SessionId;
}

export const prepareLaunch = async (spec: LaunchSpec): Promise<Result<Launch>> => {
  const files = {
    token: join(spec.directory, 'token'),
    settings: join(spec.directory, 'settings.json'),
    mcp: join(spec.directory, 'mcp.json'),
  };
  try {
    await mkdir(spec.directory, { recursive: true, mode: 0o700 });
    await Promise.all([
      writePrivate(files.token, `${spec.key.worker} ${spec.key.generation} ${spec.tokens.gate}\n`),
      writePrivate(files.settings, json(buildSettings({ ...spec.settings, tokenFile: files.token }))),
      writePrivate(files.mcp, json(mcpConfig(spec))),
    ]);
  } catch (error) {
    return fail({
      kind: 'process',
      message: `the files of a session cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      where: { file: spec.directory },
      next: 'Check the disk space and who owns the directory.',
    });
  }
  const [command, ...first] = spec.agent;
  const telemetry = { origin: spec.loopbackOrigin, token: spec.tokens.telemetry };
  return ok({
    command,
    args: [...first, ...launchArgs(spec, files)],
    env: buildEnvironment({ ...spec.environment, telemetry }),
    cwd: spec.cwd,
    sessionId: spec.start.session,
  });
};

/** No positional prompt: a session gets its first one when its guard is proven. */
const launchArgs = (
  { key, start, model }: LaunchSpec,
  files: { readonly settings: string; readonly mcp: string },
): readonly string[] => [
  ...(start.kind === 'new' ? ['--session-id', start.session] : ['--resume', start.session]),
  ...['--permission-mode', 'default'],
  ...(model === null ? [] : ['--model', model]),
  ...['--name', `worker${key.worker}`],
  ...['--settings', files.settings],
  ...['--mcp-config', files.mcp, '--strict-mcp-config'],
];

const mcpConfig = ({ loopbackOrigin, tokens }: LaunchSpec): unknown => ({
  mcpServers: {
    [MCP_SERVER_NAME]: {
      type: 'http',
      url: `${loopbackOrigin}/mcp`,
      headers: { Authorization: `Bearer ${tokens.tools}` },
    },
  },
});

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Not flushed: they are no use after the session that they are for, and a session waits for no disk. */
const writePrivate = (file: string, text: string): Promise<void> =>
  writeFileAtomic(file, text, { mode: 0o600, fsync: false });
