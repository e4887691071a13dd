import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { showRuns } from '../../src/cli/deploy-show.ts';
import { worldNow } from '../../src/cli/world-now.ts';
import { emptyWorld } from '../../src/domain/world.ts';
import { type Places, placesOf } from '../../src/state/places.ts';

let directory: string;
let places: Places;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gaffer-world-'));
  await writeFile(join(directory, 'gaffer.yaml'), 'workers: 1\n');
  const found = placesOf(directory, { XDG_RUNTIME_DIR: directory });
  if (!found.ok) throw new Error(found.problem.message);
  places = found.value;
});
afterEach(() => rm(directory, { recursive: true }));

describe('the World of a workspace without a fleet', () => {
  it('is empty where no journal was begun', async () => {
    expect(await worldNow(places)).toEqual({ ok: true, value: emptyWorld });
  });

  it('is a problem where the journal cannot be read, and no look says that nothing was deployed', async () => {
    await writeFile(places.journal, 'x'.repeat(4096));
    const unreadable = { ok: false, problem: { kind: 'process', where: { file: places.journal } } };
    expect(await worldNow(places)).toMatchObject(unreadable);
    expect(await showRuns(places, null, { runs: true, json: true })).toMatchObject(unreadable);
  });
});
