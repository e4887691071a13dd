import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ok } from '../../src/domain/problem.ts';
import { answerLinks, answerSecret, type Claim } from '../../src/jobs/alerts/answer-links.ts';
import { openAnswerListener } from '../../src/jobs/alerts/answer-listener.ts';
import { openOutbox } from '../../src/jobs/alerts/outbox.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const HOUR_MS = 3_600_000;
const CLAIM = { decision: 'D7', answer: 'approve', binding: 'b', key: 'A1-k' } as const;

const open = async () => {
  const root = await temporaryDirectory();
  const links = answerLinks(answerSecret(join(root, 'answer.key')), HOUR_MS);
  const outbox = openOutbox(join(root, 'outbox.db'), Date.now);
  if (!outbox.ok) throw new Error(outbox.problem.message);
  const settled: Claim[] = [];
  const clock = { now: 1_000_000 };
  const listener = await openAnswerListener({
    host: '127.0.0.1',
    port: 0,
    links,
    spend: outbox.value.spend,
    settle: async (claim) => {
      settled.push(claim);
      return ok(`${claim.decision}: done`);
    },
    now: () => clock.now,
  });
  if (!listener.ok) throw new Error(listener.problem.message);
  onTestFinished(() => listener.value.close());
  const base = `http://127.0.0.1:${listener.value.port}`;
  const call = async (token: string, method = 'POST') => (await fetch(`${base}/answer/${token}`, { method })).status;
  return { root, links, settled, clock, base, call, listener: listener.value };
};

describe('a link that answers a decision', () => {
  it('answers it once, with any word of the same message', async () => {
    const { links, settled, clock, call } = await open();
    const [yes, no] = (['approve', 'deny'] as const).map((answer) => links.make({ ...CLAIM, answer }, clock.now));
    expect(await call(yes ?? '')).toBe(200);
    expect(await call(yes ?? '')).toBe(410);
    expect(await call(no ?? '')).toBe(410);
    expect(settled).toMatchObject([{ decision: 'D7', answer: 'approve', binding: 'b' }]);
  });

  it('does nothing when it is only looked at, as previews do', async () => {
    const { links, settled, clock, base, call } = await open();
    const token = links.make(CLAIM, clock.now);
    const looked = await fetch(`${base}/answer/${token}`);
    expect(await looked.text()).toContain('<form method="post">');
    expect(looked.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await call(token, 'HEAD')).toBe(405);
    expect(settled).toEqual([]);
  });

  it('is void after its time, and before it: the clock may have been set back', async () => {
    const { links, settled, clock, call } = await open();
    const token = links.make(CLAIM, clock.now);
    clock.now += HOUR_MS + 1;
    expect(await call(token)).toBe(403);
    clock.now -= 3 * HOUR_MS;
    expect(await call(token)).toBe(403);
    expect(settled).toEqual([]);
  });

  it('is refused with any character changed, cut, or of another key', async () => {
    const { links, settled, clock, call } = await open();
    const token = links.make(CLAIM, clock.now);
    const other = answerLinks(Buffer.alloc(32, 1), HOUR_MS).make(CLAIM, clock.now);
    const forged = `${Buffer.from(JSON.stringify({ ...CLAIM, decision: 'D8', expiresAt: clock.now + 1 })).toString('base64url')}.${token.split('.')[1]}`;
    for (const bad of [other, forged, token.slice(0, -1), `${token}.x`, token.replace('.', '')])
      expect(await call(bad)).toBe(403);
    expect(settled).toEqual([]);
  });

  it('cannot be guessed at for long', async () => {
    const { clock, links, call } = await open();
    for (let times = 0; times < 30; times += 1) await call('a'.repeat(40));
    expect(await call('a'.repeat(40))).toBe(429);
    clock.now += 61_000;
    expect(await call(links.make(CLAIM, clock.now))).toBe(200);
  });

  it('is signed with a key that its owner alone reads, and that stays', async () => {
    const { root } = await open();
    expect(statSync(join(root, 'answer.key')).mode & 0o777).toBe(0o600);
    expect(answerSecret(join(root, 'answer.key'))).toEqual(answerSecret(join(root, 'answer.key')));
  });

  it('needs a port that is free, and says so otherwise', async () => {
    const { listener, links } = await open();
    const taken = await openAnswerListener({
      host: '127.0.0.1',
      port: listener.port,
      links,
      spend: () => true,
      settle: async () => ok(''),
      now: Date.now,
    });
    expect(taken).toMatchObject({ ok: false, problem: { kind: 'config' } });
  });
});
