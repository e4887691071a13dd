import { describe, expect, it } from 'vitest';
import { decisionId, taskId } from '../../src/domain/ids.ts';
import { storyOf } from '../../src/domain/tasks/story.ts';
import { throughputSince } from '../../src/domain/tasks/throughput.ts';
import { storyLines } from '../../src/state/selectors-story.ts';
import { aTask, PureFleet } from '../kit/pure-fleet.ts';

const finished = (): PureFleet => {
  const fleet = new PureFleet().boot({
    workers: 2,
    tasks: [
      aTask('T1', 'apps/alpha', { criteria: [{ text: 'it holds', met: false, anti: false }] }),
      aTask('T2', 'apps/beta', { needs: [taskId('T1')] }),
    ],
  });
  fleet.must({ kind: 'start-fleet' });
  fleet.seat(1);
  fleet.seat(2);
  fleet.must({ kind: 'post-question', ...fleet.live(1), text: 'Which port?' });
  fleet.must({ kind: 'settle-decision', decision: decisionId('D1'), answer: 'approve', by: 'cli', reason: '8080' });
  fleet.must({ kind: 'report-stop', ...fleet.live(1), findings: { dirty: [], checks: [] } });
  fleet.must({ kind: 'meet-criterion', ...fleet.live(1), criterion: '1', evidence: 'ran it' });
  fleet.must({ kind: 'log-change', ...fleet.live(1), text: 'It holds now.' });
  fleet.must({ kind: 'release-project', ...fleet.live(1), door: 'mcp' });
  return fleet;
};

describe('the story of a task', () => {
  it('tells who had it, what was asked, shown, missing and changed, in order', () => {
    const fleet = finished();
    const commits = [{ hash: 'abc', at: fleet.now, author: 'worker-1', subject: 'T1: Do T1' }];
    const story = storyOf(fleet.world, taskId('T1'), fleet.log, commits);
    expect(story).toMatchObject({
      state: 'done',
      workers: [1],
      criteria: [{ met: true, evidence: 'ran it' }],
      commits,
    });
    expect(story.chapters.map(({ text }) => text.replace(/: .*/, ''))).toEqual([
      'given to worker 1',
      'session of worker 1 opened (haiku)',
      'D1 asked',
      'D1 approved by cli',
      'worker 1 stopped early and was sent back (1)',
      'shown that it holds',
      'change logged',
      'done by worker 1',
    ]);
    const text = storyLines(story, fleet.now).map((line) => line.text);
    expect(text.slice(0, 2)).toEqual(['T1 Do T1', expect.stringMatching(/^apps\/alpha · done · worker 1 · \d+s · –$/)]);
    expect(text.join('\n')).toContain('abc T1: Do T1 (worker-1)');
  });

  it('of one that waits says what each of its needs is at, and nothing of other tasks', () => {
    const fleet = new PureFleet().boot({
      tasks: [aTask('T1', 'apps/alpha'), aTask('T2', 'apps/beta', { needs: [taskId('T1'), taskId('T9')] })],
    });
    fleet.must({ kind: 'start-fleet' });
    const story = storyOf(fleet.world, taskId('T2'), fleet.log, []);
    expect(story.needs).toEqual(['T1 worker 1 has it', 'T9 is not in the backlog']);
    expect(story.chapters).toEqual([]);
  });
});

describe('throughput', () => {
  it('counts what ended since then, with time and money', () => {
    const fleet = finished();
    const began = fleet.log.find(({ event }) => event.kind === 'task.assigned')?.at ?? 0;
    expect(throughputSince(fleet.world, 0)).toEqual({
      done: 1,
      failed: 0,
      costMicroUsd: 0,
      averageMs: fleet.now - began,
    });
    expect(throughputSince(fleet.world, fleet.now + 1)).toMatchObject({ done: 0, averageMs: null });
  });
});
