/**
 * Measures the gate: what the judge makes of a corpus of calls (every one that came out wrong is listed) and how fast; how
 * long Claude Code itself says that a call waits for the whole hook; and a thousand calls at once.
 *
 * `--corpus FILE` judges the calls of FILE instead (JSON lines, see docs/policies.md), `--workspace DIR` in DIR under its
 * own POLICIES.md, with `--home DIR`; `--judge-only` leaves out what needs Claude Code.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePolicies } from '../src/state/policies-file.ts';
import { readCorpusFile } from '../test/kit/corpus-file.ts';
import { timeJudge } from '../test/kit/gate-timing.ts';
import { measureRoundTrips } from '../test/kit/hook-round-trip.ts';
import { raiseStorm } from '../test/kit/hook-storm.ts';
import { judgeCorpus } from '../test/kit/judge-corpus.ts';
import { type CorpusCall, readCorpus } from '../test/kit/policy-corpus.ts';
import {
  FIXTURE_POLICY,
  localizerFor,
  makePolicyWorkspace,
  type PolicyWorkspace,
} from '../test/kit/policy-workspace.ts';
import { type Bench, type Figure, median } from './figures.ts';

type Figures = Readonly<Record<string, Figure>>;
type Progress = (line: string) => void;

/** Enough for a steady median of whole milliseconds. */
const ROUND_TRIPS = 60;
const STORM_CALLS = 1_000;

export const bench: Bench = async (progress, options) => {
  const { values } = parseArgs({
    args: [...options],
    options: {
      json: { type: 'boolean' },
      corpus: { type: 'string' },
      workspace: { type: 'string' },
      home: { type: 'string' },
      'judge-only': { type: 'boolean' },
    },
  });
  const corpus = values.corpus === undefined ? readCorpus() : readCorpusFile(resolve(values.corpus));
  const judged = judgeFigures(corpus, values.workspace, values.home, values.corpus === undefined, progress);
  if (values['judge-only'] === true) return judged;
  return { ...judged, ...(await roundTripFigures(progress)), ...(await stormFigures(progress)) };
};

const judgeFigures = (
  corpus: readonly CorpusCall[],
  workspace: string | undefined,
  home: string | undefined,
  isOwn: boolean,
  progress: Progress,
): Figures => {
  const world = workspace === undefined ? makePolicyWorkspace() : existing(resolve(workspace), home ?? homedir());
  try {
    const file = workspace === undefined ? FIXTURE_POLICY : join(world.workspace, 'POLICIES.md');
    const { policy } = parsePolicies(readFileSync(file, 'utf8'));
    const { failures, frictions, weak, benign, mustDeny, total } = judgeCorpus(world, policy, corpus);
    for (const [kind, calls] of Object.entries({
      'security failure': failures,
      friction: frictions,
      'weak deny': weak,
    })) {
      for (const call of calls) progress(`${kind}: ${call.id} ${JSON.stringify(call.shown)} -> ${call.because}`);
    }
    progress(`${total} calls: ${benign} benign, ${mustDeny} to deny`);
    const { p50, p99, longMs, bombMs } = timeJudge(world, policy, corpus);
    return {
      calls: { value: total, unit: 'calls', goal: isOwn ? '>= 600' : null },
      benign: { value: benign, unit: 'calls', goal: null },
      mustDeny: { value: mustDeny, unit: 'calls', goal: null },
      securityFailures: { value: failures.length, unit: 'calls', goal: '= 0' },
      friction: { value: (frictions.length / Math.max(benign, 1)) * 100, unit: '%', goal: '<= 2' },
      weakDenies: { value: weak.length, unit: 'calls', goal: '= 0' },
      p50: { value: p50, unit: 'µs', goal: '< 100' },
      p99: { value: p99, unit: 'µs', goal: '< 2000' },
      longCommand: { value: longMs, unit: 'ms', goal: '< 250' },
      depthBomb: { value: bombMs, unit: 'ms', goal: '< 250' },
    };
  } finally {
    world.dispose();
  }
};

/** A workspace that somebody laid out: `/ws` and `/home/dev` in the corpus stand for it, and nothing in it is changed. */
const existing = (workspace: string, home: string): PolicyWorkspace => ({
  workspace,
  home,
  localized: localizerFor(workspace, home),
  dispose: () => undefined,
});

const roundTripFigures = async (progress: Progress): Promise<Figures> => {
  progress(`${ROUND_TRIPS} calls by the gate and ${ROUND_TRIPS} by a bare hook, in turn, in one real session`);
  const { gate, bare } = await measureRoundTrips(ROUND_TRIPS);
  const [gateMs, bareMs] = [median(gate), median(bare)];
  return {
    hookRoundTrip: { value: gateMs, unit: 'ms', goal: null },
    bareHook: { value: bareMs, unit: 'ms', goal: null },
    hookToBare: { value: gateMs / bareMs, unit: 'times', goal: '<= 1.5' },
  };
};

const stormFigures = async (progress: Progress): Promise<Figures> => {
  progress(`${STORM_CALLS} hook clients at once`);
  const root = mkdtempSync(join(tmpdir(), 'gaffer-storm-'));
  try {
    const { calls, answered, journalled, ms } = await raiseStorm(root, STORM_CALLS);
    return {
      parallelCalls: { value: calls, unit: 'calls', goal: null },
      parallelAnswered: { value: answered, unit: 'calls', goal: `= ${STORM_CALLS}` },
      parallelLost: { value: calls - Math.min(answered, journalled), unit: 'calls', goal: '= 0' },
      parallelMs: { value: ms, unit: 'ms', goal: null },
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};
