/**
 * Links that answer one decision: signed, so that nobody makes one; with an end, so that an old phone is no key; for one
 * use, which is on disk before it counts; and bound to what was shown, like every answer.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { Answer } from '../../domain/policies/decision.ts';
import { fail, ok, type Result } from '../../domain/problem.ts';

export interface AnswerLinks {
  /** The part of the link after `/answer/`. */
  readonly make: (claim: Omit<Claim, 'expiresAt'>, now: number) => string;
  readonly read: (token: string, now: number) => Result<Claim>;
}

export interface Claim {
  readonly decision: string;
  readonly answer: Answer;
  /** Of the decision as it was shown. */
  readonly binding: string;
  /** Of the message: approve and deny of one message are one use. */
  readonly key: string;
  readonly expiresAt: number;
}

const claim = z.strictObject({
  decision: z.string(),
  answer: z.enum(['approve', 'deny']),
  binding: z.string(),
  key: z.string(),
  expiresAt: z.number(),
});

export const answerLinks = (secret: Buffer, linksForMs: number): AnswerLinks => {
  const sign = (body: string): string => createHmac('sha256', secret).update(body).digest('base64url');
  return {
    make: (claimed, now) => {
      const body = Buffer.from(JSON.stringify({ ...claimed, expiresAt: now + linksForMs })).toString('base64url');
      return `${body}.${sign(body)}`;
    },
    read: (token, now) => {
      const [body = '', signature = '', ...more] = token.split('.');
      const expected = Buffer.from(sign(body));
      const given = Buffer.from(signature);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        return fail({ kind: 'refused', message: 'this link is not one of ours' });
      const read = claim.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
      if (!read.success) return fail({ kind: 'refused', message: 'this link is not one of ours' });
      // Before it was made is after the clock was set back: then its end means nothing.
      if (now > read.data.expiresAt || now < read.data.expiresAt - linksForMs)
        return fail({ kind: 'refused', message: 'this link has expired' });
      return ok(read.data);
    },
  };
};

const SECRET_BYTES = 32;

/** The key that links are signed with, made at its first use; removing the file makes all links void. */
export const answerSecret = (file: string): Buffer => {
  try {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      writeSync(descriptor, randomBytes(SECRET_BYTES));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // It is there already.
  }
  const secret = readFileSync(file);
  if (secret.length !== SECRET_BYTES) throw new Error(`${file} holds no key: remove it`);
  return secret;
};
