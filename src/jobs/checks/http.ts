/** The check of one address of http or https: its status, its words, its time and its certificate. */
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { TLSSocket } from 'node:tls';
import type { SpecOf } from '../../domain/checks/config.ts';
import { errored, type Finding, finding, type Part, together } from '../../domain/checks/finding.ts';
import { certificatePart, reasonOf } from './connection.ts';
import { matchPattern } from './expect.ts';
import type { CheckTools } from './tools.ts';

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
