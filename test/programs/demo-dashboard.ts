/**
 * The dashboard over a supervisor of pretence, to be looked at in a real terminal. Build it with tsc and run it:
 * `demo-dashboard.js [calm|busy|rehearsal|crowd]`. Approvals and denials empty the queue; Enter "attaches" and returns.
 */
import { createUiStore, runDashboard } from '../../src/components/dashboard-app.tsx';
import { timerSchedule } from '../../src/components/ticker.ts';
import type { World } from '../../src/domain/world.ts';
import { calmWorld, exampleWorld } from '../kit/example-world.ts';
import { fakeFleetClient } from '../kit/fleet-client.ts';
import { aPreview, aRun } from '../kit/preview.ts';
import { aDecision, aQuestion, aWorker, aWorld, NOON_MS } from '../kit/world.ts';

const scene = process.argv[2] ?? 'busy';
const isFlooding = process.argv.includes('--flood');

const client = fakeFleetClient({
  world: worldFor(scene),
  answer: (command) => {
    const world = client.snapshot();
    if (command.kind === 'settle-decision') {
      const { [command.decision]: _settled, ...decisions } = world.decisions;
      setTimeout(() => client.set({ ...world, decisions }), 20);
    }
    if (command.kind === 'set-dispatch') client.set({ ...world, fleet: { ...world.fleet, dispatch: command.mode } });
    if (command.kind === 'stop-fleet') client.set({ ...world, fleet: { ...world.fleet, state: 'stopped' } });
    return { ok: true, value: [] };
  },
});

let count = 0;
const draw = (): void => {
  count += 1;
  client.screens
    .at(-1)
    ?.show(
      aPreview(
        [aRun('● ', { fg: 2 }), aRun('Edit(src/theme.ts)', { bold: true })],
        '  ⎿ Updated 12 lines',
        [aRun('● ', { fg: 2 }), aRun('Bash(npm test)', { bold: true })],
        '  ⎿ 42 passed',
        [aRun(`✻ Thinking… (${count}s)`, { fg: '#d77757' })],
        ...(isFlooding ? Array.from({ length: 20 }, (_, row) => floodLine(row)) : []),
      ),
    );
};
setInterval(draw, isFlooding ? 50 : 1000);

const shift = Date.now() - NOON_MS;
const ui = createUiStore();
for (;;) {
  const end = await runDashboard({
    client,
    stdin: process.stdin,
    stdout: process.stdout,
    now: () => Date.now() - shift,
    schedule: timerSchedule,
    ui,
  });
  process.stdout.write(`${JSON.stringify(end)}\n`);
  if (end.kind !== 'attach') break;
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
process.exit();

function floodLine(row: number) {
  return Array.from({ length: 7 }, (_, run) =>
    aRun(`${(count * 7 + row * run) % 1000} word `, { fg: (row + run) % 16 }),
  );
}

function worldFor(name: string): World {
  switch (name) {
    case 'calm':
      return calmWorld();
    case 'rehearsal':
      return exampleWorld({ fleet: { ...exampleWorld().fleet, mode: 'rehearsal', scenario: 'tour' } });
    case 'crowd':
      return aWorld({
        workers: Array.from({ length: 24 }, (_, index) =>
          index === 7
            ? aWorker(8, {
                state: { kind: 'failed', because: 'stopped 5 times in 60 s', since: NOON_MS, evidence: 'pty exit' },
              })
            : aWorker(index + 1, { doing: `Edit src/file-${index}.ts` }),
        ),
        decisions: [
          aDecision('D1', {
            question: aQuestion('Edit', {
              file_path: '/home/dev/work/apps/gamma/src/theme.ts',
              old_string: 'const dark = false;\nexport default dark;',
              new_string: 'const dark = true;\nexport default dark;',
            }),
            because: 'no rule speaks of this path',
          }),
          aDecision('D2', { question: aQuestion('Bash', { command: 'rm -rf build\x1b[2K\u202e && echo done' }) }),
        ],
      });
    default:
      return exampleWorld();
  }
}
