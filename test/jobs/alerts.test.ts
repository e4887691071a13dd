import { statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { OutMessage } from '../../src/jobs/alerts/sender.ts';
import { anAlert, openPost, type PostSpec } from '../kit/alerts.ts';
import { openReceiver } from '../kit/receivers.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const receiverHere = async (port?: number) => {
  const receiver = await openReceiver(port);
  onTestFinished(() => receiver.close().catch(() => undefined));
  return receiver;
};

const postHere = (spec: PostSpec) => {
  const post = openPost(spec);
  onTestFinished(() => post.close().catch(() => undefined));
  return post;
};

afterEach(() => void vi.useRealTimers());

describe('each channel sends what its service takes', () => {
  it('ntfy, with its priority, its key and its token', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    const actions = [{ label: 'Approve', url: 'https://x.test/answer/1' }];
    const channels = [
      {
        name: 'phone',
        kind: 'ntfy',
        server: receiver.url,
        topic: { env: 'TOPIC' },
        token: { env: 'TOKEN' },
        actions: true,
      },
    ];
    const { delivery } = postHere({
      root,
      alerts: { channels },
      environment: { TOPIC: 'secret-topic', TOKEN: 'tk_secret' },
      actions,
    });
    delivery.send(anAlert(1, { decision: 'D1' as never, title: 'läuft \u202e nicht' }), 1);
    await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
    const [got] = receiver.got;
    expect(got?.headers).toMatchObject({ authorization: 'Bearer tk_secret', 'idempotency-key': 'A1-k' });
    expect(JSON.parse(got?.body ?? '')).toMatchObject({
      topic: 'secret-topic',
      title: 'läuft \\u{202e} nicht',
      message: '99% full\nFree some room.',
      priority: 5,
      sequence_id: 'A1-k',
      actions: [{ action: 'http', label: 'Approve', url: 'https://x.test/answer/1', method: 'POST' }],
    });
  });

  it('Pushover, Slack, Discord and a webhook of one’s own', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    const at = (path: string) => `${receiver.url}/${path}`;
    const channels = [
      { name: 'pushover', kind: 'pushover', server: receiver.url, user: { env: 'USER_KEY' }, token: { env: 'APP' } },
      { name: 'slack', kind: 'slack', url: { env: 'SLACK' } },
      { name: 'discord', kind: 'discord', url: { file: 'discord-url' } },
      {
        name: 'own',
        kind: 'webhook',
        url: at('own'),
        headers: { Authorization: { env: 'APP' } },
        title: '[{level}] {title}',
        body: '{text} ({subject}, {nothing})',
      },
    ];
    await writeFile(join(root, 'discord-url'), `${at('discord')}\n`);
    const environment = { USER_KEY: 'user-key', APP: 'app-token', SLACK: at('slack') };
    const { delivery, outbox } = postHere({ root, alerts: { channels }, environment });
    delivery.send(anAlert(1, { title: 'a <b> & c', text: '{title}' }), 1);
    await vi.waitFor(() => expect(outbox.rows(9).map(({ state }) => state)).toEqual(['sent', 'sent', 'sent', 'sent']));
    const bodyOf = (path: string): string => receiver.got.find((got) => got.path === path)?.body ?? '';
    expect(Object.fromEntries(new URLSearchParams(bodyOf('/1/messages.json')))).toMatchObject({
      user: 'user-key',
      token: 'app-token',
      priority: '1',
      title: 'a <b> & c',
    });
    expect(JSON.parse(bodyOf('/slack')).text).toContain('*a &lt;b&gt; &amp; c*');
    expect(JSON.parse(bodyOf('/discord'))).toMatchObject({ allowed_mentions: { parse: [] } });
    const own: OutMessage = JSON.parse(bodyOf('/own'));
    // What is filled in is not filled in again.
    expect(own).toMatchObject({ key: 'A1-k', title: '[alarm] a <b> & c', body: '{title} (check:disk, {nothing})' });
    expect(receiver.got.find(({ path }) => path === '/own')?.headers.authorization).toBe('app-token');
  });

  it('e-mail, to a real SMTP server, with an id that a repeat has too', async () => {
    const root = await temporaryDirectory();
    const mails: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _, done) =>
        username === 'me' && password === 'pass-word' ? done(null, { user: 'me' }) : done(new Error('no')),
      onData: (stream, _, done) => {
        let text = '';
        stream.on('data', (chunk) => {
          text += chunk;
        });
        stream.on('end', () => {
          mails.push(text);
          done();
        });
      },
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => new Promise<void>((closed) => server.close(() => closed())));
    const address = server.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const mail = {
      name: 'mail',
      kind: 'smtp',
      host: '127.0.0.1',
      port,
      requireTls: false,
      user: 'me',
      password: { env: 'MAIL' },
      from: 'gaffer@a.test',
      to: ['you@b.test'],
    };
    const good = postHere({ root, alerts: { channels: [mail] }, environment: { MAIL: 'pass-word' } });
    good.delivery.send(anAlert(1, { title: 'disk fails\r\nBcc: evil@x.test' }), 1);
    await vi.waitFor(() => expect(mails).toHaveLength(1));
    expect(mails[0]).toContain('Message-ID: <A1-k@gaffer.invalid>');
    expect(mails[0]).not.toMatch(/^Bcc:/m);
    await good.close();
    const wrong = postHere({ root, alerts: { channels: [mail] }, environment: { MAIL: 'wrong-pass-word' } });
    wrong.delivery.send(anAlert(2), 2);
    await vi.waitFor(() => expect(wrong.turns).toHaveLength(1));
    expect(wrong.turns[0]).toMatch(/^mail down: /);
    expect(JSON.stringify([wrong.turns, wrong.outbox.rows(9)])).not.toContain('wrong-pass-word');
  });

  it('any command, which is told by its environment', async () => {
    const root = await temporaryDirectory();
    const channels = [
      {
        name: 'own',
        kind: 'command',
        command: ['sh', '-c', 'printf %s "$GAFFER_ALERT_KEY|$GAFFER_ALERT_TITLE|$SECRET" > told'],
      },
    ];
    const { delivery, outbox } = postHere({ root, alerts: { channels }, environment: { SECRET: 'not told' } });
    delivery.send(anAlert(1, { title: '$(touch hacked)' }), 1);
    await vi.waitFor(() => expect(outbox.rows(1)[0]?.state).toBe('sent'));
    expect(await readFile(join(root, 'told'), 'utf8')).toBe('A1-k|$(touch hacked)|');
  });
});

