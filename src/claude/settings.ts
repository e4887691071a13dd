/**
 * The `--settings` of one session: our hooks, and beneath them the second wall of deny and ask rules.
 * Claude Code skips a settings file with one bad value whole, hooks included, so every key here was seen accepted.
 */
import type { HookClient } from './hook-client.ts';
import { clientDeadlineSeconds, HOOKS, type HookSpec } from './hook-events.ts';

export interface SettingsSpec {
  readonly client: HookClient;
  readonly gateSocket: string;
  /** The file with the gate's token; its path stands in argv, the token never does. */
  readonly tokenFile: string;
  /** Rules in Claude Code's syntax, from the policy: they hold whatever a hook says. */
  readonly deny: readonly string[];
  readonly ask: readonly string[];
  /** The models that the worker's tier may use; empty for no limit. */
  readonly models: readonly string[];
  /** Claude Code's `sandbox` block; null where the wall is missing. */
  readonly sandbox: Readonly<Record<string, unknown>> | null;
}

export type Settings = Readonly<Record<string, unknown>>;

export const buildSettings = (spec: SettingsSpec): Settings => ({
  hooks: Object.fromEntries(HOOKS.map((hook) => [hook.event, [{ hooks: [commandHook(hook, spec)] }]])),
  // A project's own settings could say `true`; ours rank above them.
  disableAllHooks: false,
  disableAutoMode: 'disable',
  permissions: {
    deny: spec.deny,
    ask: spec.ask,
    defaultMode: 'default',
    disableBypassPermissionsMode: 'disable',
    disableAutoMode: 'disable',
  },
  ...(spec.models.length === 0 ? {} : { availableModels: spec.models, enforceAvailableModels: true }),
  ...(spec.sandbox === null ? {} : { sandbox: spec.sandbox }),
  // The classic renderer, chosen here, leaves no dialog to ask for it.
  tui: 'default',
  statusLine: { type: 'command', command: statusCommand(spec) },
  spinnerTipsEnabled: false,
  // A suggestion in the composer cannot be told from a human's draft.
  promptSuggestionEnabled: false,
});

/** In exec form: no shell stands between, so no path needs quoting and no shell start is paid. */
const commandHook = (hook: HookSpec, { client, gateSocket, tokenFile }: SettingsSpec): Settings => ({
  type: 'command',
  command: client.program,
  args: [client.script, hook.mode, gateSocket, tokenFile, String(clientDeadlineSeconds(hook))],
  timeout: hook.timeoutSeconds,
  // What the client cannot answer for, because it was killed or never started, blocks as well.
  ...(hook.mode === 'note' ? {} : { onFailure: 'block' }),
});

/**
 * The status line is the one place where Claude Code tells how full the context is. It has no exec form, so paths are
 * quoted for the shell; what the client prints is for hooks only.
 */
const statusCommand = ({ client, gateSocket, tokenFile }: SettingsSpec): string =>
  `exec ${[client.program, client.script, 'note', gateSocket, tokenFile, String(STATUS_SECONDS)].map(quote).join(' ')} >/dev/null`;

/** Claude Code asks again soon. */
const STATUS_SECONDS = 5;

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
