/**
 * The heartbeat: what a hundred checks every minute cost, how long a round of fifty takes beside its slowest, how soon an
 * alert leaves, and whether the outbox loses or doubles one over a thousand SIGKILLs.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heartbeatSection, rulesOf } from '../src/domain/checks/config.ts';
import { finding } from '../src/domain/checks/finding.ts';
import type { RoundReport } from '../src/domain/checks/report.ts';
import { createHeartbeat } from '../src/jobs/heartbeat.ts';
import { openHistory } from '../src/jobs/history.ts';
import { openSecrets } from '../src/jobs/secrets.ts';
import { openJournal } from '../src/state/journal.ts';
import { createLoop } from '../src/state/loop.ts';
import { openPost } from '../test/kit/alerts.ts';
import { killOutbox } from '../test/kit/outbox-kills.ts';
import { seeded } from '../test/kit/random.ts';
import { openReceiver } from '../test/kit/receivers.ts';
import type { Bench } from './figures.ts';

const ROUNDS = 5;
const MINUTE_MS = 60_000;
const ALERTS = 100;
/** Fewer with `GAFFER_BENCH_KILLS=50`, for a quick look. */
const KILLS = Number(process.env.GAFFER_BENCH_KILLS ?? 1_000);

export const bench: Bench = async (progress) => {
  const root = mkdtempSync(join(tmpdir(), 'gaffer-bench-heartbeat-'));
  const at = (name: string): string => {
    mkdirSync(join(root, name));
    return join(root, name);
  };
  try {
    progress(`${ROUNDS} rounds of 100 checks`);
    const cost = await roundCost(at('cost'));
    progress('a round of 50 checks');
    const bound = await roundBound(at('bound'));
    progress(`${ALERTS} alerts`);
    const alertMs = await alertTimes(at('alerts'));
    progress(`${KILLS} SIGKILLs`);
    const killed = await killOutbox(at('kills'), KILLS, seeded(1));
    return {
      cpuPerRound: { value: cost.cpuMs, unit: 'ms of CPU', goal: null },
      coreShare: { value: (100 * cost.cpuMs) / MINUTE_MS, unit: '% of a core', goal: '< 2' },
      journalPerCalmRound: { value: cost.journalBytes, unit: 'bytes', goal: null },
      slowestCheck: { value: bound.slowestMs, unit: 'ms', goal: null },
      roundOfFifty: { value: bound.roundMs, unit: 'ms', goal: null },
      roundOverSlowest: { value: bound.roundMs / bound.slowestMs, unit: 'times', goal: '<= 1.25' },
      alertLeavesP50: { value: quantile(alertMs, 0.5), unit: 'ms', goal: null },
      alertLeavesWorst: { value: quantile(alertMs, 1), unit: 'ms', goal: '< 2000' },
      kills: { value: killed.kills, unit: 'SIGKILLs', goal: null },
      alertsPromised: { value: killed.promised, unit: 'alerts', goal: null },
      alertsLost: { value: killed.lost, unit: 'alerts', goal: '= 0' },
      alertsDoubled: { value: killed.doubled, unit: 'alerts', goal: '= 0' },
      requestsRepeatedUnderOneKey: { value: killed.repeats, unit: 'requests', goal: null },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

/** A mixture as a home server has it: half of it are programs, half of it is asked over loopback. */
const roundCost = async (root: string): Promise<{ readonly cpuMs: number; readonly journalBytes: number }> => {
  const server = createServer((_, response) => void response.end('ok'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(root, 'a-file'), 'fresh');
  const kinds = [
    { kind: 'http', url: `http://127.0.0.1:${port}/` },
    { kind: 'tcp', host: '127.0.0.1', port },
    { kind: 'command', command: ['true'] },
    { kind: 'directory', path: root },
    { kind: 'http', url: `http://127.0.0.1:${port}/other` },
  ];
  const checks = Array.from({ length: 100 }, (_, index) => ({ name: `c${index}`, ...kinds[index % kinds.length] }));
  const loop = loopIn(root);
  const heart = heartIn(root, checks, (round) => loop.submit({ kind: 'report-round', ...round }, { by: 'heartbeat' }));
  await loop.submit({ kind: 'configure-heartbeat', rules: rulesOf(heart.config) }, { by: 'boot' });
  await heart.heartbeat.run(null, { reason: 'start', round: null });
  await loop.idle();
  const [cpu, journal] = [cpuMs(), journalBytes(loop.file)];
  for (let round = 0; round < ROUNDS; round += 1) await heart.heartbeat.run(null, { reason: 'scheduled', round: null });
  await loop.idle();
  const spent = { cpuMs: (cpuMs() - cpu) / ROUNDS, journalBytes: (journalBytes(loop.file) - journal) / ROUNDS };
  await heart.close();
  await new Promise<void>((closed) => server.close(() => closed()));
  return spent;
};

const roundBound = async (root: string): Promise<{ readonly roundMs: number; readonly slowestMs: number }> => {
  const checks = Array.from({ length: 50 }, (_, index) => ({
    name: `c${index}`,
    kind: 'command',
    command: ['sleep', String(index === 0 ? 3 : (index % 10) / 5)],
  }));
  const rounds: RoundReport[] = [];
  const heart = heartIn(root, checks, async (round) => void rounds.push(round));
  await heart.heartbeat.run(null, { reason: 'asked', round: 1 });
  await heart.close();
  const [round] = rounds;
  const times = round?.reports.map((report) => ('ms' in report ? report.ms : 0)) ?? [];
  return { roundMs: round?.ms ?? Number.NaN, slowestMs: Math.max(...times) };
};

/** From a finding to the receiver: judged, journalled, in the outbox on disk, sent. */
const alertTimes = async (root: string): Promise<readonly number[]> => {
  const receiver = await openReceiver();
  const post = openPost({ root, alerts: { channels: [{ name: 'phone', kind: 'webhook', url: receiver.url }] } });
  const loop = loopIn(root, (alert, seq) => post.delivery.send(alert, seq));
  const config = heartbeatSection.parse({
    fleet: { enabled: false },
    checks: [{ name: 'it', kind: 'command', command: ['true'] }],
  });
  await loop.submit(
    { kind: 'configure-heartbeat', rules: rulesOf(config).map((rule) => ({ ...rule, flapTurns: 99 })) },
    { by: 'boot' },
  );
  const times: number[] = [];
  for (let number = 0; number < ALERTS; number += 1) {
    // The limit of messages is not what is measured.
    const { settings } = loop.world().alerts;
    await loop.submit({ kind: 'configure-alerts', settings: { ...settings, most: 1_000 } }, { by: 'boot' });
    const before = receiver.got.length;
    const foundAt = performance.now();
    const reports = [{ name: 'it', ms: 1, finding: finding(number % 2 === 0 ? 'fail' : 'pass', `found ${number}`) }];
    await loop.submit(
      {
        kind: 'report-round',
        reason: 'scheduled',
        round: null,
        startedAt: Date.now(),
        ms: 1,
        nextAt: null,
        missed: 0,
        reports,
      },
      { by: 'heartbeat' },
    );
    while (receiver.got.length === before) await new Promise((resolve) => setTimeout(resolve, 1));
    times.push((receiver.got.at(-1)?.at ?? Number.NaN) - foundAt);
  }
  await post.close();
  await receiver.close();
  return times;
};

const loopIn = (root: string, send: Parameters<typeof sendsTo>[0] = () => undefined) => {
  const file = join(root, 'journal.db');
  const journal = openJournal(file);
  if (!journal.ok) throw new Error(journal.problem.message);
  const loop = createLoop({
    journal: journal.value,
    now: Date.now,
    hands: sendsTo(send),
    onBug: (error) => {
      throw error;
    },
  });
  return { ...loop, file };
};

const sendsTo =
  (send: ReturnType<typeof openPost>['delivery']['send']): Parameters<typeof createLoop>[0]['hands'] =>
  async (effect) => {
    if (effect.kind === 'send-alert') send(effect.alert, effect.seq);
  };

const heartIn = (root: string, checks: readonly object[], report: (round: RoundReport) => Promise<unknown>) => {
  const config = heartbeatSection.parse({ fleet: { enabled: false }, checks });
  const history = openHistory(join(root, 'heartbeat.db'));
  if (!history.ok) throw new Error(history.problem.message);
  const environment = { PATH: process.env.PATH ?? '', HOME: root };
  const heartbeat = createHeartbeat({
    config,
    world: { environment, root, secrets: openSecrets(environment, root), now: Date.now },
    history: history.value,
    fleetFinding: async () => finding('pass', ''),
    report: async (round) => void (await report(round)),
    log: () => undefined,
  });
  return {
    config,
    heartbeat,
    close: async () => {
      await heartbeat.stop();
      history.value.close();
    },
  };
};

/** Ours and that of the programs that have ended, in ms. A tick of the kernel is 10 ms. */
const cpuMs = (): number => {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return (user + system + childUser + childSystem) * 10;
};

const journalBytes = (file: string): number => {
  const journal = openJournal(file, { readOnly: true });
  if (!journal.ok) return Number.NaN;
  const bytes = journal.value.read({}).reduce((sum, logged) => sum + JSON.stringify(logged).length, 0);
  journal.value.close();
  return bytes;
};

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN;
