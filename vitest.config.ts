import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Whole rehearsals of several minutes: npm run test:long.
    exclude: ['test/long/**'],
    // Ink draws nothing while it runs when it believes to be in CI.
    env: { CI: 'false', CONTINUOUS_INTEGRATION: 'false', TZ: 'UTC', FORCE_COLOR: '1' },
    globalSetup: ['test/kit/one-root.ts'],
    setupFiles: ['test/kit/patience.ts'],
    testTimeout: 60_000,
    // Much of the time goes by while real sessions start and answer: one more than cores keeps these busy.
    maxWorkers: Math.max(3, availableParallelism() + 1),
  },
});
