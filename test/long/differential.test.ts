import { expect, it } from 'vitest';
import { benignCommands, runDifferential } from '../kit/differential.ts';
import { canTrace } from '../kit/traced-run.ts';

it.skipIf(!canTrace())(
  'what every benign command of the corpus really reads, writes and starts was foreseen by its analysis',
  { timeout: 20 * 60_000 },
  () => {
    const { unforeseen, ...counts } = runDifferential(benignCommands());
    process.stdout.write(`differential: ${JSON.stringify(counts)}\n`);
    expect(unforeseen).toEqual({});
    // A command whose tool is absent proves nothing; most of them must have run.
    expect(counts.ran).toBeGreaterThan(counts.commands * 0.8);
    expect(counts.timedOut).toBeLessThan(5);
  },
);
