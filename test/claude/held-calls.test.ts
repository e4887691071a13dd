import { describe, expect, it } from 'vitest';
import type { HookCall } from '../../src/claude/gate-socket.ts';
import { createHeldCalls } from '../../src/claude/held-calls.ts';
import { grantPermission, noReply } from '../../src/claude/hook-reply.ts';
import { workerNumber } from '../../src/domain/ids.ts';

const worker = (number: number) => ({ worker: workerNumber(number), generation: 1 });
const call = (event: string, extra: object = {}, seat = 1): HookCall => ({
  ...worker(seat),
  event,
  payload: {
    hook_event_name: event,
    session_id: 's',
    cwd: '/',
    tool_name: 'Bash',
    tool_input: { command: 'ls' },
    ...extra,
  },
});
const waiting = new AbortController().signal;

/** A supervisor that holds each question for ever and remembers what it was asked. */
const open = () => {
  const held = createHeldCalls();
  const asked: { readonly toolUseId: unknown; readonly gone: AbortSignal }[] = [];
  const hook = held.track((given, gone) => {
    if (given.event !== 'PermissionRequest') return Promise.resolve(noReply);
    asked.push({ toolUseId: given.payload.tool_use_id, gone });
    return new Promise(() => {});
  });
  return { held, asked, hook };
};

describe('a held permission question', () => {
  it('carries the id of the tool call that it asks about', () => {
    const { hook, asked } = open();
    hook(call('PreToolUse', { tool_use_id: 't0', tool_input: { command: 'pwd' } }), waiting);
    hook(call('PreToolUse', { tool_use_id: 't1' }), waiting);
    hook(call('PermissionRequest'), waiting);
    expect(asked[0]?.toolUseId).toBe('t1');
  });

  it('pairs two equal calls with two questions', () => {
    const { hook, asked } = open();
    hook(call('PreToolUse', { tool_use_id: 't1' }), waiting);
    hook(call('PreToolUse', { tool_use_id: 't2' }), waiting);
    hook(call('PermissionRequest'), waiting);
    hook(call('PermissionRequest'), waiting);
    expect(asked.map(({ toolUseId }) => toolUseId)).toEqual(['t1', 't2']);
  });

  it.each([
    'PostToolUse',
    'PostToolUseFailure',
    'PermissionDenied',
    'Stop',
    'StopFailure',
    'UserPromptSubmit',
    'SessionEnd',
  ])('is over when %s follows, and its hook is told nothing', async (event) => {
    const { hook, asked } = open();
    hook(call('PreToolUse', { tool_use_id: 't1' }), waiting);
    const reply = hook(call('PermissionRequest'), waiting);
    hook(call(event, { tool_use_id: 't1' }), waiting);
    expect(asked[0]?.gone.aborted).toBe(true);
    expect(await reply).toBe(noReply);
  });

  it('is over when telemetry reports the decision', () => {
    const { hook, asked, held } = open();
    hook(call('PreToolUse', { tool_use_id: 't1' }), waiting);
    hook(call('PermissionRequest'), waiting);
    held.heard(worker(1), {
      kind: 'tool-decision',
      tool: 'Bash',
      toolUseId: 't1',
      decision: 'accept',
      source: 'user_temporary',
    });
    expect(asked[0]?.gone.aborted).toBe(true);
  });

  it('stands while other calls, other workers and notifications go by', () => {
    const { hook, asked, held } = open();
    hook(call('PreToolUse', { tool_use_id: 't1' }), waiting);
    hook(call('PermissionRequest'), waiting);
    hook(call('PostToolUse', { tool_use_id: 't0' }), waiting);
    hook(call('PostToolUse', { tool_use_id: null }), waiting);
    hook(call('PostToolUse', { tool_use_id: 't1' }, 2), waiting);
    hook(call('Stop', {}, 2), waiting);
    hook(call('Notification'), waiting);
    held.heard(worker(2), { kind: 'tool-decision', tool: 'Bash', toolUseId: 't1', decision: 'accept', source: 'hook' });
    held.heard(worker(1), { kind: 'tool-decision', tool: 'Bash', toolUseId: 't9', decision: 'accept', source: 'hook' });
    expect(asked[0]?.gone.aborted).toBe(false);
  });

  it('is over when its asker hangs up', () => {
    const { hook, asked } = open();
    const client = new AbortController();
    hook(call('PermissionRequest'), client.signal);
    client.abort();
    expect(asked[0]?.gone.aborted).toBe(true);
  });

  it('gets the answer of the queue when that comes first', async () => {
    const hook = createHeldCalls().track(async () => grantPermission);
    expect(await hook(call('PermissionRequest'), waiting)).toBe(grantPermission);
  });
});
