import { describe, expect, it } from 'vitest';
import { hookProvenBy, judgeGuard } from '../../src/claude/guard.ts';
import { REQUIRED_HOOKS } from '../../src/claude/hook-events.ts';

const registered = (hook: string, source = 'flagSettings') => ({ kind: 'hook-registered', hook, source }) as const;

describe('the guard of a session', () => {
  it('is proven by every required hook, in any order and however often', () => {
    expect(judgeGuard([...REQUIRED_HOOKS, ...REQUIRED_HOOKS].reverse(), false)).toEqual({ kind: 'proven' });
    expect(judgeGuard(REQUIRED_HOOKS, true)).toEqual({ kind: 'proven' });
  });

  it.each(REQUIRED_HOOKS)('is not proven without %s', (hook) => {
    const seen = REQUIRED_HOOKS.filter((other) => other !== hook);
    expect(judgeGuard(seen, false)).toEqual({ kind: 'proving', missing: [hook] });
    expect(judgeGuard(seen, true)).toEqual({ kind: 'absent', because: expect.stringContaining(hook) });
  });

  it('is absent when nothing was registered by the deadline', () => {
    expect(judgeGuard([], true)).toEqual({ kind: 'absent', because: expect.stringContaining('none of the hooks') });
  });

  it("is not proven by a project's own hook of the same event, nor by other telemetry", () => {
    expect(hookProvenBy(registered('PreToolUse'))).toBe('PreToolUse');
    expect(hookProvenBy(registered('PreToolUse', 'projectSettings'))).toBeNull();
    expect(hookProvenBy(registered('Setup'))).toBeNull();
    expect(hookProvenBy({ kind: 'user-prompt', length: 3 })).toBeNull();
  });
});
