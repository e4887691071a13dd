/** Services: http and https, certificates, TCP ports, systemd units, DNS. */
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import { spokenDuration } from '../../domain/duration.ts';
import { succeeded } from '../run-command.ts';
import { matchPattern } from './expect.ts';
import { broken, type CheckTools, lastLine } from './tools.ts';

/** What is read of an answer; more is not held against a pattern. */
const BODY_BYTES = 256 * 1024;

export const checkHttp = async (spec: SpecOf<'http'>, tools: CheckTools): Promise<Finding> => {
  const headers: Record<string, string> = { 'user-agent': 'gaffer-heartbeat' };
  for (const [name, value] of Object.entries(spec.headers)) {
    const read = typeof value === 'string' ? value : await tools.secret(value);
    if (typeof read !== 'string' && !read.ok) return errored(read.problem.message, read.problem.next ?? null);
    headers[name] = typeof read === 'string' ? read : read.value;
  }
  const ca = spec.ca === null ? undefined : await readFile(tools.path(spec.ca));
  const startedAt = performance.now();
  const answer = await fetchOnce(spec.url, { method: spec.method, headers, signal: tools.signal, ca });
  const ms = Math.round(performance.now() - startedAt);
  const subject = new URL(spec.url).host;
  const bad = (evidence: string, fix: string): Finding =>
    finding('fail', evidence, { subjects: [subject], fix, figures: { ms } });
  if (answer instanceof Error)
    return bad(`${subject}: ${reasonOf(answer)}`, 'Does the service run, and is it reachable from here?');
  const parts: Part[] = [];
  if (!spec.status.includes(answer.status))
    return bad(
      `${subject} answers ${answer.status}, and should answer ${spec.status.join(' or ')}`,
      'See the log of the service.',
    );
  if (spec.matches !== null) {
    const match = matchPattern(spec.matches, answer.body);
    if (match === 'too long') return errored(`matching ${spec.matches} took too long`, 'Write a simpler pattern.');
    if (match === 'no')
      return bad(`the answer of ${subject} does not match ${spec.matches}`, 'See what it answers: curl -i');
  }
  parts.push({ subject, reading: 'pass', evidence: `${subject} answers ${answer.status}` });
  if (spec.slow !== null && ms > spec.slow)
    parts.push({ subject, reading: 'warn', evidence: `${subject} took ${ms} ms`, fix: 'See what keeps it.' });
  if (answer.validTo !== null) parts.push(certificatePart(subject, answer.validTo, spec.certificate, tools.now()));
  return together(parts, { ms, status: answer.status });
};

export const checkTls = async (spec: SpecOf<'tls'>, tools: CheckTools): Promise<Finding> => {
  const ca = spec.ca === null ? undefined : await readFile(tools.path(spec.ca));
  const subject = `${spec.host}:${spec.port}`;
  const validTo = await new Promise<number | Error>((resolve) => {
    const socket = connectTls({
      host: spec.host,
      port: spec.port,
      servername: spec.serverName ?? spec.host,
      ...(ca === undefined ? {} : { ca }),
    });
    const end = (outcome: number | Error): void => {
      socket.destroy();
      resolve(outcome);
    };
    socket.once('secureConnect', () => end(Date.parse(socket.getPeerCertificate().valid_to)));
    socket.once('error', end);
    tools.signal.addEventListener('abort', () => end(new Error('no answer in time')), { once: true });
  });
  return validTo instanceof Error
    ? finding('fail', `${subject}: ${reasonOf(validTo)}`, {
        subjects: [subject],
        fix: 'Renew the certificate, or mend what renews it.',
      })
    : together([certificatePart(subject, validTo, spec.certificate, tools.now())], {
        valid_until_seconds: validTo / 1000,
      });
};

export const checkTcp = (spec: SpecOf<'tcp'>, tools: CheckTools): Promise<Finding> =>
  new Promise((resolve) => {
    const subject = `${spec.host}:${spec.port}`;
    const fix = 'Does the service run, and is it reachable from here?';
    const socket = connect({ host: spec.host, port: spec.port });
    let said = '';
    const end = (found: Finding): void => {
      socket.destroy();
      resolve(found);
    };
    const bad = (evidence: string): void => end(finding('fail', evidence, { subjects: [subject], fix }));
    socket.once('connect', () => {
      if (spec.matches === null) end(finding('pass', `${subject} is open`));
    });
    socket.on('data', (chunk) => {
      said = (said + chunk.toString('latin1')).slice(0, BODY_BYTES);
      if (spec.matches !== null && matchPattern(spec.matches, said) === 'yes')
        end(finding('pass', `${subject} says ${lastLine(said)}`));
    });
    socket.once('end', () => bad(`${subject} closed after saying ${lastLine(said)}`));
    socket.once('error', (error) => bad(`${subject}: ${reasonOf(error)}`));
    tools.signal.addEventListener('abort', () => bad(`${subject} gave no answer in time`), { once: true });
  });

