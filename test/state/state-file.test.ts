import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NO_STATE, openStateFile } from '../../src/state/state-file.ts';
import { temporaryDirectory } from '../kit/temporary-directory.ts';

const open = async (path: string) => {
  const opened = await openStateFile(path);
  if (!opened.ok) throw new Error(opened.problem.message);
  return opened.value;
};

test('what was written is there after a restart, and other keys stay', async () => {
  const path = join(await temporaryDirectory(), '.gaffer/state.json');
  const state = await open(path);
  expect(state.read()).toEqual(NO_STATE);
  await Promise.all([
    state.update({ preferences: { mouse: true } }),
    state.update({ view: { page: 'tasks', worker: 3 } }),
    state.update({ view: { page: 'locks', worker: null } }),
  ]);
  const again = await open(path);
  expect(again.read()).toEqual({ ...NO_STATE, preferences: { mouse: true }, view: { page: 'locks', worker: null } });
  expect(again.problem).toBeNull();
});

test('deleting it costs nothing', async () => {
  const path = join(await temporaryDirectory(), 'state.json');
  const state = await open(path);
  await state.update({ view: { page: 'tasks', worker: 1 } });
  await rm(path);
  expect((await open(path)).read()).toEqual(NO_STATE);
  expect(await state.update({ preferences: {} })).toMatchObject({ ok: true });
  expect(JSON.parse(await readFile(path, 'utf8')).view.page).toBe('tasks');
});

test.each(['', '{', 'null', '[]', '"text"', '\u0000\u0000'])(
  'a broken file (%j) is put aside and reported',
  async (text) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'state.json'), text);
    const state = await open(join(directory, 'state.json'));
    expect(state.read()).toEqual(NO_STATE);
    expect(state.problem).toMatchObject({ kind: 'parse' });
    expect(await readdir(directory)).toEqual(['state.json.broken']);
  },
);

test('a part that does not fit is its default, and the rest is kept', async () => {
  const path = join(await temporaryDirectory(), 'state.json');
  await writeFile(path, JSON.stringify({ view: { page: 7 }, preferences: { mouse: false }, summary: 'x', other: 1 }));
  const state = await open(path);
  expect(state.read()).toEqual({ ...NO_STATE, preferences: { mouse: false } });
  expect(state.problem).toBeNull();
});

test('a place that cannot be read is a problem, not a crash', async () => {
  const directory = await temporaryDirectory();
  await mkdir(join(directory, 'state.json'));
  expect(await openStateFile(join(directory, 'state.json'))).toMatchObject({ ok: false, problem: { kind: 'io' } });
});