describe('the outbox', () => {
  it('is readable for its owner alone, and holds an alert once, however often it is put in', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    const { delivery, outbox } = postHere({
      root,
      alerts: { channels: [{ name: 'own', kind: 'webhook', url: receiver.url }] },
    });
    for (let times = 0; times < 3; times += 1) delivery.send(anAlert(1), 1);
    await vi.waitFor(() => expect(outbox.rows(9).map(({ state }) => state)).toEqual(['sent']));
    delivery.send(anAlert(1), 1);
    await vi.waitFor(() => expect(outbox.waiting('own')).toBe(0));
    expect(receiver.got).toHaveLength(1);
    expect(outbox.lastSeq()).toBe(1);
    expect(statSync(join(root, 'outbox.db')).mode & 0o777).toBe(0o600);
  });

  it('sends within two seconds, and a channel that is down holds up no other', async () => {
    const [root, up, down] = [await temporaryDirectory(), await receiverHere(), await receiverHere()];
    down.answer = 503;
    const channels = [
      { name: 'down', kind: 'webhook', url: down.url },
      { name: 'up', kind: 'webhook', url: up.url },
    ];
    const { delivery, turns } = postHere({ root, alerts: { channels } });
    const startedAt = performance.now();
    for (let number = 1; number <= 5; number += 1) delivery.send(anAlert(number), number);
    await vi.waitFor(() => expect(up.got).toHaveLength(5));
    expect((up.got[0]?.at ?? 0) - startedAt).toBeLessThan(2_000);
    expect(up.got.map(({ body }) => JSON.parse(body).key)).toEqual(['A1-k', 'A2-k', 'A3-k', 'A4-k', 'A5-k']);
    expect(turns).toEqual(['down down: it answers 503: {}']);
  });

  it('keeps what a channel that is down for a day should have had, and gives it in order when it is back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    receiver.answer = 503;
    const post = postHere({ root, alerts: { channels: [{ name: 'own', kind: 'webhook', url: receiver.url }] } });
    for (let number = 1; number <= 3; number += 1) post.delivery.send(anAlert(number), number);
    const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
    const pass = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 300_000) {
        await vi.advanceTimersByTimeAsync(300_000);
        for (let times = 0; times < 20; times += 1) await settle();
      }
    };
    await pass(86_400_000);
    expect(post.outbox.waiting('own')).toBe(3);
    // Not at every moment of a day: ten minutes is the longest pause.
    const tries = post.outbox.rows(9).reduce((sum, { attempts }) => sum + attempts, 0);
    expect(tries).toBeGreaterThan(50);
    expect(tries).toBeLessThan(400);
    receiver.answer = 200;
    await pass(1_800_000);
    expect(receiver.got.map(({ body }) => JSON.parse(body).key)).toEqual(['A1-k', 'A2-k', 'A3-k']);
    expect(post.turns.map((turn) => turn.split(':')[0])).toEqual(['own down', 'own up']);
  });

  it('drops a message that its channel refuses, after some tries, and goes on', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    receiver.answer = 400;
    const { delivery, outbox } = postHere({
      root,
      alerts: { channels: [{ name: 'own', kind: 'webhook', url: receiver.url }] },
    });
    delivery.send(anAlert(1), 1);
    await vi.waitFor(() => expect(outbox.rows(1)[0]).toMatchObject({ state: 'dropped', attempts: 3 }), {
      timeout: 15_000,
    });
    receiver.answer = 200;
    delivery.send(anAlert(2), 2);
    await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
  });

  it('holds back until quiet hours are over, and never sends what was withdrawn', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    const { delivery, outbox } = postHere({
      root,
      alerts: { channels: [{ name: 'own', kind: 'webhook', url: receiver.url }] },
    });
    delivery.send(anAlert(1, { notBefore: Date.now() + 400 }), 1);
    delivery.send(anAlert(2, { notBefore: Date.now() + 400 }), 2);
    delivery.withdraw('A2-k');
    expect(receiver.got).toHaveLength(0);
    await vi.waitFor(() => expect(outbox.rows(9).map(({ state }) => state)).toEqual(['withdrawn', 'sent']));
    expect(receiver.got).toHaveLength(1);
  });

  it('says of what may have left before a kill that it may be a repeat, under the same key', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    const alerts = { channels: [{ name: 'own', kind: 'webhook', url: receiver.url }] };
    const before = openPost({ root, alerts });
    before.outbox.add(anAlert(1), 1, ['own']);
    // As a kill leaves it: taken, and nobody knows what became of it.
    before.outbox.take('own', Date.now());
    await before.close();
    const { delivery } = postHere({ root, alerts });
    delivery.start();
    await vi.waitFor(() => expect(receiver.got).toHaveLength(1));
    expect(JSON.parse(receiver.got[0]?.body ?? '')).toMatchObject({
      key: 'A1-k',
      inDoubt: true,
      body: expect.stringContaining('may be a repeat'),
    });
  });

  it('goes where the level’s route leads, and an escalation further', async () => {
    const [root, receiver] = [await temporaryDirectory(), await receiverHere()];
    const channel = (name: string) => ({ name, kind: 'webhook', url: `${receiver.url}/${name}` });
    const alerts = {
      channels: [channel('phone'), channel('mail')],
      routes: { warn: ['phone'], info: [], alarm: ['phone'], escalation: ['mail'] },
    };
    const { delivery, outbox } = postHere({ root, alerts });
    delivery.send(anAlert(1, { level: 'warn' }), 1);
    delivery.send(anAlert(2, { level: 'info' }), 2);
    delivery.send(anAlert(3, { kind: 'escalated' }), 3);
    delivery.send(anAlert(4, { kind: 'test', channel: 'mail' }), 4);
    expect(
      outbox
        .rows(9)
        .map(({ key, channel: name }) => `${key} ${name}`)
        .toSorted(),
    ).toEqual(['A1-k phone', 'A3-k mail', 'A3-k phone', 'A4-k mail']);
    expect(outbox.lastSeq()).toBe(4);
  });
});
