import { defineConfig } from 'vitest/config';

/** Whole rehearsals with real sessions, each of several minutes, one after the other. */
export default defineConfig({
  test: {
    include: ['test/long/**/*.test.ts'],
    globalSetup: ['test/kit/one-root.ts'],
    setupFiles: ['test/kit/patience.ts'],
    fileParallelism: false,
    env: { CI: 'false', CONTINUOUS_INTEGRATION: 'false', TZ: 'UTC', FORCE_COLOR: '1' },
  },
});
