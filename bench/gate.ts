/**
 * Measures the judge over its corpus: security failures, friction, weak denies, and how long a verdict takes. With
 * `--json` the last line is one object; without it, every call that came out wrong is listed.
 */

import { judgeCorpus } from '../test/kit/judge-corpus.ts';
import { analyseOnce } from './gate-timing.ts';

const json = process.argv.includes('--json');
const { failures, frictions, weak, benign, mustDeny, total, p50, p99, longMs, bombMs } = analyseOnce(judgeCorpus);

const percent = (part: number, whole: number): number => Math.round((part / Math.max(whole, 1)) * 10_000) / 100;
const figure = (value: number, unit: string, goal: number) => ({
  value: Math.round(value * 100) / 100,
  unit,
  goal,
  ok: value <= goal,
});

const figures = {
  securityFailures: figure(failures.length, 'calls', 0),
  friction: figure(percent(frictions.length, benign), '%', 2),
  weakDenies: figure(weak.length, 'calls', 0),
  p50: figure(p50, 'µs', 100),
  p99: figure(p99, 'µs', 2_000),
  longCommand: figure(longMs, 'ms', 250),
  depthBomb: figure(bombMs, 'ms', 250),
};
const ok = Object.values(figures).every((each) => each.ok);

if (!json) {
  for (const [kind, calls] of Object.entries({ 'security failure': failures, friction: frictions, 'weak deny': weak }))
    for (const call of calls)
      process.stdout.write(`${kind}: ${call.id} ${JSON.stringify(call.shown)} -> ${call.because}\n`);
  process.stdout.write(`${total} calls: ${benign} benign, ${mustDeny} to deny\n`);
}
process.stdout.write(`${JSON.stringify({ bench: 'gate', ok, figures })}\n`);
if (!ok) process.exitCode = 1;
