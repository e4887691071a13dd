import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findWall } from '../../src/claude/wall.ts';
import { checkWallOf } from '../../src/compose/check-wall.ts';
import { createQa, qaText } from '../../src/compose/qa.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId } from '../../src/domain/ids.ts';
import { emptyWorld } from '../../src/domain/world.ts';
import { sharedFilesIn } from '../../src/state/shared-file.ts';
import { deployWorkspace } from '../kit/deploy-workspace.ts';

const workspace = deployWorkspace(afterAll);
const outside = join(workspace.root, 'outside');
const gate = (name: string, line: string) => ({ name, run: ['sh', '-c', line] });

const qaWith = (wall: Parameters<typeof createQa>[3]) =>
  createQa({ places: workspace.places, world: () => emptyWorld }, sharedFilesIn(workspace.root), workspace.root, wall);

const configure = (gates: readonly object[]) =>
  workspace.configure({
    one: {
      kind: 'plain',
      project: 'apps/one',
      stages: [
        { name: 'check', gates },
        { name: 'ship', ships: true, steps: [{ name: 'ship', run: ['touch', outside] }] },
      ],
    },
  });

test('the gates are all looked at, with their evidence, and nothing is shipped', async () => {
  workspace.commit({ a: '1' });
  configure([gate('good', 'true'), gate('bad', 'echo "a.ts:3 is wrong"; exit 2'), gate('last', 'true')]);
  const report = await qaWith(null).run(projectId('apps/one'));
  if (!report.ok) throw new Error(report.problem.message);
  expect(report.value.ok).toBe(false);
  expect(report.value.steps.map(({ step, reading }) => `${step} ${reading}`)).toEqual([
    'source pass',
    'good pass',
    'bad fail',
    'last pass',
  ]);
  expect(qaText(report.value)).toContain('- bad: fail: exit 2\n    a.ts:3 is wrong');
  expect(existsSync(outside)).toBe(false);
});

test('a project without a pipeline is told so', async () => {
  expect(await qaWith(null).run(projectId('apps/other'))).toMatchObject({ ok: false, problem: { kind: 'missing' } });
});

const wall = await findWall();

test.runIf(wall.kind === 'stands')(
  'what a worker wrote runs behind the wall: it writes in its project, and nowhere else',
  async () => {
    const config = parseConfig({});
    if (!config.ok) throw new Error('defaults');
    const behind = checkWallOf({ places: workspace.places, config: config.config }, wall);
    workspace.commit({ '.gitignore': 'made\n' });
    configure([gate('inside', 'touch made'), gate('outside', `touch ${outside}`)]);
    const report = await qaWith(behind).run(projectId('apps/one'));
    if (!report.ok) throw new Error(report.problem.message);
    expect(report.value.steps.map(({ step, reading }) => `${step} ${reading}`)).toEqual([
      'source pass',
      'inside pass',
      'outside fail',
    ]);
    expect(existsSync(join(workspace.project, 'made'))).toBe(true);
    expect(existsSync(outside)).toBe(false);
  },
);
