import { afterEach, describe, expect, it } from 'vitest';
import { backlogPage } from '../../src/components/pages/backlog-page.ts';
import { initialUi } from '../../src/components/ui-state.ts';
import { projectId, taskId } from '../../src/domain/ids.ts';
import { ok } from '../../src/domain/problem.ts';
import type { AskReport } from '../../src/domain/reports.ts';
import type { TaskStory } from '../../src/domain/tasks/story.ts';
import type { World } from '../../src/domain/world.ts';
import { type DashboardRobot, openDashboard } from '../kit/dashboard.ts';
import { aTask } from '../kit/pure-fleet.ts';
import { aWorld } from '../kit/world.ts';

let robot: DashboardRobot | undefined;
afterEach(async () => {
  robot?.press('q');
  await robot?.ended;
  robot = undefined;
});

const world = (count = 0): World => {
  const base = aWorld({});
  const tasks = [
    aTask('T1', 'apps/alpha', { title: 'Draw the switch', priority: 'high', tags: ['ui'] }),
    aTask('T2', 'apps/beta', { title: 'Store the choice', needs: [taskId('T1'), taskId('T9')] }),
    aTask('T3', 'apps/none', { title: 'Somewhere else' }),
    aTask('T4', 'apps/alpha', { title: 'An idea\u001b[31m', section: 'ideas' }),
    ...Array.from({ length: count }, (_, index) => aTask(`T${index + 10}`, 'apps/alpha')),
  ];
  return {
    ...base,
    fleet: { ...base.fleet, state: 'running', dispatch: 'off' },
    projects: ['apps/alpha', 'apps/beta'].map(projectId),
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
  };
};

const open = (cols = 120, rows = 40, count = 0): DashboardRobot => {
  robot = openDashboard({ world: world(count), cols, rows });
  robot.press('b');
  return robot;
};

describe('the backlog page', () => {
  it.each([
    [120, 40],
    [80, 24],
  ])('shows each task with what it waits for, and why nothing is given out, at %i x %i', async (cols, rows) => {
    const { shows } = open(cols, rows);
    await shows(
      'T1 Draw the switch',
      'needs T1, T9',
      'apps/none is not',
      'an idea: move it',
      'Dispatch: dispatch is off: T1 would be next',
      'needed by T2',
      'An idea\\x1b[31m',
    );
  });

  it('tells a story to its last word, each moment at the edge', async () => {
    const text = 'given to worker 4: most urgent ready task (high) whose project is free; it was served longest ago';
    const story: TaskStory = {
      ...{ task: taskId('T1'), title: 'Draw the switch', project: null, state: 'ready', needs: [], criteria: [] },
      ...{ workers: [], tiers: [], startedAt: null, endedAt: null, costMicroUsd: 0, commits: [] },
      chapters: [{ at: 0, seq: 7, text }],
    };
    robot = openDashboard({ world: world(), cols: 80, rows: 24, report: (async () => ok(story)) as AskReport });
    robot.press('b');
    await robot.shows('T1 Draw the switch');
    robot.press('\r');
    const frame = await robot.shows('The story of T1', '(event 7)');
    expect(frame.replace(/[│\s]+/g, ' ')).toContain(`${text} (event 7)`);
    expect(frame).toMatch(/│ {8}\S.*\(event 7\)/);
    robot.press('q');
    await robot.lacks('The story of T1');
  });

  it('a title that fills its column does not run into the project', () => {
    const tasks = {
      T1: aTask('T1', 'apps/a-long-name-of-a-project', { title: 'Search notes without regard to case' }),
    };
    const view = { world: { ...world(), tasks }, ui: { ...initialUi, page: 'backlog' as const }, now: 0 };
    const [, row] = backlogPage.content(view, { top: 0, left: 0, width: 80, height: 20 }).lines;
    const cells = row?.spans.map(({ text, cells = text.length }) => [text, cells]) ?? [];
    const after = cells.slice(cells.findIndex(([text]) => String(text).includes('Search')) + 1);
    expect(after.filter(([, width]) => width !== 0).every(([text]) => String(text).startsWith(' '))).toBe(true);
    expect(after.length).toBeGreaterThan(1);
  });

  it('finds by filter, and by moving says what the chosen one needs', async () => {
    const { press, shows, lacks } = open();
    await shows('T1 Draw the switch');
    press('j');
    await shows('T2 needs T1 (ready), T9 (not in the backlog)');
    press('/beta\r');
    await shows('T2 Store the choice');
    await lacks('T1 Draw the switch #ui');
  });

  it('edits in place, moves, changes priority, splits and shelves by commands', async () => {
    const { press, shows, client } = open();
    await shows('T1 Draw the switch');
    press('c');
    await shows('Edit T1', 'Draw the switch @apps/alpha !high #ui');
    press(' needs:T3\r');
    await shows('T1 is changed.');
    press('J');
    await shows('T1 moved down.');
    press('p');
    await shows('T1 is low.');
    press('S');
    await shows('Split T1 into parts');
    press('one|\r');
    await shows('Nothing was split', 'one|');
    press(' two\r');
    await shows('T1 is split.');
    press('i');
    await shows('T1 stands under ideas.');
    expect(client.commands).toEqual([
      {
        kind: 'edit-backlog',
        edit: { kind: 'rewrite', task: 'T1', line: 'Draw the switch @apps/alpha !high #ui needs:T3' },
      },
      { kind: 'edit-backlog', edit: { kind: 'shift', task: 'T1', by: 'down' } },
      { kind: 'edit-backlog', edit: { kind: 'rewrite', task: 'T1', line: 'Draw the switch @apps/alpha !low #ui' } },
      { kind: 'edit-backlog', edit: { kind: 'split', task: 'T1', parts: ['one', 'two'] } },
      { kind: 'edit-backlog', edit: { kind: 'put', task: 'T1', section: 'ideas' } },
    ]);
  });

  it('gives a ready task out and no other, and asks before it ticks', async () => {
    const { press, shows, client } = open();
    await shows('T1 Draw the switch');
    press('g');
    await shows('Give T1 to worker');
    press('zero\r');
    await shows('is no worker');
    press('\x7f\x7f\x7f\x7f2\r');
    await shows('T1 is given out.');
    press('x');
    await shows('Tick T1 as done?');
    press('n');
    press('j');
    press('g');
    await shows('It cannot be given out: needs T1, T9.');
    expect(client.commands).toEqual([{ kind: 'assign-task', task: 'T1', worker: 2 }]);
  });

  it('keeps the order of the file, whatever order the World came in', async () => {
    const { shows, client } = open();
    const before = await shows('T1 Draw the switch');
    expect(before.indexOf('T1 Draw')).toBeLessThan(before.indexOf('T2 Store'));
    const { T1, T2, ...rest } = client.snapshot().tasks;
    if (T1 === undefined || T2 === undefined) throw new Error('the World has both');
    client.set({ ...client.snapshot(), tasks: { T1: { ...T1, line: 2 }, T2: { ...T2, line: 1 }, ...rest } });
    await shows('T2 Store');
    const after = await shows('T1 Draw the switch');
    expect(after.indexOf('T2 Store')).toBeLessThan(after.indexOf('T1 Draw'));
  });

  it('counts what lies above and below, of thousands', async () => {
    const { press, shows } = open(80, 24, 5_000);
    await shows('below');
    press('\x1b[6~\x1b[6~\x1b[6~');
    await shows('▸   T36 Do T36');
    press('\x1b[5~');
    await shows('▸   T26 Do T26');
    press('G');
    await shows('T5009', '4989 above');
    press('b');
    await shows('Workers');
  });
});
