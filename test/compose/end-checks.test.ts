import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWall, type Wall } from '../../src/claude/wall.ts';
import { createEndChecks, type LookAtEnd } from '../../src/compose/end-checks.ts';
import type { Fleet } from '../../src/compose/parts.ts';
import { parseConfig } from '../../src/domain/config.ts';
import { projectId } from '../../src/domain/ids.ts';
import { ok } from '../../src/domain/problem.ts';
import { emptyWorld } from '../../src/domain/world.ts';
import { placesOf } from '../../src/state/places.ts';
import { tempDir } from '../kit/temp.ts';

const alpha = projectId('apps/alpha');

const workspace = (
  checks: unknown,
  wall: Wall,
): { readonly look: LookAtEnd; readonly root: string; readonly own: string } => {
  const home = tempDir();
  const work = join(home, 'work');
  const root = join(work, alpha);
  mkdirSync(root, { recursive: true });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  const places = placesOf(work, { XDG_RUNTIME_DIR: home });
  const config = parseConfig({ checks });
  if (!places.ok || !config.ok) throw new Error('a workspace of its own');
  mkdirSync(places.value.own, { recursive: true });
  mkdirSync(places.value.runtime, { recursive: true });
  const fleet: Fleet = {
    places: places.value,
    config: config.config,
    mode: 'live',
    world: () => emptyWorld,
    subscribe: () => () => undefined,
    submit: async () => ok([]),
    log: () => undefined,
  };
  return { look: createEndChecks(fleet, wall, join(home, 'gaffer'), null), root, own: places.value.own };
};

const bare: Wall = { kind: 'missing', because: 'not in this test' };

describe('the look at how a project was left', () => {
  it('names what git calls changed or unknown, and nothing in a clean tree', async () => {
    const { look, root } = workspace({}, bare);
    expect(await look(alpha)).toEqual({ dirty: [], checks: [] });
    writeFileSync(join(root, 'left.txt'), 'x');
    expect(await look(alpha)).toEqual({ dirty: ['?? left.txt'], checks: [] });
  });

  it('runs the checks of the workspace in the project, or those of the project in their place', async () => {
    const { look } = workspace({ run: ['pwd && exit 3'] }, bare);
    expect((await look(alpha)).checks).toMatchObject([
      { command: 'pwd && exit 3', ok: false, because: 'exit 3', output: expect.stringMatching(/apps\/alpha$/) },
    ]);
    const own = workspace({ run: ['false'], projects: { 'apps/alpha': ['true'] } }, bare);
    expect((await own.look(alpha)).checks).toMatchObject([{ command: 'true', ok: true }]);
  });

  it('ends a check that does not end', async () => {
    const { look } = workspace({ run: ['sleep 60'], timeout: '1s' }, bare);
    expect((await look(alpha)).checks).toMatchObject([{ ok: false, because: 'no end within 1 s' }]);
  });

  it('gives a check none of the supervisor’s own variables', async () => {
    process.env.GAFFER_TEST_SECRET = 'hush';
    const { look } = workspace({ run: ['echo "[$GAFFER_TEST_SECRET]"; false'] }, bare);
    expect((await look(alpha)).checks[0]?.output).toBe('[]');
    delete process.env.GAFFER_TEST_SECRET;
  });

  it('keeps a check inside its project where there is a wall', async ({ skip }) => {
    const wall = await findWall();
    if (wall.kind === 'missing' || process.platform !== 'linux') return skip();
    const { look, root, own } = workspace(
      { run: ['touch inside; touch ../outside; ls -A ../../.gaffer; touch "$TMPDIR/scratch"'] },
      wall,
    );
    writeFileSync(join(own, 'token'), 'secret');
    const { checks, dirty } = await look(alpha);
    expect(checks).toMatchObject([{ ok: true }]);
    expect(dirty).toEqual(['?? inside']);
    expect(existsSync(join(root, '../outside'))).toBe(false);
    const listing = workspace({ run: ['ls -A ../../.gaffer; false'] }, wall);
    writeFileSync(join(listing.own, 'token'), 'secret');
    expect((await listing.look(alpha)).checks[0]?.output).toBe('');
  });
});
