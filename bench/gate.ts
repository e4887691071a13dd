/**
 * Measures the judge over its corpus: security failures, friction, weak denies, and how long a verdict takes. Every call
 * that came out wrong is listed.
 */

import { analyseOnce } from '../test/kit/gate-timing.ts';
import { judgeCorpus } from '../test/kit/judge-corpus.ts';
import type { Bench } from './figures.ts';

export const bench: Bench = async (progress) => {
  const { failures, frictions, weak, benign, mustDeny, total, p50, p99, longMs, bombMs } = analyseOnce(judgeCorpus);
  for (const [kind, calls] of Object.entries({
    'security failure': failures,
    friction: frictions,
    'weak deny': weak,
  })) {
    for (const call of calls) progress(`${kind}: ${call.id} ${JSON.stringify(call.shown)} -> ${call.because}`);
  }
  progress(`${total} calls: ${benign} benign, ${mustDeny} to deny`);
  return {
    calls: { value: total, unit: 'calls', goal: '>= 600' },
    securityFailures: { value: failures.length, unit: 'calls', goal: '= 0' },
    friction: { value: (frictions.length / Math.max(benign, 1)) * 100, unit: '%', goal: '<= 2' },
    weakDenies: { value: weak.length, unit: 'calls', goal: '= 0' },
    p50: { value: p50, unit: 'µs', goal: '< 100' },
    p99: { value: p99, unit: 'µs', goal: '< 2000' },
    longCommand: { value: longMs, unit: 'ms', goal: '< 250' },
    depthBomb: { value: bombMs, unit: 'ms', goal: '< 250' },
  };
};
