import { describe, expect, it } from 'vitest';
import { createTokens } from '../../src/claude/tokens.ts';
import { workerNumber } from '../../src/domain/ids.ts';

const first = { worker: workerNumber(1), generation: 1 };
const second = { worker: workerNumber(1), generation: 2 };

describe('session tokens', () => {
  it('open the door that they were issued for and no other', () => {
    const tokens = createTokens();
    const { gate, tools, telemetry } = tokens.issue(first);
    expect(tokens.holderOf('gate', gate)).toEqual(first);
    expect(tokens.holderOf('tools', tools)).toEqual(first);
    expect(tokens.holderOf('telemetry', telemetry)).toEqual(first);
    expect(tokens.holderOf('gate', telemetry)).toBeNull();
    expect(tokens.holderOf('tools', gate)).toBeNull();
  });

  it('tell the generations of one seat apart', () => {
    const tokens = createTokens();
    const [old, fresh] = [tokens.issue(first), tokens.issue(second)];
    expect(tokens.holderOf('gate', old.gate)).toEqual(first);
    expect(tokens.holderOf('gate', fresh.gate)).toEqual(second);
  });

  it('open nothing once revoked or issued anew', () => {
    const tokens = createTokens();
    const old = tokens.issue(first);
    const fresh = tokens.issue(first);
    expect(tokens.holderOf('gate', old.gate)).toBeNull();
    tokens.revoke(first);
    expect(tokens.holderOf('gate', fresh.gate)).toBeNull();
  });

  it.each(['', 'x', 'x'.repeat(10_000)])('answer a stranger with nobody', (token) => {
    const tokens = createTokens();
    tokens.issue(first);
    expect(tokens.holderOf('gate', token)).toBeNull();
  });
});
