/**
 * A real runner for tests that kill it: opens the store of a workspace, which settles what an earlier one left, says so, and
 * deploys. Each line on stdout is one thing that has become true.
 */
import { openQuietFleet } from '../../src/compose/quiet-fleet.ts';
import { isOver } from '../../src/domain/pipelines/run.ts';
import { placesOf } from '../../src/state/places.ts';

const [root = '', deploys = '1'] = process.argv.slice(2);
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const places = placesOf(root, { XDG_RUNTIME_DIR: root });
if (!places.ok) throw new Error(places.problem.message);
const opened = await openQuietFleet(places.value, () => undefined);
if (!opened.ok) throw new Error(opened.problem.message);
const client = opened.value;
const deploy = () =>
  client.command({
    kind: 'deploy',
    pipeline: 'site',
    environment: null,
    purpose: 'deploy',
    from: null,
    approved: true,
  });

const { runs, targets, holds } = client.snapshot();
say({ kind: 'recovered', runs, targets, holds });
for (let left = Number(deploys); left > 0; left -= 1) {
  const open = client.snapshot().targets['site:production']?.unknown ?? null;
  if (open !== null) {
    const blind = await deploy();
    say({ kind: 'blind', refused: !blind.ok });
    const { existsSync, readFileSync } = await import('node:fs');
    const log = `${root}/target.log`;
    const release = client.snapshot().runs[open]?.release ?? '';
    // The person looks at the target, and says what is there.
    const done = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
    const shipped = done.includes(`end ${release}`) && !done.includes(`begin back ${release}`);
    await client.command({ kind: 'resolve-run', run: open, shipped });
  }
  let told = '';
  const stop = client.subscribe(() => {
    const run = Object.values(client.snapshot().runs).at(-1);
    const step = run?.steps.find(({ state }) => state.kind === 'running');
    const now = `${run?.id} ${step?.id ?? ''}`;
    if (step === undefined || now === told) return;
    told = now;
    say({ kind: 'step', run: run?.id, step: step.id });
  });
  const started = await deploy();
  if (!started.ok) throw new Error(started.problem.message);
  await new Promise<void>((resolve) => {
    const look = (): void => {
      const run = Object.values(client.snapshot().runs).at(-1);
      if (run !== undefined && isOver(run)) resolve();
    };
    client.subscribe(look);
    look();
  });
  stop();
}
say({ kind: 'done' });
await client.close();
