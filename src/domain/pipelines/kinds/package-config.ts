/** `kind: android` and `kind: container`: what is built is one package, looked at before it goes out. */
import { z } from 'zod';
import { duration } from '../../duration.ts';
import { size } from '../units.ts';
import { argv, insidePath, step, variableNames } from './plain-config.ts';

export const androidShape = {
  /** The wrapper of the project: gaffer brings no Gradle of its own. */
  gradle: argv.prefault(['./gradlew']),
  env: variableNames,
  timeout: duration.prefault('30m'),
  /** An .apk or .aab that the build leaves. */
  file: insidePath.default('app/build/outputs/apk/release/app-release.apk'),
  tasks: z
    .strictObject({
      build: z.string().default('assembleRelease'),
      test: z.string().default('testReleaseUnitTest'),
      lint: z.string().default('lintRelease'),
    })
    .readonly()
    .prefault({}),
  /** SHA-256 of the certificate that it must be signed with; without it the first shipped one is expected. */
  certificate: z
    .string()
    .regex(/^[0-9A-Fa-f:]{64,95}$/, { error: 'the SHA-256 of a certificate' })
    .transform((text) => text.replaceAll(':', '').toLowerCase())
    .nullable()
    .default(null),
  manifest: z
    .strictObject({
      package: z.string().nullable().default(null),
      minSdk: z.int().nullable().default(null),
      targetSdk: z.int().nullable().default(null),
      permissions: z.array(z.string()).readonly().default([]),
      exported: z.array(z.string()).readonly().default([]),
    })
    .readonly()
    .prefault({}),
  size: z
    .strictObject({ max: size.prefault('100MB'), growth: z.number().min(0).max(1_000).default(10) })
    .readonly()
    .prefault({}),
  publish: z.array(step).readonly().default([]),
  rollback: z.array(step).readonly().default([]),
};

export const containerShape = {
  dockerfile: insidePath.default('Dockerfile'),
  /** Builds an OCI layout; `{{layout}}` is where: [buildah, ..., "oci:{{layout}}:{{release}}"]. */
  build: argv,
  env: variableNames,
  timeout: duration.prefault('30m'),
  /** Where the build leaves its OCI layout, in the project. */
  layout: insidePath.default('build/image'),
  healthcheck: z.enum(['required', 'none']).default('required'),
  packageAge: z.int().min(1).max(10_000).default(180),
  size: size.prefault('500MB'),
  smoke: z
    .strictObject({
      /** Run inside the image; exit 0 says that it is healthy. Without it the image's own health check is asked. */
      healthy: argv.nullable().default(null),
      within: duration.prefault('30s'),
      /** Between SIGTERM and its end: Docker's own patience. */
      stop: duration.prefault('10s'),
    })
    .readonly()
    .prefault({}),
  publish: z.array(step).readonly().default([]),
  rollback: z.array(step).readonly().default([]),
};
