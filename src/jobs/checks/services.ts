/** Services beside those of http: certificates, TCP ports, systemd units, DNS. */
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, together } from '../../domain/checks/finding.ts';
import { succeeded } from '../run-command.ts';
import { certificatePart, reasonOf } from './connection.ts';
import { matchPattern } from './expect.ts';
import { broken, type CheckTools, lastLine } from './tools.ts';

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

/** What is read of what a port says; more is not held against a pattern. */
const SAID_BYTES = 256 * 1024;

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
      said = (said + chunk.toString('latin1')).slice(0, SAID_BYTES);
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
