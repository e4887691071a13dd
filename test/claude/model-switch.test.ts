import { describe, expect, it } from 'vitest';
import { objectionToModel } from '../../src/claude/model-switch.ts';

describe('a change of the model', () => {
  it.each<readonly [model: string, models: readonly string[]]>([
    ['claude-haiku-5-5', ['haiku']],
    ['claude-haiku-5-5[1m]', ['haiku']],
    ['claude-haiku-5-5', ['opus', 'claude-haiku-5-5']],
    ['qwen3-coder:30b', ['qwen3-coder:30b']],
    ['claude-opus-5-5', []],
  ])('to %s is allowed by %j', (model, models) => {
    expect(objectionToModel(model, models)).toBe(null);
  });

  it.each<readonly [model: string | null, models: readonly string[]]>([
    ['claude-opus-5-5', ['haiku']],
    ['claude-opusculum-1', ['opus']],
    ['haiku-like', ['claude-haiku-5-5']],
    [null, ['haiku']],
    ['', ['haiku']],
  ])('to %s is denied by %j, with what is allowed', (model, models) => {
    expect(objectionToModel(model, models)).toContain(String(models[0]));
  });
});
