/** Channels that are one HTTP request: ntfy, Pushover, a webhook of one's own, Slack, Discord. */
import type { ChannelOf } from '../../domain/alerts/config.ts';
import type { AlertLevel } from '../../domain/checks/health.ts';
import type { MaybeSecret } from '../../domain/checks/spec-values.ts';
import { fail, ok, type Result } from '../../domain/problem.ts';
import { unreachable } from '../../domain/unreachable.ts';
import type { Secrets } from '../secrets.ts';
import { later, type OutMessage, reasonOf, refused, type Send, type SendOutcome, sent, uncertain } from './sender.ts';

type HttpSpec = ChannelOf<'ntfy' | 'pushover' | 'webhook' | 'slack' | 'discord'>;

export const httpSender =
  (spec: HttpSpec, secrets: Secrets): Send =>
  async (message, signal) => {
    const request = await requestOf(spec, message, secrets);
    if (!request.ok) return later(request.problem.message);
    const { url, headers, body } = request.value;
    try {
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
      const said = (await response.text()).slice(0, 200);
      return outcomeOf(response, secrets.redact(said));
    } catch (error) {
      const because = secrets.redact(reasonOf(error));
      return NEVER_SENT.test(because) ? later(because) : uncertain(because);
    }
  };

/** There was no connection over which anything could have gone. */
const NEVER_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|bad port|Failed to parse URL/;

interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const requestOf = (spec: HttpSpec, message: OutMessage, secrets: Secrets): Promise<Result<Post>> => {
  switch (spec.kind) {
    case 'ntfy':
      return ntfy(spec, message, secrets);
    case 'pushover':
      return pushover(spec, message, secrets);
    case 'webhook':
      return webhook(spec, message, secrets);
    case 'slack':
      return chat(spec.url, { text: `*${escaped(message.title)}*\n${escaped(message.body)}` }, message, secrets);
    case 'discord':
      return chat(
        spec.url,
        // Nobody is pinged by what a worker wrote.
        { content: `**${message.title}**\n${message.body}`.slice(0, 2_000), allowed_mentions: { parse: [] } },
        message,
        secrets,
      );
    default:
      return unreachable(spec);
  }
};

const NTFY_PRIORITY: Readonly<Record<AlertLevel, number>> = { info: 3, warn: 4, alarm: 5 };
const NTFY_TAG: Readonly<Record<AlertLevel, string>> = {
  info: 'information_source',
  warn: 'warning',
  alarm: 'rotating_light',
};

/** As JSON, since headers hold no Unicode. The key stands in for the sequence id: a repeat replaces what it repeats. */
const ntfy = async (spec: ChannelOf<'ntfy'>, message: OutMessage, secrets: Secrets): Promise<Result<Post>> => {
  const topic = await secrets.text(spec.topic);
  if (!topic.ok) return topic;
  const headers = await authorized(spec.token, message, secrets);
  if (!headers.ok) return headers;
  return ok({
    url: spec.server,
    headers: headers.value,
    body: JSON.stringify({
      topic: topic.value,
      title: message.title,
      message: message.body,
      priority: NTFY_PRIORITY[message.level],
      tags: [NTFY_TAG[message.level]],
      sequence_id: message.key,
      actions: message.actions.map(({ label, url }) => ({ action: 'http', label, url, method: 'POST', clear: true })),
    }),
  });
};

const authorized = async (
  token: ChannelOf<'ntfy'>['token'],
  message: OutMessage,
  secrets: Secrets,
): Promise<Result<Record<string, string>>> => {
  const base = { ...JSON_HEADERS, 'idempotency-key': message.key };
  if (token === null) return ok(base);
  const read = await secrets.read(token);
  return read.ok ? ok({ ...base, authorization: `Bearer ${read.value}` }) : read;
};

const PUSHOVER_PRIORITY: Readonly<Record<AlertLevel, string>> = { info: '-1', warn: '0', alarm: '1' };

const pushover = async (spec: ChannelOf<'pushover'>, message: OutMessage, secrets: Secrets): Promise<Result<Post>> => {
  const [user, token] = [await secrets.read(spec.user), await secrets.read(spec.token)];
  if (!user.ok) return user;
  if (!token.ok) return token;
  const form = new URLSearchParams({
    user: user.value,
    token: token.value,
    title: message.title,
    message: message.body.slice(0, 1_024),
    priority: PUSHOVER_PRIORITY[message.level],
    timestamp: String(Math.floor(message.at / 1000)),
  });
  return ok({
    url: `${spec.server}/1/messages.json`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  });
};

const webhook = async (spec: ChannelOf<'webhook'>, message: OutMessage, secrets: Secrets): Promise<Result<Post>> => {
  const url = await secrets.text(spec.url);
  if (!url.ok) return url;
  const headers: Record<string, string> = { ...JSON_HEADERS, 'idempotency-key': message.key };
  for (const [name, value] of Object.entries(spec.headers)) {
    const read = await secrets.text(value);
    if (!read.ok) return read;
    headers[name.toLowerCase()] = read.value;
  }
  return ok({ url: url.value, headers, body: JSON.stringify(message) });
};

const chat = async (
  address: MaybeSecret,
  body: object,
  message: OutMessage,
  secrets: Secrets,
): Promise<Result<Post>> => {
  const url = await secrets.text(address);
  if (!url.ok) return url;
  if (!URL.canParse(url.value)) return fail({ kind: 'config', message: 'the address of the webhook is none' });
  return ok({
    url: url.value,
    headers: { ...JSON_HEADERS, 'idempotency-key': message.key },
    body: JSON.stringify(body),
  });
};

const JSON_HEADERS = { 'content-type': 'application/json' } as const;

/** Slack reads these three as markup. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const outcomeOf = (response: Response, said: string): SendOutcome => {
  if (response.ok) return sent;
  const because = `it answers ${response.status}${said === '' ? '' : `: ${said}`}`;
  const wait = Number(response.headers.get('retry-after'));
  // Its words do not please it; everything else may be mended without them: a token, a server, a limit.
  return [400, 413, 422].includes(response.status)
    ? refused(because)
    : later(because, Number.isFinite(wait) && wait > 0 ? Math.min(wait * 1000, 3_600_000) : undefined);
};
