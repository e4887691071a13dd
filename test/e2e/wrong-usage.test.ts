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
  [['attach', '1'], 'attach needs a terminal', 'gaffer attach --help'],
  [['workers', 'stop'], 'which worker? Say: gaffer workers stop 2', 'gaffer workers --help'],
  [['workers', 'list', '3'], 'list takes no number', 'gaffer workers --help'],
  [['send', '1', ' '], 'the text is empty', 'gaffer send --help'],
  [['locks', 'release'], 'which lock?', 'gaffer locks release --help'],
  [['locks', 'release', 'apps/a', '--stale'], 'which lock?', 'gaffer locks release --help'],
  [['tasks', 'add', ''], 'the line of the task is empty', 'gaffer tasks add --help'],
  [['tasks', 'edit', 'T1', ''], 'the new line of the task is empty', 'gaffer tasks edit --help'],
  [['tasks', 'split', 'T1', 'one', ''], 'one of the parts is empty', 'gaffer tasks split --help'],
  [['tasks', 'assign', 'T1', '99'], 'number is 1 to 64', 'gaffer tasks assign --help'],
  [['tasks', 'stroy', 'T1'], "unknown command 'stroy'\n(Did you mean story?)", 'gaffer tasks --help'],
  [['decisions', '--json', 'D1'], "unknown command 'D1'", 'gaffer decisions --help'],
  [['tasks', 'list', 'T1'], 'list takes no argument (found T1)', 'gaffer tasks list --help'],
  [['decisions', 'answer', 'D1', ''], 'the answer is empty', 'gaffer decisions answer --help'],
  [['decisions', 'approve', 'D1', '--dry-run'], 'without --always there is none', 'gaffer decisions approve --help'],
  [
    ['decisions', 'approve', 'D1', '--always', '--edit', 'ls'],
    'cannot be used with',
    'gaffer decisions approve --help',
  ],
  [['memory', 'list', '--tier', 'lukewarm'], 'Allowed choices are hot, warm, cold', 'gaffer memory list --help'],
  [['memory', 'search', 'x', '--limit', '0'], 'from 1 on was expected', 'gaffer memory search --help'],
  [['memory', 'add', ''], 'the note is empty', 'gaffer memory add --help'],
  [['heartbeat', 'history', 'x', '-n', 'zero'], 'a whole number was expected', 'gaffer heartbeat history --help'],
  [['heartbeat', 'snooze', 'x', 'forever'], 'such as 30m, 4h or 2d', 'gaffer heartbeat snooze --help'],
  [['deploy', '--rollback'], 'which pipeline? --rollback goes with its name', 'gaffer deploy --help'],
  [['deploy', '--resolve', 'R1'], '--resolve needs --as shipped or', 'gaffer deploy --help'],
  [['deploy', 'site', '--as', 'shipped'], '--as goes with --resolve', 'gaffer deploy --help'],
  [['deploy', 'site', 'ship'], 'a step goes with --log (found ship)', 'gaffer deploy --help'],
  [['deploy', 'site', '--stop', 'R1', '--yes'], 'cannot be used with', 'gaffer deploy --help'],
  [['deploy', 'site', '--plan', '--dry-run'], 'cannot be used with', 'gaffer deploy --help'],
  [['policy', 'check', '--input', '{bad'], '--input is no JSON (found {bad)', 'gaffer policy check --help'],
  [
    ['policy', 'explain', 'ls', '--tool', 'Read'],
    'give a shell command, or --tool NAME',
    'gaffer policy explain --help',
  ],
  [['policy', 'simulate', '--days', '0'], 'was expected', 'gaffer policy simulate --help'],
  [['cost', '--json', '--csv'], 'cannot be used with', 'gaffer cost --help'],
  [['replay', 'a.cast', '--until', '3'], 'and not both', 'gaffer replay --help'],
  [['rehearse', '--json'], '--json goes with --headless', 'gaffer rehearse --help'],
  [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish', 'gaffer completion --help'],
])('%j ends with 2, says what was expected, and names the page of that command', async (args, said, page) => {
  const home = tempDir();
  const { code, stdout, stderr } = await gaffer(home, args);
  expect(stderr).toContain(said);
  expect(stderr).toContain(`(see ${page})`);
  expect(code).toBe(2);
  // There is no workspace here, and nothing is said of that: what was written is wrong wherever it is written.
  expect(stderr).not.toContain('gaffer.yaml here');
  if (args.includes('--json')) expect(JSON.parse(stdout)).toMatchObject({ ok: false, problem: { kind: 'usage' } });
  else expect(stdout).toBe('');
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
