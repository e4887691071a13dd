import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensureFleet } from '../../src/cli/ensure-fleet.ts';
import { placesOf } from '../../src/state/places.ts';
import { tempDir } from '../kit/temp.ts';

test('a supervisor that the system gives no process is a problem, and does not end whoever wanted it', async () => {
  const home = tempDir();
  const places = placesOf(home, { XDG_RUNTIME_DIR: home });
  if (!places.ok) throw new Error(places.problem.message);
  const started = await ensureFleet({ ...places.value, workspace: join(home, 'gone') });
  expect(started).toMatchObject({ ok: false, problem: { kind: 'process', found: expect.stringContaining('ENOENT') } });
});
