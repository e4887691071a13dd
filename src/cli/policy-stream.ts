/**
 * `gaffer policy check --jsonl`: verdicts on a stream of calls, one line in and one line out, in order. The first call is
 * answered as fast as the next: what a process pays once is paid before it.
 */
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseJson } from '../domain/json.ts';
import { derive } from '../domain/policies/judge.ts';
import type { Verdict } from '../domain/policies/verdict.ts';
import { type Bench, toContext } from './policy-bench.ts';

/** One line in, one line out, in order; a line that is no call is asked about like any input that does not fit. */
export const checkStream = async (bench: Bench): Promise<void> => {
  warmUp(bench);
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const answer = `${JSON.stringify(answerTo(line, bench))}\n`;
    if (!process.stdout.write(answer)) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
};

/** The first verdicts of a process pay for compiling the analysis: these take that before a call waits for it. */
const warmUp = (bench: Bench): void => {
  const context = toContext(bench, null);
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1)
    for (const command of TYPICAL)
      derive({ tool: 'Bash', input: { command }, cwd: bench.workspace, toolUseId: null }, context);
};

/** Some tens of milliseconds in all. */
const WARM_UP_ROUNDS = 20;
const TYPICAL = ['ls -la | head', 'git commit -m "x" && npm test', 'cat src/*.ts > x', 'sudo rm -rf ~', 'echo "$X"'];

const answerTo = (line: string, bench: Bench): object => {
  const started = performance.now();
  const given = parseJson(line);
  const fields = new Map<string, unknown>(typeof given === 'object' && given !== null ? Object.entries(given) : []);
  const lock = fields.get('lockedProject') ?? null;
  const tool = fields.get('tool');
  const cwd = fields.get('cwd');
  const fits = typeof tool === 'string' && typeof cwd === 'string' && (lock === null || typeof lock === 'string');
  const verdict: Verdict = fits
    ? derive(
        { tool, input: fields.get('input'), cwd: resolve(bench.workspace, cwd), toolUseId: null },
        toContext(bench, lock),
      ).verdict
    : { outcome: 'ask', rule: null, from: null, because: 'the line is not a call with tool, input and cwd' };
  const rule =
    verdict.rule === null ? null : verdict.from === null ? verdict.rule : `${verdict.rule} (${verdict.from})`;
  const ms = Math.round((performance.now() - started) * 1000) / 1000;
  return { id: fields.get('id') ?? null, verdict: verdict.outcome, rule, because: verdict.because, ms };
};
