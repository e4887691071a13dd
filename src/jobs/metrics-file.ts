/** Writes OpenMetrics text where a collector reads it: through a file beside it and a rename, so that nobody reads half. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { fail, ok, type Result } from '../domain/problem.ts';

export const writeMetricsFile = async (file: string, text: string): Promise<Result<void>> => {
  // The same name each time: only one supervisor writes it, and nothing is left behind by a crash but this.
  const beside = `${file}.gaffer`;
  try {
    await writeFile(beside, text, { mode: 0o644 });
    await rename(beside, file);
    return ok(undefined);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    return fail({
      kind: 'io',
      message: 'heartbeat.metricsFile cannot be written',
      where: { file },
      found: error instanceof Error ? error.message : String(error),
    });
  }
};
