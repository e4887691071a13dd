/** A container image: six gates over an OCI layout, then the steps that publish it. */
import type { PipelineOf } from '../config.ts';
import type { PlanParts } from '../expand.ts';
import { command, gate, publishing, stage, wayBack } from './steps.ts';

export const containerPlan = (config: PipelineOf<'container'>): PlanParts => {
  const { build, env, timeout, dockerfile, layout, publish, rollback, smoke } = config;
  return {
    stages: [
      stage('build', [
        gate('dockerfile', 'Dockerfile policy', { gate: 'dockerfile', file: dockerfile }),
        command('build', 'build', build, { env, timeoutMs: timeout, repeatable: true }),
      ]),
      stage('check', [
        gate(
          'reproducible',
          'build from a clean context',
          { gate: 'image-reproducible', argv: build, env, layout },
          timeout,
        ),
        gate('pinned', 'pinned by digest', { gate: 'image-pinned', dockerfile, layout }),
        gate('runtime', 'user, health check, capabilities', {
          gate: 'image-runtime',
          layout,
          dockerfile,
          needsHealthcheck: config.healthcheck === 'required' && smoke.healthy === null,
        }),
        gate('scan', 'vulnerabilities and secrets', {
          gate: 'image-scan',
          layout,
          maxPackageAgeDays: config.packageAge,
        }),
        gate(
          'smoke',
          'smoke test and size',
          {
            gate: 'image-smoke',
            layout,
            maxBytes: config.size,
            withinMs: smoke.within,
            stopMs: smoke.stop,
            healthy: smoke.healthy,
          },
          smoke.within * 2 + smoke.stop * 2 + 10_000,
        ),
      ]),
      ...publishing(publish),
    ],
    rollback: wayBack(rollback),
    artefacts: [layout],
  };
};
