/** The `alerts:` section of gaffer.yaml: where alerts go, which level goes where, and when not to wake anybody. */
import { z } from 'zod';
import { isTimeZone } from '../checks/cron.ts';
import { environmentNames, maybeSecret, place, secret } from '../checks/spec-values.ts';
import { duration } from '../duration.ts';
import { type AlertSettings, LEVELS } from './alert.ts';

const level = z.enum(['info', 'warn', 'alarm']);

const common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,30}$/, { error: 'a name in small letters, such as phone' }),
  /** `{title}`, `{text}`, `{fix}`, `{level}`, `{subject}`, `{fleet}`, `{time}`, `{id}` are filled in. */
  title: z.string().min(1).max(200).nullable().default(null),
  body: z.string().min(1).max(2000).nullable().default(null),
  timeout: duration.prefault('15s'),
};

const channel = z.discriminatedUnion('kind', [
  z
    .strictObject({
      ...common,
      kind: z.literal('ntfy'),
      server: z.url({ protocol: /^https?$/ }).default('https://ntfy.sh'),
      /** Who knows it reads along: a secret, unless the server asks for a token. */
      topic: maybeSecret,
      token: secret.nullable().default(null),
      /** Buttons that answer decisions; they need `listener`. */
      actions: z.boolean().default(false),
    })
    .readonly(),
  z
    .strictObject({
      ...common,
      kind: z.literal('pushover'),
      server: z.url({ protocol: /^https?$/ }).default('https://api.pushover.net'),
      user: secret,
      token: secret,
    })
    .readonly(),
  z
    .strictObject({
      ...common,
      kind: z.literal('webhook'),
      url: maybeSecret,
      headers: z.record(z.string(), maybeSecret).readonly().default({}),
    })
    .readonly(),
  z.strictObject({ ...common, kind: z.literal('slack'), url: secret }).readonly(),
  z.strictObject({ ...common, kind: z.literal('discord'), url: secret }).readonly(),
  z
    .strictObject({
      ...common,
      kind: z.literal('smtp'),
      host: z.string().min(1),
      port: z.int().min(1).max(65_535).default(587),
      /** TLS from the first byte; otherwise STARTTLS where the server has it. */
      secure: z.boolean().default(false),
      /** Refuse to send without encryption. */
      requireTls: z.boolean().default(true),
      ca: place.nullable().default(null),
      user: maybeSecret.nullable().default(null),
      password: secret.nullable().default(null),
      from: z.string().min(3),
      to: z.array(z.string().min(3)).min(1).readonly(),
    })
    .readonly(),
  /** A notification of the desktop that the supervisor runs on. */
  z.strictObject({ ...common, kind: z.literal('desktop') }).readonly(),
  /** The terminals of open dashboards: a bell, and a notification where the terminal knows OSC 9 or 777. */
  z.strictObject({ ...common, kind: z.literal('terminal') }).readonly(),
  z
    .strictObject({
      ...common,
      kind: z.literal('command'),
      /** Is told by GAFFER_ALERT_TITLE, _BODY, _LEVEL, _SUBJECT and _KEY in its environment. */
      command: z.array(z.string().min(1)).min(1).readonly(),
      env: environmentNames,
    })
    .readonly(),
]);

const clock = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day such as "22:30", in quotes' })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const quietHours = z
  .strictObject({
    from: clock,
    to: clock,
    timezone: z
      .string()
      .refine(isTimeZone, { error: 'a time zone such as Europe/Paris or UTC' })
      .nullable()
      .default(null),
    /** From this level on alerts come through. */
    through: level.default('alarm'),
  })
  .readonly();

const listener = z
  .strictObject({
    /** Off unless somebody switches it on: whoever reaches it with a link may answer that one decision. */
    enabled: z.boolean().default(false),
    host: z.string().min(1).default('127.0.0.1'),
    port: z.int().min(0).max(65_535).default(0),
    /** How a phone reaches it, such as https://gaffer.example; a tunnel or a proxy stands in front. */
    url: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
    linksFor: duration.prefault('12h'),
  })
  .readonly()
  .prefault({});

const names = z.array(z.string()).readonly();

export const alertsSection = z
  .strictObject({
    channels: z
      .array(channel)
      .readonly()
      .prefault([{ kind: 'terminal', name: 'terminal' }]),
    /** Names of channels by level; a level that is left out goes to all. */
    routes: z
      .strictObject({
        info: names.nullable().default(null),
        warn: names.nullable().default(null),
        alarm: names.nullable().default(null),
        /** Besides the route of its level, when nobody acknowledged an alert in time. */
        escalation: names.nullable().default(null),
      })
      .readonly()
      .prefault({}),
    quietHours: quietHours.nullable().default(null),
    escalateAfter: duration.nullable().default(null),
    againAfter: duration.prefault('30m'),
    decisionAfter: duration.prefault('10m'),
    most: z.int().min(1).max(100).default(10),
    within: duration.prefault('10m'),
    listener,
  })
  .readonly()
  .superRefine(({ channels, routes }, issues) => {
    const known = channels.map(({ name }) => name);
    for (const [index, name] of known.entries())
      if (known.indexOf(name) !== index)
        issues.addIssue({ code: 'custom', path: ['channels', index, 'name'], message: 'a name of its own' });
    for (const [route, wanted] of Object.entries(routes))
      for (const [index, name] of (wanted ?? []).entries())
        if (!known.includes(name))
          issues.addIssue({
            code: 'custom',
            path: ['routes', route, index],
            message: `one of the channels: ${known.join(', ')}`,
          });
  })
  .prefault({});

export type AlertsConfig = z.output<typeof alertsSection>;
export type ChannelSpec = AlertsConfig['channels'][number];
export type ChannelKind = ChannelSpec['kind'];
export type ChannelOf<Kind extends ChannelKind> = Extract<ChannelSpec, { readonly kind: Kind }>;

/** What the pure part must know. `localZone` is where the machine stands. */
export const settingsOf = (config: AlertsConfig, localZone: string): AlertSettings => ({
  quietHours:
    config.quietHours === null ? null : { ...config.quietHours, timezone: config.quietHours.timezone ?? localZone },
  escalateAfterMs: config.escalateAfter,
  againAfterMs: config.againAfter,
  decisionAfterMs: config.decisionAfter,
  rings: LEVELS.filter((each) =>
    config.channels.some(({ kind, name }) => kind === 'terminal' && (config.routes[each]?.includes(name) ?? true)),
  ),
  most: config.most,
  withinMs: config.within,
});
