import { describe, expect, it } from 'vitest';
import { emptyHealth } from '../../src/domain/checks/health.ts';
import { projectId, taskId, workerNumber } from '../../src/domain/ids.ts';
import { emptyWorld } from '../../src/domain/world.ts';
import { healthView } from '../../src/state/selectors.ts';
import { backlogView } from '../../src/state/selectors-backlog.ts';
import { callLines } from '../../src/state/selectors-call.ts';
import { currentDecision, decisionRows, decisionsInOrder } from '../../src/state/selectors-decisions.ts';
import { ageText, countText, moneyText, nextTickAt } from '../../src/state/selectors-figures.ts';
import { headerView } from '../../src/state/selectors-header.ts';
import { workerRows } from '../../src/state/selectors-workers.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { aCheck, aDecision, aQuestion, aSession, aTask, aUsage, aWorker, aWorld, NOON_MS } from '../kit/world.ts';

describe('figures', () => {
  it.each([
    [0, '–'],
    [1, '<$0.01'],
    [9_999, '<$0.01'],
    [10_000, '$0.01'],
    [1_840_000, '$1.84'],
    [1_999_999, '$2.00'],
    [123_456_780_000, '$123456.78'],
  ])('%i micro-dollars read %s', (microUsd, text) => expect(moneyText(microUsd)).toBe(text));

  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1k'],
    [1240, '1.2k'],
    [12_000, '12k'],
    [999_499, '999k'],
    [999_500, '1M'],
    [1_200_000, '1.2M'],
    [2_500_000_000, '2.5G'],
  ])('%i tokens read %s', (count, text) => expect(countText(count)).toBe(text));

  it.each([
    [-5_000, 'now'],
    [9_999, 'now'],
    [10_000, '10s'],
    [59_999, '50s'],
    [60_000, '1m'],
    [3_599_999, '59m'],
    [3_600_000, '1h'],
    [86_400_000, '1d'],
  ])('an age of %i ms reads %s', (age, text) => expect(ageText(NOON_MS - age, NOON_MS)).toBe(text));

  it.each([
    ['at the full minute when all is old', [NOON_MS - 3_600_000], NOON_MS + 1, NOON_MS + 60_000],
    ["at the clock's next full step while one is young", [NOON_MS - 15_000], NOON_MS + 3_000, NOON_MS + 10_000],
    ['never now', [NOON_MS - 20_000], NOON_MS, NOON_MS + 10_000],
  ])('the next tick is %s', (_, since, now, at) => expect(nextTickAt(since, now)).toBe(at));
});

describe('the header', () => {
  it('shows tokens by tier, dearest first, the cost and the saving', () => {
    expect(headerView(exampleWorld(), NOON_MS)).toMatchObject({
      usage: 'O:12k H:340k L:1.2M',
      cost: '$1.84',
      saved: 'saved 62%',
      waiting: 2,
      heartbeat: 'none',
      clock: '11:30',
    });
  });

  it('shows how far a subscription’s windows are used, urgent ones as such, and none that has begun anew', () => {
    const soon = NOON_MS / 1000 + 60;
    const shown = (fiveHour: number, resetsAt: number | null) =>
      headerView(
        {
          ...aWorld({}),
          limits: { fiveHour: { usedPercent: fiveHour, resetsAt }, sevenDay: { usedPercent: 13, resetsAt: null } },
        },
        NOON_MS,
      ).limits;
    expect(headerView(aWorld({}), NOON_MS).limits).toBeNull();
    expect(shown(42, soon)).toEqual({ text: '5h 42% 7d 13%', isUrgent: false });
    expect(shown(80, soon)).toEqual({ text: '5h 80% 7d 13%', isUrgent: true });
    expect(shown(99, soon - 120)).toEqual({ text: '7d 13%', isUrgent: false });
  });

  it('never counts what has no price as free', () => {
    const usage = [aUsage('haiku', { costMicroUsd: 10_000, unpriced: 2 })];
    expect(headerView(aWorld({ usage }), NOON_MS).cost).toBe('$0.01 + 2 unpriced');
  });

  it('claims no saving where nothing was saved', () => {
    const usage = [aUsage('opus', { costMicroUsd: 10_000, counterfactualMicroUsd: 10_000 })];
    expect(headerView(aWorld({ usage }), NOON_MS).saved).toBeNull();
    expect(headerView(emptyWorld, NOON_MS).saved).toBeNull();
  });

  it.each([
    [['pass', 'warn', 'fail'], 'fail'],
    [['pass', 'errored', 'warn'], 'errored'],
    [['pass'], 'pass'],
    [[], 'unread'],
  ] as const)('reads a heartbeat of %j as %s', (readings, worst) => {
    const checks = Object.fromEntries(readings.map((reading) => [reading, aCheck(reading, { reading })]));
    expect(headerView(aWorld({ health: { ...emptyHealth, lastRoundAt: NOON_MS, checks } }), NOON_MS).heartbeat).toBe(
      worst,
    );
  });
});

