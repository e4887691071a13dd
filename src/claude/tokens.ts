/**
 * The secrets by which a session proves who it is at the gate, at the tools server and to the telemetry receiver.
 * Each opens one door only, so that what leaks at one (telemetry's token stands in an environment) opens no other.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { isSameSession, type SessionKey } from './session-key.ts';

export type Door = 'gate' | 'tools' | 'telemetry';
export type SessionTokens = Readonly<Record<Door, string>>;

export interface Tokens {
  /** Fresh tokens for one session; an earlier issue for the same session ends. */
  readonly issue: (session: SessionKey) => SessionTokens;
  /** From now on the session's tokens open nothing. */
  readonly revoke: (session: SessionKey) => void;
  /** Whose token this is at this door; null for a stranger. Takes the same time for every wrong token. */
  readonly holderOf: (door: Door, token: string) => SessionKey | null;
}

/** 256 bits: nobody guesses it, and it never repeats. */
const TOKEN_BYTES = 32;

export const createTokens = (random: (bytes: number) => Buffer = randomBytes): Tokens => {
  let issued: readonly Issue[] = [];
  const revoke = (session: SessionKey): void => {
    issued = issued.filter((issue) => !isSameSession(issue.session, session));
  };
  return {
    issue: (session) => {
      revoke(session);
      const fresh = (): string => random(TOKEN_BYTES).toString('base64url');
      const tokens: SessionTokens = { gate: fresh(), tools: fresh(), telemetry: fresh() };
      issued = [...issued, ...doors.map((door) => ({ session, door, digest: digestOf(tokens[door]) }))];
      return tokens;
    },
    revoke,
    holderOf: (door, token) => {
      const digest = digestOf(token);
      // Every issue is compared, and by digest: neither position nor length nor a shared beginning shows in the time.
      const matches = issued.filter((issue) => timingSafeEqual(issue.digest, digest) && issue.door === door);
      return matches[0]?.session ?? null;
    },
  };
};

interface Issue {
  readonly session: SessionKey;
  readonly door: Door;
  readonly digest: Buffer;
}

const doors: readonly Door[] = ['gate', 'tools', 'telemetry'];

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();
