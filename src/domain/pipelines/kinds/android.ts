/** An Android app: eight gates over what the project's own Gradle wrapper built, then the steps that publish it. */
import type { PipelineOf } from '../config.ts';
import type { PlanParts } from '../expand.ts';
import type { Argv } from '../plan.ts';
import { gate, programGate, publishing, stage, wayBack } from './steps.ts';

export const androidPlan = (config: PipelineOf<'android'>): PlanParts => {
  const { gradle, env, timeout, file, tasks, certificate, manifest, size, publish, rollback } = config;
  const task = (name: string): Argv => [...gradle, name];
  const hint = 'The project needs its Gradle wrapper: gradle wrapper makes one, and it is committed.';
  const names = ['ANDROID_HOME', 'ANDROID_SDK_ROOT', 'JAVA_HOME', 'GRADLE_USER_HOME', ...env];
  const gradleGate = (id: string, title: string, name: string) =>
    gate(id, title, programGate(task(name), { env: names, hint }), timeout);
  return {
    stages: [
      stage('build', [gradleGate('build', 'build', tasks.build)]),
      stage('check', [
        gradleGate('unit-tests', 'unit tests', tasks.test),
        gradleGate('lint', 'lint', tasks.lint),
        gate('signature', 'signature', { gate: 'apk-signature', file, certificate }),
        gate('version', 'version code', { gate: 'apk-version', file }),
        gate('manifest', 'manifest policy', { gate: 'apk-manifest', file, policy: manifest }),
        gate('size', 'size budget', {
          gate: 'apk-size',
          file,
          maxBytes: size.max,
          maxGrowthPercent: size.growth,
        }),
        gate('leftovers', 'secrets and debug leftovers', { gate: 'apk-leftovers', file }),
      ]),
      ...publishing(publish),
    ],
    rollback: wayBack(rollback),
    artefacts: [file],
  };
};