describe('worker rows', () => {
  it('are in the order of their numbers, past nine too', () => {
    const world = aWorld({ workers: [10, 2, 1].map((number) => aWorker(number)) });
    expect(workerRows(world, NOON_MS, '').map((row) => row.number)).toEqual([1, 2, 10]);
  });

  it('show the project of the lock over that of the task', () => {
    expect(workerRows(exampleWorld(), NOON_MS, '')[0]).toMatchObject({
      project: 'apps/alpha',
      task: 'T12',
      cost: '$0.11',
    });
  });

  it('say why an idle worker has nothing to do', () => {
    const idle = aWorker(1, { state: { kind: 'idle', since: NOON_MS, evidence: 'hook Stop' } });
    const doing = (over: Parameters<typeof aWorld>[0]) =>
      workerRows(aWorld({ workers: [idle], ...over }), NOON_MS, '')[0]?.doing;
    expect(doing({})).toBe('backlog has no ready task');
    expect(doing({ tasks: [aTask('T1')] })).toBe('no ready task is free for it');
    expect(doing({ fleet: { ...emptyWorld.fleet, dispatch: 'off' } })).toBe('dispatch is off: d changes it');
    const plain = { ...idle, session: aSession({ guard: { kind: 'none' } }) };
    expect(doing({ workers: [plain], tasks: [aTask('T1')] })).toBe('its program has no hooks: it gets no tasks');
  });
});

describe('the decision queue', () => {
  const world = aWorld({
    decisions: [
      aDecision('D10', { askedAt: 5 }),
      aDecision('D9', { askedAt: 5 }),
      aDecision('D2', { askedAt: 1, question: { kind: 'posted', text: 'icons?' } }),
      aDecision('D1', { state: { kind: 'void', because: 'gone', at: 2 } }),
    ],
  });

  it('has what blocks a worker first, then the oldest', () => {
    expect(decisionsInOrder(world).map(({ id }) => id)).toEqual(['D9', 'D10', 'D2']);
  });

  it('speaks of the first when the chosen one waits no more', () => {
    expect(currentDecision(world, aDecision('D1').id, '')?.id).toBe('D9');
    expect(currentDecision(world, aDecision('D2').id, '')?.id).toBe('D2');
    expect(currentDecision(aWorld({}), null, '')).toBeNull();
  });

  it('is filtered by the call itself too', () => {
    expect(decisionRows(world, NOON_MS, 'ICONS').map(({ id }) => id)).toEqual(['D2']);
  });
});

