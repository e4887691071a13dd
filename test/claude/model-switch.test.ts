import { describe, expect, it } from 'vitest';
import { allowModel } from '../../src/claude/hook-reply.ts';
import { replyToModelSwitch } from '../../src/claude/model-switch.ts';

const switchTo = (to_model: string | null, models: readonly string[]) =>
  replyToModelSwitch({ hook_event_name: 'PreModelSwitch', session_id: 's', cwd: '/', to_model }, models);

describe('a change of the model', () => {
  it.each<readonly [model: string, models: readonly string[]]>([
    ['claude-haiku-5-5', ['haiku']],
    ['claude-haiku-5-5[1m]', ['haiku']],
    ['claude-haiku-5-5', ['opus', 'claude-haiku-5-5']],
    ['qwen3-coder:30b', ['qwen3-coder:30b']],
    ['claude-opus-5-5', []],
  ])('to %s is allowed by %j', (model, models) => {
    expect(switchTo(model, models)).toBe(allowModel);
  });

  it.each<readonly [model: string | null, models: readonly string[]]>([
    ['claude-opus-5-5', ['haiku']],
    ['claude-opusculum-1', ['opus']],
    ['haiku-like', ['claude-haiku-5-5']],
    [null, ['haiku']],
    ['', ['haiku']],
  ])('to %s is denied by %j, with what is allowed', (model, models) => {
    expect(switchTo(model, models)).toMatchObject({
      hookSpecificOutput: {
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringContaining(String(models[0])),
      },
    });
  });
});