export const checkSystemd = async ({ unit, user }: SpecOf<'systemd'>, tools: CheckTools): Promise<Finding> => {
  const result = await tools.run(
    ['systemctl', ...(user ? ['--user'] : []), 'show', '--property=LoadState,ActiveState,SubState,Result', '--', unit],
    { envNames: ['XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'] },
  );
  const cut = broken(result, 'systemctl');
  if (cut !== null) return cut;
  if (!succeeded(result)) return errored(`systemctl: ${lastLine(result.output.head)}`, 'Does systemd run here?');
  const said = new Map(
    result.stdout.head.split('\n').map((line) => [line.split('=')[0] ?? '', line.split('=').slice(1).join('=')]),
  );
  const [load, active, sub] = ['LoadState', 'ActiveState', 'SubState'].map((name) => said.get(name) ?? '');
  const fix = `systemctl ${user ? '--user ' : ''}status ${unit}`;
  if (load === 'not-found')
    return finding('fail', `there is no unit ${unit}`, { subjects: [unit], fix: 'systemctl list-units --all' });
  if (active === 'active') return finding('pass', `${unit} is active (${sub})`);
  const reading = active === 'activating' || active === 'reloading' ? 'warn' : 'fail';
  return finding(reading, `${unit} is ${active} (${sub}, ${said.get('Result')})`, { subjects: [unit], fix });
};

export const checkDns = async (spec: SpecOf<'dns'>, tools: CheckTools): Promise<Finding> => {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const subject = `${spec.lookup} ${spec.type}`;
  try {
    if (spec.server !== null) resolver.setServers([spec.server]);
    tools.signal.addEventListener('abort', () => resolver.cancel(), { once: true });
    const answers = (await resolver.resolve(spec.lookup, spec.type)) as readonly unknown[];
    const texts = answers.map(answerText);
    const missing = spec.expect.filter((expected) => !texts.includes(expected));
    return missing.length === 0
      ? finding('pass', `${subject} is ${texts.toSorted().join(', ')}`)
      : finding('fail', `${subject} is ${texts.toSorted().join(', ')}, without ${missing.join(', ')}`, {
          subjects: missing,
          fix: 'See the zone.',
        });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // The name is wrong only where a server said so.
    return code === 'ENOTFOUND' || code === 'ENODATA'
      ? finding('fail', `${subject} is not there`, { subjects: [subject], fix: 'See the zone.' })
      : errored(
          `no answer about ${subject}: ${error instanceof Error ? reasonOf(error) : error}`,
          'Is the name server reachable?',
        );
  }
};

const answerText = (answer: unknown): string => {
  if (Array.isArray(answer)) return answer.join('');
  if (typeof answer === 'object' && answer !== null && 'exchange' in answer) return String(answer.exchange);
  return String(answer);
};

const certificatePart = (
  subject: string,
  validTo: number,
  { warn, fail }: { readonly warn: number; readonly fail: number },
  now: number,
): Part => {
  const left = validTo - now;
  const evidence =
    left <= 0
      ? `the certificate of ${subject} has expired`
      : `the certificate of ${subject} holds for ${spokenDuration(left)}`;
  return {
    subject: `${subject} certificate`,
    reading: left < fail ? 'fail' : left < warn ? 'warn' : 'pass',
    evidence,
    fix: 'Renew it, or mend what renews it.',
  };
};

interface Asked {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly ca: Buffer | undefined;
}

interface Answered {
  readonly status: number;
  readonly body: string;
  /** Of the certificate; null for plain http. */
  readonly validTo: number | null;
}

/** One request, without following where it is sent to: a redirect is an answer of its own. */
const fetchOnce = (url: string, { ca, ...asked }: Asked): Promise<Answered | Error> =>
  new Promise((resolve) => {
    const take = (response: IncomingMessage): void => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      const { socket } = response;
      const validTo = socket instanceof TLSSocket ? Date.parse(socket.getPeerCertificate().valid_to) : null;
      const end = (): void =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8'), validTo });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk.subarray(0, BODY_BYTES - bytes));
        bytes += chunk.length;
        if (bytes < BODY_BYTES) return;
        end();
        response.destroy();
      });
      response.once('end', end);
      response.once('error', resolve);
    };
    const options = { ...asked, agent: false };
    const sent = url.startsWith('https:')
      ? httpsRequest(url, { ...options, ...(ca === undefined ? {} : { ca }) }, take)
      : httpRequest(url, options, take);
    sent.once('error', resolve);
    sent.end();
  });

const reasonOf = (error: Error): string => {
  const code = 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'ENOTFOUND':
      return 'no such host';
    case 'CERT_HAS_EXPIRED':
      return 'its certificate has expired';
    case 'ABORT_ERR':
      return 'no answer in time';
    default:
      return error.message === '' ? code : error.message;
  }
};