describe('a call', () => {
  const linesOf = (tool: string, input: unknown) => {
    const question = aQuestion(tool, input);
    return question.kind === 'blocking' ? callLines(question.call).map(({ role, text }) => `${role}: ${text}`) : [];
  };

  it('shows every line of a command, and its other fields', () => {
    expect(linesOf('Bash', { command: 'a\nb', timeout: 5, run_in_background: true })).toEqual([
      'command: a',
      'command: b',
      'field: timeout: 5',
      'field: run_in_background: true',
    ]);
  });

  it('shows what an edit takes away and puts in, with one line around it', () => {
    expect(
      linesOf('Edit', {
        file_path: '/f',
        old_string: '1\n2\n3\n4\n5',
        new_string: '1\n2\nx\ny\n4\n5',
        replace_all: true,
      }),
    ).toEqual([
      'path: /f',
      'field:   2',
      'removed: 3',
      'added: x',
      'added: y',
      'field:   4',
      'field: replace_all: true',
    ]);
  });

  it('shows an edit that repeats a line as what it adds', () => {
    expect(linesOf('Edit', { old_string: 'a\na', new_string: 'a\na\na' })).toEqual(['field:   a', 'added: a']);
  });

  it('shows each of several edits', () => {
    const edits = [
      { old_string: 'a', new_string: 'b' },
      { old_string: 'c', new_string: '' },
    ];
    expect(linesOf('MultiEdit', { file_path: '/f', edits })).toEqual([
      'path: /f',
      'removed: a',
      'added: b',
      'removed: c',
      'added: ',
    ]);
  });

  it.each([
    ['no object', 'text', ['field: "text"']],
    ['nothing', undefined, ['field: no input']],
    ['an unknown tool', { a: { b: [1] } }, ['field: a: {"b":[1]}']],
    [
      'fields of the wrong type',
      { command: 7, edits: 'x', old_string: 1 },
      ['command: 7', 'removed: 1', 'field: edits: x'],
    ],
  ])('hides nothing of %s', (_, input, lines) => {
    expect(linesOf('Tool', input)).toEqual(lines);
  });
});

describe('the backlog', () => {
  it('says for each task what keeps it', () => {
    const { rows, ready, open } = backlogView(exampleWorld(), '');
    expect(rows.map(({ id, blocked }) => [id, blocked])).toEqual([
      ['T16', 'needs T15'],
      ['T17', 'held by 1'],
      ['T18', null],
      ['T09', 'worker 2'],
      ['T12', 'worker 1'],
      ['T15', 'worker 3'],
    ]);
    expect({ ready, open }).toEqual({ ready: 1, open: 7 });
  });

  it('holds a task that needs one which nobody wrote down', () => {
    const world = aWorld({ tasks: [aTask('T1', { needs: [taskId('T404')], project: projectId('web') })] });
    expect(backlogView(world, '').rows[0]?.blocked).toBe('needs T404');
  });

  it('calls nothing ready that can never begin as it stands, and nothing that is being shipped', () => {
    const world = aWorld({
      projects: [projectId('web')],
      tasks: [
        aTask('T1', { project: null }),
        aTask('T2', { project: projectId('wbe') }),
        aTask('T3', { project: projectId('web') }),
      ],
    });
    const held = { ...world, holds: { web: { project: projectId('web'), run: 'R1', fence: 1, since: 0 } as never } };
    expect(backlogView(held, '').rows.map(({ blocked }) => blocked)).toEqual([
      'no project',
      'no project',
      'ships in R1',
    ]);
    expect(backlogView(world, '')).toMatchObject({ ready: 1, open: 3 });
  });

  it('leaves out what is done by the file or by the fleet', () => {
    const done = {
      id: taskId('T2'),
      status: 'done',
      worker: workerNumber(1),
      startedAt: 1,
      endedAt: 2,
      costMicroUsd: 0,
      logged: true,
      evidence: {},
    } as const;
    const world = aWorld({ tasks: [aTask('T1', { done: true }), aTask('T2')], records: { T2: done } });
    expect(backlogView(world, '')).toEqual({ rows: [], ready: 0, open: 0 });
  });
});

it('lists health worst first, and no round as none', () => {
  const health = { ...emptyHealth, checks: { a: aCheck('a'), b: aCheck('b', { reading: 'fail' }) } };
  expect(healthView(aWorld({ health }), NOON_MS)).toMatchObject({
    checks: [{ name: 'b' }, { name: 'a' }],
    lastRound: null,
  });
});
