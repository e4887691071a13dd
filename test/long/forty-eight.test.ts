import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

const RUN_MS = 300_000;

describe('four real Claude Code sessions that go for one another’s projects by six doors', () => {
  it(
    'do all tasks, and no change reaches a project whose lock its author does not hold',
    async () => {
      const home = tempDir();
      const workspace = join(home, 'work');
      const { code, stdout, stderr } = await gaffer(home, [
        ...['rehearse', '--headless', '--scenario', 'forty-eight-quick', '--json', '--dir', workspace],
      ]);
      expect(JSON.parse(stdout), stderr).toMatchObject({
        ok: true,
        tasksDone: 12,
        writesRefused: 12,
        conflicts: 0,
        changesByNonHolders: 0,
      });
      expect(code).toBe(0);
      for (let app = 1; app <= 12; app += 1) {
        const name = `app-${String(app).padStart(2, '0')}`;
        expect(readFileSync(join(workspace, 'apps', name, 'notes.txt'), 'utf8')).toBe(`${name} is awake.\n`);
        expect(readFileSync(join(workspace, 'apps', name, 'package.json'), 'utf8')).toContain('1.0.0');
      }
    },
    RUN_MS,
  );
});
