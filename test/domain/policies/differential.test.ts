import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { parsePolicies } from '../../../src/state/policies-file.ts';
import { analyse, unforeseen } from '../../kit/contained.ts';
import { benignCommands, runDifferential } from '../../kit/differential.ts';
import { makeLivingWorkspace } from '../../kit/living-workspace.ts';
import { type CorpusCall, readScaffoldCorpus } from '../../kit/policy-corpus.ts';
import { FIXTURE_POLICY } from '../../kit/policy-workspace.ts';
import { canTrace, runTraced } from '../../kit/traced-run.ts';

/** A few of them, evenly spread; test/long runs them all. npm takes a second each time, so its calls wait for that. */
const SAMPLE = 12;
const quick = benignCommands().filter(({ input }) => !/npm|gradlew|-f /.test(JSON.stringify(input)));
const spread = (calls: readonly CorpusCall[], count: number): readonly CorpusCall[] =>
  calls.filter((_, index) => index % Math.floor(calls.length / count) === 0);
/** And half as many of what the scaffold's policy pre-approves: awk, sed, find -exec. */
const scaffold = readScaffoldCorpus(['scaffold']).filter(
  ({ tool, expected }) => tool === 'Bash' && expected === 'allow',
);
const sample = [...spread(quick, SAMPLE), ...spread(scaffold, SAMPLE / 2)];

const living = makeLivingWorkspace();
afterAll(living.dispose);
const { policy } = parsePolicies(readFileSync(FIXTURE_POLICY, 'utf8'));

/** What of `ran` was not foreseen by an analysis of `said`. */
const surprises = (said: string, ran: string): readonly string[] =>
  living.withCopy((world, scratch) => {
    const cwd = `${world.workspace}/apps/alpha`;
    const call = { tool: 'Bash', input: { command: said }, cwd, toolUseId: null };
    const analysed = analyse(call, world, policy, 'apps/alpha');
    const traced = runTraced({ command: ran, cwd, home: world.home, scratch });
    return unforeseen(analysed, traced, world, scratch).map((text) => text.replaceAll(scratch, ''));
  });

describe.skipIf(!canTrace())(
  'the analysis of a command, held against what the kernel saw it do',
  { timeout: 60_000 },
  () => {
    it('foresaw all reads, writes and programs of a sample of the benign corpus', () => {
      const { unforeseen: found, ran, seen } = runDifferential(sample);
      expect(found).toEqual({});
      expect(ran).toBeGreaterThan(SAMPLE / 2);
      expect(seen.reads).toBeGreaterThan(ran);
    });

    it.each([
      ['a read', 'cat README.md', 'cat README.md src/index.ts', 'read /ws/apps/alpha/src/index.ts'],
      ['a write', 'cat README.md', 'cat README.md > out.txt', 'write /ws/apps/alpha/out.txt'],
      ['a removal', 'ls', 'ls; rm README.md', 'write /ws/apps/alpha/README.md'],
      ['a listing', 'cat README.md', 'cat README.md; ls ../beta/src', 'list /ws/apps/beta/src'],
      [
        'a program',
        'sort README.md',
        'sort --compress-program=wc -S 1b README.md; wc README.md',
        'run wc by the shell',
      ],
    ])('would show %s that it did not foresee', (_, said, ran, seen) => {
      expect(surprises(said, ran)).toContain(seen);
    });
  },
);
