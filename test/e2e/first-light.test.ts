import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { gaffer } from '../kit/gaffer-process.ts';
import { tempDir } from '../kit/temp.ts';

const RUN_MS = 240_000;

describe('the scene of first light, with four real Claude Code sessions', () => {
  it(
    'runs without a terminal to a summary that git and the model server’s log bear out',
    async () => {
      const home = tempDir();
      const workspace = join(home, 'work');
      const run = gaffer(home, ['rehearse', '--headless', '--scenario', 'first-light', '--json', '--dir', workspace]);
      await vi.waitFor(() => expect(existsSync(join(workspace, '.gaffer/journal.db'))).toBe(true), {
        timeout: 30_000,
        interval: 100,
      });
      const status = await vi.waitFor(
        async () => {
          const { stdout } = await gaffer(home, ['status', '--json', '-C', workspace]);
          const parsed = JSON.parse(stdout);
          expect(parsed.workers.filter((worker: { guard: string }) => worker.guard === 'proven')).toHaveLength(4);
          return parsed;
        },
        { timeout: 60_000, interval: 500 },
      );
      expect(status).toMatchObject({ mode: 'rehearsal', scenario: 'first-light', state: 'running' });

      const { code, stdout, stderr } = await run;
      const summary = JSON.parse(stdout);
      expect(summary, stderr).toMatchObject({
        scenario: 'first-light',
        ok: true,
        workers: 4,
        tasksDone: summary.tasksTotal,
        decisions: { approved: 1, denied: 1 },
        conflicts: 0,
        changesByNonHolders: 0,
        requestsAboveTier: 0,
      });
      expect(code).toBe(0);

      expect(readFileSync(join(workspace, 'BACKLOG.md'), 'utf8')).not.toMatch(/^- \[ \]/m);
      const changelog = readFileSync(join(workspace, 'CHANGELOG.md'), 'utf8');
      for (let task = 1; task <= summary.tasksTotal; task += 1) expect(changelog).toContain(`T${task}`);
      expect(readdirSync(workspace).filter((name) => /^WORKER\d\.md$/.test(name))).toHaveLength(4);

      // Under the policy that every new workspace gets, its script asks for these two and for nothing else.
      const asked = await gaffer(home, ['events', '--kind', 'decision.asked', '--json', '-C', workspace]);
      const questions = asked.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.stringify(JSON.parse(line).event.question));
      expect(questions).toHaveLength(2);
      for (const command of ['git push origin main', 'curl'])
        expect(questions.filter((question) => question.includes(command))).toHaveLength(1);

      const why = await gaffer(home, ['events', '--kind', 'decision.settled', '--json', '-C', workspace]);
      const [settled] = why.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(settled.event).toMatchObject({ kind: 'decision.settled', by: 'dashboard' });
      const replayed = await gaffer(home, ['replay', '--until', String(settled.seq), '-C', workspace]);
      expect(JSON.parse(replayed.stdout)).toMatchObject({ seq: settled.seq, mode: 'rehearsal' });
    },
    RUN_MS,
  );
});
