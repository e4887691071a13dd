import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

/** A machine that does nothing else needs 45 s and 3 minutes on two cores; what starts the sessions is nearly all of it. */
const RUNS = [
  { scenario: 'forty-eight-quick', tasks: 12, limitMs: 300_000 },
  { scenario: 'forty-eight', tasks: 48, limitMs: 900_000 },
] as const;

describe('four real Claude Code sessions that go for one another’s projects by six doors', () => {
  for (const { scenario, tasks, limitMs } of RUNS) {
    it(`do all ${tasks} tasks, and no change reaches a project whose lock its author does not hold`, {
      timeout: limitMs,
    }, async () => {
      const home = tempDir();
      const workspace = join(home, 'work');
      const { code, stdout, stderr } = await gaffer(home, [
        ...['rehearse', '--headless', '--scenario', scenario, '--json', '--dir', workspace],
        ...['--timeout', String(limitMs / 1000)],
      ]);
      expect(JSON.parse(stdout), stderr).toMatchObject({
        ok: true,
        tasksDone: tasks,
        writesRefused: tasks,
        conflicts: 0,
        changesByNonHolders: 0,
      });
      expect(code).toBe(0);
      for (let app = 1; app <= tasks; app += 1) {
        const name = `app-${String(app).padStart(2, '0')}`;
        expect(readFileSync(join(workspace, 'apps', name, 'notes.txt'), 'utf8')).toBe(`${name} is awake.\n`);
        expect(readFileSync(join(workspace, 'apps', name, 'package.json'), 'utf8')).toContain('1.0.0');
      }
    });
  }
});
