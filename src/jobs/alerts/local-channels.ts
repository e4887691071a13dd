/** Channels that are a program or a mail server: e-mail, the desktop, any command. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ChannelOf } from '../../domain/alerts/config.ts';
import { lastLine } from '../checks/tools.ts';
import { describeEnd, runCommand, succeeded } from '../run-command.ts';
import type { Secrets } from '../secrets.ts';
import { later, type OutMessage, reasonOf, refused, type Send, sent } from './sender.ts';

export interface LocalParts {
  readonly secrets: Secrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The workspace. */
  readonly root: string;
}

export const smtpSender =
  (spec: ChannelOf<'smtp'>, { secrets, root }: LocalParts): Send =>
  async (message) => {
    const user = spec.user === null ? null : await secrets.text(spec.user);
    const password = spec.password === null ? null : await secrets.read(spec.password);
    for (const read of [user, password]) if (read !== null && !read.ok) return later(read.problem.message);
    try {
      const ca = spec.ca === null ? undefined : await readFile(resolve(root, spec.ca));
      // Most fleets send no mail: only one that does loads the program for it.
      const { createTransport } = await import('nodemailer');
      const transport = createTransport({
        host: spec.host,
        port: spec.port,
        secure: spec.secure,
        requireTLS: spec.requireTls && !spec.secure,
        ...(ca === undefined ? {} : { tls: { ca } }),
        ...(user?.ok === true && password?.ok === true ? { auth: { user: user.value, pass: password.value } } : {}),
        connectionTimeout: spec.timeout,
        greetingTimeout: spec.timeout,
        socketTimeout: spec.timeout,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      try {
        await transport.sendMail({
          from: spec.from,
          to: [...spec.to],
          subject: `[gaffer] ${message.title}`,
          text: `${message.body}\n\n${message.fleet} · ${message.id}\n`,
          // The same for a repeat: mail programs show a message id once.
          messageId: `<${message.key}@gaffer.invalid>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
      } finally {
        transport.close();
      }
      return sent;
    } catch (error) {
      const because = secrets.redact(reasonOf(error));
      const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
      // 535 is a wrong password, which somebody may correct; other 5xx are about this message.
      return code >= 550 && code < 560 ? refused(because) : later(because);
    }
  };

const OUTPUT_BYTES = 16 * 1024;

export const desktopSender =
  (spec: ChannelOf<'desktop'>, parts: LocalParts): Send =>
  async (message, signal) =>
    run(
      desktopCommand(message),
      {},
      ['DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR'],
      spec.timeout,
      parts,
      signal,
    );

/** The texts are arguments, never code. */
const desktopCommand = ({ title, body, level }: OutMessage): readonly [string, ...string[]] =>
  process.platform === 'darwin'
    ? [
        'osascript',
        '-e',
        'on run argv',
        '-e',
        'display notification (item 2 of argv) with title (item 1 of argv)',
        '-e',
        'end run',
        title,
        body,
      ]
    : ['notify-send', '--app-name=gaffer', `--urgency=${level === 'alarm' ? 'critical' : 'normal'}`, '--', title, body];

export const commandSender =
  (spec: ChannelOf<'command'>, parts: LocalParts): Send =>
  async (message, signal) => {
    const [program = '', ...args] = spec.command;
    const told = {
      GAFFER_ALERT_KEY: message.key,
      GAFFER_ALERT_LEVEL: message.level,
      GAFFER_ALERT_SUBJECT: message.subject,
      GAFFER_ALERT_TITLE: message.title,
      GAFFER_ALERT_BODY: message.body,
    };
    return run([program, ...args], told, spec.env, spec.timeout, parts, signal);
  };

const run = async (
  argv: readonly [string, ...string[]],
  told: Readonly<Record<string, string>>,
  names: readonly string[],
  timeoutMs: number,
  { environment, root, secrets }: LocalParts,
  signal: AbortSignal,
) => {
  const passed = ['PATH', 'HOME', 'USER', 'LANG', ...names].flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const result = await runCommand({
    argv,
    cwd: root,
    env: { ...Object.fromEntries(passed), ...told },
    timeoutMs,
    graceMs: 1_000,
    maxOutputBytes: OUTPUT_BYTES,
    signal,
  });
  if (succeeded(result)) return sent;
  return later(
    secrets.redact(
      `${argv[0]}: ${describeEnd(result)}${result.exitCode === null ? '' : `, ${lastLine(result.output.head)}`}`,
    ),
  );
};
