/** Set up before every test file: what is waited for may take its time on a busy machine. Behaviour is asserted, not time. */
import { vi } from 'vitest';

/** Below the limit of a test, so that what it waited for is told and not only that it ran out of time. */
const PATIENCE_MS = 30_000;

const waitFor = vi.waitFor;
vi.waitFor = (callback, options) =>
  waitFor(callback, typeof options === 'number' ? options : { timeout: PATIENCE_MS, ...options });
