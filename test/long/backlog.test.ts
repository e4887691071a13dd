import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

const RUN_MS = 600_000;

describe('a backlog of 24 tasks, with real Claude Code sessions that forget, stop early and die', () => {
  it(
    'is done in an order that its dependencies allow, with every change logged and every lock let go',
    async () => {
      const home = tempDir();
      const workspace = join(home, 'work');
      const run = await gaffer(home, ['rehearse', '--headless', '--scenario', 'backlog', '--json', '--dir', workspace]);
      expect(JSON.parse(run.stdout), run.stderr).toMatchObject({
        ok: true,
        tasksDone: 24,
        conflicts: 0,
        changesByNonHolders: 0,
      });

      const backlog = readFileSync(join(workspace, 'BACKLOG.md'), 'utf8');
      expect(backlog.match(/^- \[x\] T\d+/gm)).toHaveLength(24);
      expect(backlog).toContain('- [x] T23 Draw the dark theme @libs/ui !high');
      expect(backlog.match(/^ {2}- \[x\] ISC: /gm)).toHaveLength(2);

      const events = await gaffer(home, ['events', '--limit', '100000', '--json', '-C', workspace]);
      const log = events.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).event);
      const missing = log.filter(({ kind }) => kind === 'worker.sent-back').map((event) => event.missing[0].what);
      expect(missing).toContain('T12 has no CHANGELOG entry yet');
      expect(log.filter(({ kind, signal }) => kind === 'session.exited' && signal !== null)).not.toEqual([]);
    },
    RUN_MS,
  );
});
