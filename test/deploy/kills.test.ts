import { afterAll, expect, test } from 'vitest';
import { KILLED_STEPS, killedPipeline, killRunners } from '../kit/deploy-kills.ts';
import { deployWorkspace } from '../kit/deploy-workspace.ts';
import { seeded } from '../kit/random.ts';

/** One in each step; `npm run bench -- deploy` does hundreds. */
const KILLS = KILLED_STEPS.length;

test('a runner that is killed in any step ships nothing twice, and leaves no run without a named state', async () => {
  const workspace = deployWorkspace(afterAll);
  workspace.commit({ '.gitignore': 'out/\n' });
  workspace.configure({ site: killedPipeline(workspace) });
  const figures = await killRunners(workspace, KILLS, seeded(7));
  expect(figures).toMatchObject({ kills: KILLS, doubleDeploys: 0, unnamed: 0, untrue: 0, blindRetries: 0 });
  // Each of these is settled by a person, not by a retry; the last one still waits for that.
  expect(figures.unknown).toBeGreaterThan(0);
  expect(figures.refused).toBeGreaterThanOrEqual(figures.unknown - 1);
}, 120_000);
