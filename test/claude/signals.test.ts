import { describe, expect, it } from 'vitest';
import { claimsOfHook, claimsOfTelemetry } from '../../src/claude/signals.ts';
import { describeCall } from '../../src/domain/policies/describe-call.ts';
import type { Signal } from '../../src/domain/workers/signal.ts';

const busy = (doing: string | null = null): Signal => ({ kind: 'busy', doing });
const hook = (event: string, extra: object = {}): readonly Signal[] =>
  claimsOfHook({ event, payload: { hook_event_name: event, session_id: 's', cwd: '/ws/apps/alpha', ...extra } }).map(
    ({ signal }) => signal,
  );

describe('what a hook claims', () => {
  it.each<{ readonly event: string; readonly extra?: object; readonly claims: readonly Signal[] }>([
    { event: 'UserPromptSubmit', claims: [{ kind: 'prompted' }, busy()] },
    {
      event: 'PreToolUse',
      extra: { tool_name: 'Bash', tool_input: { command: 'npm test' } },
      claims: [busy('Bash npm test')],
    },
    { event: 'PreToolUse', extra: { tool_name: 'AskUserQuestion', tool_input: {} }, claims: [{ kind: 'questioning' }] },
    { event: 'PreToolUse', extra: { tool_name: 'ExitPlanMode', tool_input: {} }, claims: [{ kind: 'questioning' }] },
    { event: 'PostToolUse', extra: { tool_name: 'Bash' }, claims: [busy()] },
    { event: 'PostToolUseFailure', extra: { tool_name: 'Bash', error: 'exit 1' }, claims: [busy()] },
    { event: 'PostToolUseFailure', extra: { is_interrupt: true }, claims: [{ kind: 'interrupted' }] },
    { event: 'PermissionDenied', claims: [busy()] },
    { event: 'PermissionRequest', extra: { tool_name: 'Bash' }, claims: [] },
    { event: 'Elicitation', claims: [{ kind: 'questioning' }] },
    { event: 'Stop', claims: [{ kind: 'idle' }] },
    { event: 'Stop', extra: { background_tasks: [] }, claims: [{ kind: 'idle' }] },
    { event: 'Stop', extra: { background_tasks: [{}] }, claims: [busy('waiting for a background task')] },
    { event: 'SubagentStop', claims: [] },
    { event: 'StopFailure', extra: { error: 'rate_limit' }, claims: [{ kind: 'refused', because: 'rate_limit' }] },
    { event: 'StopFailure', claims: [{ kind: 'refused', because: 'unknown' }] },
    // A subagent's, such as the one that compacts: the turn itself goes on, or fails by itself.
    { event: 'StopFailure', extra: { error: 'rate_limit', agent_id: 'a0d3' }, claims: [] },
    { event: 'Notification', extra: { notification_type: 'idle_prompt' }, claims: [{ kind: 'idle' }] },
    {
      event: 'Notification',
      extra: { notification_type: 'permission_prompt', message: 'A sandboxed command needs network access' },
      claims: [{ kind: 'questioning' }],
    },
    {
      event: 'Notification',
      extra: { notification_type: 'permission_prompt', message: 'Claude needs your permission' },
      claims: [],
    },
    { event: 'PreCompact', extra: { trigger: 'auto' }, claims: [busy()] },
    // Nothing tells of its end, so it would stay busy for ever.
    { event: 'PreCompact', extra: { trigger: 'manual' }, claims: [] },
    { event: 'SessionStart', extra: { source: 'startup' }, claims: [] },
    { event: 'SessionStart', extra: { source: 'clear' }, claims: [{ kind: 'idle' }] },
    {
      event: 'StatusLine',
      extra: { context_window: { used_percentage: 41.6 } },
      claims: [{ kind: 'context', percent: 42 }],
    },
    { event: 'StatusLine', extra: { context_window: { used_percentage: null } }, claims: [] },
    { event: 'AnEventOfTomorrow', claims: [] },
  ])('of $event $extra is $claims', ({ event, extra, claims }) => {
    expect(hook(event, extra)).toEqual(claims);
  });

  it('carries its evidence', () => {
    const payload = { hook_event_name: 'Stop', session_id: 's', cwd: '/' };
    expect(claimsOfHook({ event: 'Stop', payload })[0]?.evidence).toBe('hook Stop');
  });
});

describe('what telemetry claims', () => {
  const error = (status: number | null) =>
    claimsOfTelemetry({ kind: 'api-error', model: null, status, error: '', attempt: 1 });

  it.each([
    [401, 'authentication_failed'],
    [429, 'rate_limit'],
    [529, 'overloaded'],
  ])('of a refusal with status %i is %s', (status, because) => {
    expect(error(status)).toEqual([
      { signal: { kind: 'refused', because }, evidence: `telemetry api_error ${status}` },
    ]);
  });

  it('is nothing for errors that pass by themselves', () => {
    expect([...error(500), ...error(null)]).toEqual([]);
  });

  it('is never busy, because it arrives after the Stop hook of the same turn', () => {
    expect(
      claimsOfTelemetry({ kind: 'tool-result', tool: 'Bash', toolUseId: null, success: true, durationMs: 1 }),
    ).toEqual([]);
    expect(claimsOfTelemetry({ kind: 'user-prompt', length: 1 })).toEqual([]);
  });
});

describe('a tool call in a few words', () => {
  it.each<readonly [tool: string, input: unknown, text: string]>([
    ['Bash', { command: 'npm test', description: 'Run' }, 'Bash npm test'],
    ['Bash', { command: 'cat <<X\n  a\n\tb\nX' }, 'Bash cat <<X a b X'],
    ['Edit', { file_path: '/ws/apps/alpha/src/theme.ts', old_string: 'a' }, 'Edit src/theme.ts'],
    ['Read', { file_path: '/etc/hosts' }, 'Read /etc/hosts'],
    ['Read', { file_path: '/ws/apps/beta/x.ts' }, 'Read ../beta/x.ts'],
    ['Grep', { pattern: 'TODO', path: '/ws/apps/alpha' }, 'Grep TODO'],
    ['mcp__gaffer__claim_project', { project: 'apps/alpha' }, 'gaffer claim_project apps/alpha'],
    ['TodoWrite', { todos: [] }, 'TodoWrite'],
    ['Bash', null, 'Bash'],
    ['Bash', { command: 7 }, 'Bash'],
  ])('%s %j is "%s"', (tool, input, text) => {
    expect(describeCall({ tool, input, cwd: '/ws/apps/alpha', toolUseId: null })).toBe(text);
  });

  it('is cut, so that no call fills a screen', () => {
    const text = describeCall({ tool: 'Bash', input: { command: 'x'.repeat(100_000) }, cwd: '/', toolUseId: null });
    expect(text).toHaveLength(120);
    expect(text.endsWith('…')).toBe(true);
  });
});
