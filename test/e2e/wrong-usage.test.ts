import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { gaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

it.each([
  [['record', '1', '--seconds', 'soon'], 'a number above 0 was expected', 'gaffer record --help'],
  [['record', '1', '--cols', '1'], 'a number from 2 to 1000 was expected', 'gaffer record --help'],
  [['replay', 'a.cast', '--speed', '-1'], 'a number above 0 was expected', 'gaffer replay --help'],
  [['tasks', 'move', 'T1', 'nowhere'], 'Allowed choices are up, down', 'gaffer tasks move --help'],
  [['attach'], "missing required argument 'number'", 'gaffer attach --help'],
])('%j ends with 2, says what was expected, and names the page of that command', async (args, said, page) => {
  const home = tempDir();
  const { code, stdout, stderr } = await gaffer(home, args);
  expect(stderr).toContain(said);
  expect(stderr).toContain(`(see ${page})`);
  expect([code, stdout]).toEqual([2, '']);
  expect(existsSync(join(home, 'worker1.cast'))).toBe(false);
});

it('doctor takes the workspace by -C, and a scenario that is not there is answered with those that are', async () => {
  const home = tempDir();
  mkdirSync(join(home, 'work'));
  writeFileSync(join(home, 'work/gaffer.yaml'), 'wrokers: 1\n');
  const doctor = await gaffer(home, ['doctor', '-C', 'work']);
  expect(doctor.stdout).toContain('Did you mean workers?');
  expect(doctor.code).toBe(78);
  const rehearsal = await gaffer(home, ['rehearse', '--headless', 'frist-light']);
  expect(rehearsal.stderr).toMatch(/there is no scenario frist-light\. .*first-light.*tiers/);
  expect(rehearsal.code).toBe(1);
});

it('tasks add tells at once what keeps the task from being queued, and nothing of other tasks', async () => {
  const home = tempDir();
  mkdirSync(join(home, 'apps/alpha'), { recursive: true });
  writeFileSync(join(home, 'gaffer.yaml'), 'workers: 1\n');
  writeFileSync(join(home, 'BACKLOG.md'), '## Ready\n\n- [ ] T1 Old @apps/none\n');
  const wrong = await gaffer(home, ['tasks', 'add', 'Add dark mode @apps/alhpa']);
  expect(wrong.stderr).toMatch(/T2 is in the backlog\nT2 is for the project apps\/alhpa, which/);
  expect(wrong.stderr).not.toContain('T1');
  const right = await gaffer(home, ['tasks', 'add', 'Add dark mode @apps/alpha']);
  expect(right.stderr).toBe('T3 is in the backlog\n');
});
