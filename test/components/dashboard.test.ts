import { describe, expect, it, vi } from 'vitest';
import { createUiStore } from '../../src/components/ui-state.ts';
import type { Event, Logged } from '../../src/domain/event.ts';
import { taskId, workerNumber } from '../../src/domain/ids.ts';
import { fail, ok } from '../../src/domain/problem.ts';
import { dashboards } from '../kit/dashboards.ts';
import { calmWorld, exampleWorld } from '../kit/example-world.ts';
import { aPreview } from '../kit/preview.ts';
import { aDecision, aQuestion, aTask, aWorker, aWorld, NOON_MS } from '../kit/world.ts';

const dashboard = dashboards();

describe('deciding', () => {
  it('approves with y exactly the decision that is shown', async () => {
    const robot = dashboard();
    await robot.shows('git push origin main');
    robot.press('y');
    await robot.shows('D7 approved.');
    expect(robot.client.commands).toEqual([
      { kind: 'settle-decision', decision: 'D7', answer: 'approve', by: 'dashboard', reason: null },
    ]);
  });

  it('takes a second y before the queue has moved for the same press', async () => {
    const robot = dashboard();
    robot.press('yy');
    await robot.shows('D7 approved.');
    expect(robot.client.commands).toHaveLength(1);
  });

  it('lets an answer that was refused be tried again, and says why it was', async () => {
    const robot = dashboard({ answer: () => fail({ kind: 'conflict', message: 'D7 was settled by cli' }) });
    robot.press('y');
    await robot.shows('D7 was settled by cli');
    robot.press('y');
    await vi.waitFor(() => expect(robot.client.commands).toHaveLength(2));
  });

  it('does not let y hit the question that has just slid under the finger', async () => {
    const robot = dashboard();
    await robot.shows('git push');
    const { D6 } = robot.client.snapshot().decisions;
    robot.client.set(exampleWorld({ decisions: D6 === undefined ? {} : { D6 } }));
    robot.press('y');
    await robot.shows('Another question has just come up.');
    expect(robot.client.commands).toEqual([]);
    robot.advance(300);
    robot.press('y');
    await robot.shows('Answer D6');
    robot.press('yes, keep it\r');
    await robot.shows('D6 answered.');
  });

  it('keeps the question under the eye when an older one arrives', async () => {
    const robot = dashboard();
    await robot.shows('git push');
    const { decisions } = robot.client.snapshot();
    const older = aDecision('D1', { askedAt: 0, question: aQuestion('Bash', { command: 'echo older' }) });
    robot.client.set(exampleWorld({ decisions: { ...decisions, D1: older } }));
    await robot.shows('3 waiting', 'git push origin main');
    robot.press('y');
    await robot.shows('D7 approved.');
  });

  it('shows a call in full before y approves it when the pane cuts it', async () => {
    const command = Array.from({ length: 60 }, (_, line) => `echo line ${line}`).join('\n');
    const long = aDecision('D8', { question: aQuestion('Bash', { command }) });
    const robot = dashboard({ world: exampleWorld({ decisions: { D8: long } }), cols: 80, rows: 24 });
    await robot.shows('more lines: y shows all');
    robot.press('y');
    await robot.shows('not shown in full', 'READ');
    expect(robot.client.commands).toEqual([]);
    robot.press('G');
    await robot.shows('echo line 59', 'no rule allows git push');
    robot.press('y');
    await robot.shows('D8 approved.');
  });

  it.each([
    ['with a reason', 'not on a Sunday\r', 'not on a Sunday'],
    ['without one', '\r', null],
  ])('denies with n %s', async (_, typed, reason) => {
    const robot = dashboard();
    robot.press('n');
    await robot.shows('Deny D7: why?');
    robot.press(typed);
    await robot.shows('D7 denied.');
    expect(robot.client.commands).toEqual([
      { kind: 'settle-decision', decision: 'D7', answer: 'deny', by: 'dashboard', reason },
    ]);
  });

  it('denies nothing when the reason is called off', async () => {
    const robot = dashboard();
    robot.press('nno');
    await robot.shows('TYPE');
    robot.escape();
    await robot.shows('NAV');
    expect(robot.client.commands).toEqual([]);
  });

  it('says why y and n do nothing when nothing waits', async () => {
    const robot = dashboard({ world: calmWorld() });
    await robot.shows('Nothing waits for you.');
    robot.press('y');
    await robot.shows('Nothing waits for a decision.');
    robot.press('\x1b[B');
    await robot.lacks('Nothing waits for a decision.');
    robot.press('n');
    await robot.shows('Nothing waits for a decision.');
    expect(robot.client.commands).toEqual([]);
  });

  it('lets news take the place of an answer that was read, and not that of a refusal', async () => {
    const robot = dashboard();
    const news = (seq: number, text: string): void => {
      const { notices } = robot.client.snapshot();
      const notice = { seq, at: NOON_MS + seq * 1000, level: 'info', text } as const;
      robot.client.set({ ...robot.client.snapshot(), notices: [...notices, notice] });
    };
    await robot.shows('git push');
    robot.press('y');
    await robot.shows('D7 approved.');
    news(2, 'worker 1 takes T1');
    await robot.shows('D7 approved.');
    news(20, 'worker 2 takes T2');
    await robot.shows('worker 2 takes T2');
    await robot.lacks('D7 approved.');
    robot.client.set({ ...calmWorld(), notices: robot.client.snapshot().notices });
    await robot.shows('Nothing waits for you.');
    robot.press('y');
    await robot.shows('Nothing waits for a decision.');
    news(90, 'worker 3 takes T3');
    robot.client.set({ ...robot.client.snapshot(), workers: { '3': aWorker(3, { doing: 'Write LATER.md' }) } });
    await robot.shows('Write LATER.md', 'Nothing waits for a decision.');
  });

  it('shows with a the change to POLICIES.md that "always" makes, as a diff, and makes it only after y', async () => {
    const robot = dashboard();
    await robot.shows('git push');
    robot.press('a');
    await robot.shows('Always allow `Bash(git push origin main)`', '+++ POLICIES.md', '@@ ## Standing decisions @@');
    await robot.shows('+- `Bash(git push origin main)` in apps/gamma - always, by D7');
    robot.press('n');
    await robot.lacks('+++ POLICIES.md');
    const narrow = dashboard({ cols: 80, rows: 24 });
    await narrow.shows('git push');
    narrow.press('a');
    await narrow.shows('take the line out to', 'asked again.');
    robot.press('a');
    await robot.shows('+++ POLICIES.md');
    expect(robot.client.commands).toEqual([]);
    robot.press('y');
    await vi.waitFor(() =>
      expect(robot.client.commands).toEqual([{ kind: 'approve-always', decision: 'D7', by: 'dashboard' }]),
    );
  });

  it('never decides what the filter hides', async () => {
    const robot = dashboard();
    robot.press('/icon\r');
    await robot.shows('1 waiting', 'Keep the old icon set');
    robot.advance(300);
    robot.press('y');
    await robot.shows('Answer D6');
    robot.press('yes, keep it\r');
    await robot.shows('D6 answered.');
    robot.press('/nowhere\r');
    await robot.shows('No decision matches the filter.');
    robot.press('\x1b[By');
    expect(robot.client.commands).toHaveLength(1);
  });
});

describe('workers', () => {
  it('are chosen by number, and looked at', async () => {
    const robot = dashboard();
    robot.press('2');
    await robot.shows('▸ 2', '2 · apps/beta');
    await vi.waitFor(() => expect(robot.client.screens.at(-1)?.request.worker).toBe(2));
    expect(robot.client.screens[0]?.isClosed).toBe(true);
    robot.client.screens.at(-1)?.show(aPreview('export fixed'));
    await robot.shows('export fixed', 'live');
    robot.press('9');
    await robot.shows('There is no worker 9.');
  });

  it('are attached to by number and Enter, and everything is as it was after', async () => {
    const ui = createUiStore();
    const robot = dashboard({ ui });
    robot.press('2\r');
    expect(await robot.ended).toEqual({ kind: 'attach', worker: 2 });
    const again = dashboard({ ui });
    await again.shows('▸ 2');
  });

  it('without a session say how to get one', async () => {
    const world = aWorld({
      workers: [aWorker(1, { session: null, state: { kind: 'off', since: NOON_MS, evidence: 'boot' } })],
    });
    const robot = dashboard({ world });
    await robot.shows('not started: r starts it');
    robot.press('\r');
    await robot.shows('Worker 1 has no session. r starts one.');
    robot.press('r');
    await robot.shows('Worker 1 is being started.');
    expect(robot.client.commands).toEqual([{ kind: 'start-worker', worker: 1 }]);
  });

  it.each([
    ['r', 'Restart worker 1?', { kind: 'restart-worker', worker: 1 }],
    ['x', 'Stop worker 1?', { kind: 'stop-worker', worker: 1 }],
    ['Q', 'Stop the fleet?', { kind: 'stop-fleet' }],
  ])('%s asks first, and only y does it', async (key, question, command) => {
    const robot = dashboard();
    robot.press(key);
    await robot.shows(question);
    robot.press('\r');
    await robot.shows('y for yes, n for no');
    robot.press('n');
    await robot.lacks(question);
    expect(robot.client.commands).toEqual([]);
    robot.press(`${key}y`);
    await vi.waitFor(() => expect(robot.client.commands).toEqual([command]));
  });

  it('are sent a line of text, typed or pasted', async () => {
    const robot = dashboard();
    robot.press('3s');
    await robot.shows('Send to worker 3');
    robot.press('please \x1b[200~go\non\x1b[201~\r');
    await robot.shows('Sent to worker 3.');
    expect(robot.client.commands).toEqual([{ kind: 'send-text', worker: 3, text: 'please go on' }]);
  });

  it('that a human must help are called out in the title', async () => {
    const because = 'stopped 5 times in 60 s: held';
    const world = exampleWorld();
    const failed = aWorker(4, { state: { kind: 'failed', because, since: NOON_MS, evidence: 'pty exit' } });
    const robot = dashboard({ world: { ...world, workers: { ...world.workers, '4': failed } } });
    await robot.shows('! Workers · 4 needs you', '✗ failed', because);
  });

  it.each([1, 2, 3])('are all there when they are only %i, with room for no second line each', async (count) => {
    const workers = Array.from({ length: count }, (_, index) => aWorker(index + 1));
    const robot = dashboard({ world: aWorld({ workers }), cols: 80, rows: 24 });
    const frame = await robot.shows('Workers', 'Nothing waits for you.');
    for (const { number } of workers) expect(frame).toMatch(new RegExp(`^│[ ▸]+${number} `, 'm'));
    expect(frame).not.toContain('below');
  });

  it('beyond what fits are counted, and reached by keys', async () => {
    const workers = Array.from({ length: 64 }, (_, index) => aWorker(index + 1));
    const robot = dashboard({ world: aWorld({ workers }), cols: 80, rows: 24 });
    await robot.shows('below');
    robot.press('G');
    await robot.shows('▸ 64', 'above');
    robot.press('\x1b[H');
    await robot.shows('▸ 1', 'below');
  });
});

describe('the rest of the keys', () => {
  it('d goes through the dispatch modes', async () => {
    const robot = dashboard();
    robot.press('d');
    await robot.shows('Dispatch is self.');
    expect(robot.client.commands).toEqual([{ kind: 'set-dispatch', mode: 'self' }]);
  });

  it('w tells a reason to its last word on a narrow screen, and counts what is left of a long text', async () => {
    const because = 'most urgent ready task (normal) whose project is free; its project was served longest ago';
    const [worker, text] = [workerNumber(1), `Task T12: ${'all of its body '.repeat(60)}`];
    const journal = [
      logged(41, null, { kind: 'task.assigned', task: taskId('T12'), worker, because }),
      logged(42, 41, { kind: 'prompt.wanted', worker, generation: 1, purpose: 'task', text }),
    ];
    const robot = dashboard({ journal, cols: 80, rows: 24 });
    robot.press('w');
    const frame = await robot.shows('Why is worker 1 so?', 'event 41');
    expect(frame.replace(/[│\s]+/g, ' ')).toContain(because);
    expect(frame).toMatch(/…\+\d{3}/);
  });

  it('w shows the chain of causes from the journal', async () => {
    const journal = [
      logged(41, null, {
        kind: 'task.assigned',
        task: taskId('T12'),
        worker: workerNumber(1),
        because: 'best ready task',
      }),
      logged(42, 41, { kind: 'step.entered', worker: workerNumber(1), step: 'work' }),
    ];
    const robot = dashboard({ journal });
    robot.press('w');
    await robot.shows(
      'Why is worker 1 so?',
      'is at the work step',
      'because',
      'T12 given to worker 1: best ready task',
    );
    robot.press('q');
    await robot.lacks('Why is worker 1 so?');
  });

  it('/ shows only rows with a text, Esc calls it off, Esc drops it', async () => {
    const robot = dashboard();
    robot.press('/beta');
    await robot.shows('/beta', 'Fix export');
    await robot.lacks('T17 Dark');
    robot.escape();
    await robot.shows('T17 Dark');
    robot.press('/beta\r');
    await robot.lacks('T17 Dark');
    robot.escape();
    await robot.shows('T17 Dark', 'NAV');
  });

  it('says how to go back while there is a page or a filter, and what Enter does with a line', async () => {
    const robot = dashboard({ world: calmWorld() });
    await robot.lacks('Esc back');
    robot.press('/T1');
    await robot.shows('Enter keep the filter');
    robot.press('\r');
    await robot.shows('NAV', 'Esc back');
    robot.escape();
    await robot.lacks('Esc back');
    robot.press('L');
    await robot.shows('Esc back');
    robot.press('Lt');
    await robot.shows('Enter add');
  });

  it('says of a key without a meaning where the meanings stand', async () => {
    const robot = dashboard();
    robot.press('v');
    await robot.shows('v does nothing here. ? shows the keys of this page.');
    robot.press('\x1b[3~');
    await robot.shows('delete does nothing here.');
  });

  it('answers a key to the last word, where the advice stands', async () => {
    const message = 'the journal takes no more events, so nothing new is granted';
    const next = 'Free the disk, then stop and start the fleet: gaffer down && gaffer up.';
    const robot = dashboard({ answer: () => fail({ kind: 'process', message, next }), cols: 100, rows: 24 });
    robot.press('d');
    await robot.shows(message, 'gaffer down && gaffer up.');
    robot.press('k');
    await robot.lacks('gaffer up');
  });

  it('gives a line back that was refused, to be mended, and says why', async () => {
    let times = 0;
    const robot = dashboard({
      answer: () => {
        times += 1;
        return times === 1 ? fail({ kind: 'parse', message: 'no project is called apps/gama' }) : ok([]);
      },
    });
    robot.press('t');
    await robot.shows('New task, such as');
    robot.press('Fix it @apps/gama');
    robot.press('\r');
    await robot.shows('no project is called apps/gama', 'Fix it @apps/gama');
    robot.press('\x7f\x7fma');
    await robot.shows('Fix it @apps/gama');
    robot.press('\r');
    await robot.shows('The task is being written to BACKLOG.md.');
    await robot.lacks('Fix it');
    expect(robot.client.commands).toHaveLength(2);
  });

  it.each(['$', 'm', 'F', 'L', 'H', 'g'])(
    't adds a task from the page of %s too: its words are no keys there',
    async (page) => {
      const robot = dashboard({ report: async () => fail({ kind: 'missing', message: 'no report here' }) });
      robot.press(page);
      robot.press('t');
      await robot.shows('New task, such as');
      robot.press('Fix the yes\r');
      await robot.lacks('New task, such as');
      expect(robot.client.commands).toEqual([{ kind: 'add-task', line: 'Fix the yes' }]);
    },
  );

  it('names the task that a line became, once the backlog has it', async () => {
    const world = aWorld({ tasks: [aTask('T1', { title: 'Old' })] });
    const robot = dashboard({ world });
    robot.press('t');
    await robot.shows('New task, such as');
    robot.press('Fix it @apps/alpha\r');
    await robot.shows('The task is being written to BACKLOG.md.');
    robot.client.set({ ...world, tasks: { ...world.tasks, T7: aTask('T7', { title: 'Somebody else’s' }) } });
    await robot.shows('The task is being written');
    robot.client.set({ ...world, tasks: { ...world.tasks, T8: aTask('T8', { title: 'Fix it' }) } });
    await robot.shows('T8 is in the backlog.');
  });

  it('says in the backlog why nothing else is given out, to the last word', async () => {
    const robot = dashboard({ world: aWorld({}) });
    await robot.shows('No open task. t adds one.', 'the backlog has no open task');
  });

  it(': finds an action by some of its letters and does it', async () => {
    const robot = dashboard();
    robot.press(':dsptch');
    await robot.shows('FIND', 'Dispatch: auto gives work');
    robot.press('\r');
    await robot.shows('Dispatch is self.');
  });

  it('L shows the locks, f takes one after a question, L goes back', async () => {
    const robot = dashboard();
    robot.press('L');
    await robot.shows('3 held · 1 free', 'apps/beta', 'dispatcher');
    robot.press('jf');
    await robot.shows('Take apps/beta from worker 2?');
    robot.press('y');
    await robot.shows('apps/beta was taken');
    expect(robot.client.commands).toEqual([{ kind: 'force-release', project: 'apps/beta' }]);
    robot.press('L');
    await robot.shows('Backlog');
  });

  it('y on the locks page shows the card first, which is nowhere on that page', async () => {
    const robot = dashboard();
    robot.press('Ly');
    await robot.shows('READ', 'git push origin main');
    expect(robot.client.commands).toEqual([]);
  });

  it('? explains the keys, and why some do nothing now', async () => {
    const robot = dashboard({ world: calmWorld() });
    robot.press('?');
    await robot.shows('Approve the chosen decision', 'not now: Nothing waits for a decision.');
    robot.press('G');
    await robot.shows('unreadable', 'gaffer init ~/work');
  });

  it('counts warnings in the header, where the pane of health has no room', async () => {
    const world = calmWorld();
    const warned = { ...world, fleet: { ...world.fleet, warnings: ['no wall behind the gate'] } };
    const robot = dashboard({ world: warned, cols: 80, rows: 24 });
    await robot.shows('1 warning');
  });

  it('says on every page that a worker stands still until somebody comes', async () => {
    const world = calmWorld();
    const failed = aWorker(4, {
      state: { kind: 'failed', because: 'stopped 5 times in 60 s', since: NOON_MS, evidence: 'pty exit' },
    });
    const robot = dashboard({ world: { ...world, workers: { ...world.workers, '4': failed } }, cols: 80, rows: 24 });
    robot.press('L');
    await robot.shows('! worker 4 needs you', '▸Locks');
  });

  it('a backlog of nothing but ideas says so', async () => {
    const tasks = Object.fromEntries(Object.entries(calmWorld().tasks).filter(([id]) => id === 'T30'));
    const robot = dashboard({ world: { ...calmWorld(), tasks, records: {} } });
    await robot.shows('No task but 1 idea: b shows them.');
    await robot.lacks('No open task.');
  });

  it.each([
    ['$', 'the pipelines from the page of cost'],
    ['m', 'the pipelines from the page of memory'],
    ['g', 'the pipelines from the grid'],
  ])('%s and D show %s', async (page) => {
    const robot = dashboard();
    robot.press(`${page}D`);
    await robot.shows('▸Deploys');
  });

  it('Tab shows pane after pane where only one has room', async () => {
    const robot = dashboard({ cols: 80, rows: 24 });
    robot.press('\t\t');
    await robot.shows('▸1 · apps/alpha');
    robot.press('\t');
    await robot.shows('▸Backlog');
    robot.press('\t');
    await robot.shows('▸Health', 'No checks configured.');
    robot.press('\x1b[Z');
    await robot.shows('▸Backlog');
  });

  it('M gives the mouse back to the terminal and takes it again', async () => {
    const robot = dashboard();
    await robot.shows('NAV');
    expect(robot.screen.terminal.modes.mouseTrackingMode).toBe('vt200');
    robot.press('M');
    await robot.shows('Mouse off');
    expect(robot.screen.terminal.modes.mouseTrackingMode).toBe('none');
    robot.press('M');
    await robot.shows('Mouse on');
    expect(robot.screen.terminal.modes.mouseTrackingMode).toBe('vt200');
  });

  it('ctrl-L draws everything anew over what something else wrote', async () => {
    const robot = dashboard();
    const before = await robot.shows('NAV');
    robot.screen.stdout.write('\x1b7\x1b[5;5HGARBAGE\x1b8');
    await robot.shows('GARBAGE');
    robot.press('\x0c');
    await vi.waitFor(async () => expect(await robot.screen.frame()).toBe(before));
  });

  it('takes a paste for no keys', async () => {
    const robot = dashboard();
    robot.press('\x1b[200~yQy\x1b[201~');
    await robot.shows('Pasted text is not taken for keys.');
    expect(robot.client.commands).toEqual([]);
  });
});

describe('the mouse', () => {
  it('chooses the worker that is clicked', async () => {
    const robot = dashboard();
    await robot.shows('▸ 1');
    robot.click(10, 7);
    await robot.shows('▸ 3');
  });

  it('chooses the decision that is clicked, and focuses its pane', async () => {
    const robot = dashboard();
    const frame = await robot.shows('1 asks you');
    const row = frame.split('\n').findIndex((line) => line.includes('1 asks you'));
    robot.click(90, row);
    await robot.shows('▸! Decisions', 'Keep the old icon set');
    robot.press('y');
    await robot.shows('Answer D6');
    robot.press('yes, keep it\r');
    await robot.shows('D6 answered.');
  });

  it('moves the choice by its wheel in the pane under it', async () => {
    const robot = dashboard();
    const frame = await robot.shows('Backlog');
    const row = frame.split('\n').findIndex((line) => line.includes('Backlog'));
    robot.press(`\x1b[<65;100;${row + 2}M`);
    await robot.shows('▸Backlog');
    expect(robot.ui.getState().task).not.toBeNull();
  });
});

describe('endings', () => {
  it('q leaves the fleet running and the terminal as it was', async () => {
    const robot = dashboard();
    await robot.shows('NAV');
    robot.press('q');
    expect(await robot.ended).toEqual({ kind: 'left' });
    expect(robot.client.commands).toEqual([]);
    expect(robot.rawModes).toEqual([true, false]);
    await robot.screen.frame();
    const { modes, buffer } = robot.screen.terminal;
    expect([modes.mouseTrackingMode, modes.bracketedPasteMode, buffer.active.type]).toEqual(['none', false, 'normal']);
    expect(robot.screen.bytes().lastIndexOf('\x1b[?25h')).toBeGreaterThan(
      robot.screen.bytes().lastIndexOf('\x1b[?25l'),
    );
  });

  it('a fleet that stopped ends it as stopped', async () => {
    const robot = dashboard();
    const world = exampleWorld();
    robot.client.set({ ...world, fleet: { ...world.fleet, state: 'stopped' } });
    expect(await robot.ended).toEqual({ kind: 'stopped' });
  });

  it('a supervisor that dies ends it as lost', async () => {
    const robot = dashboard();
    robot.client.die();
    expect(await robot.ended).toEqual({ kind: 'lost' });
  });
});

describe('the header', () => {
  it('says what a rehearsal came to when nothing is left, and which keys tell more', async () => {
    const { fleet } = exampleWorld();
    const tasks = [aTask('T1', { done: true }), aTask('T2', { done: true })];
    const world = aWorld({ tasks, workers: [aWorker(1)], fleet: { ...fleet, mode: 'rehearsal' } });
    for (const cols of [120, 80]) {
      const robot = dashboard({ world, cols, rows: 24 });
      await robot.shows('Nothing waits for you.', 'All 2 tasks are done.', 'the same command runs it again');
      robot.press('$');
      await robot.lacks('Nothing waits for you.');
      robot.press('b');
      await robot.shows('no open task: 2 done');
      robot.press('bQ');
      await robot.shows('Stop the fleet?');
    }
  });

  it('says that it is a rehearsal and how to go live, down to one pane', async () => {
    const world = exampleWorld({ fleet: { ...exampleWorld().fleet, mode: 'rehearsal' } });
    for (const [cols, rows] of [
      [120, 40],
      [80, 24],
      [50, 20],
    ] as const) {
      await dashboard({ world, cols, rows }).shows(
        'REHEARSAL',
        'gaffer init ~/work && cd ~/work && gaffer',
        '2 decisions',
      );
    }
  });

  it('counts what has no price apart from what has', async () => {
    const world = exampleWorld();
    const usage = { haiku: { ...world.usage.haiku, unpriced: 3 } } as typeof world.usage;
    await dashboard({ world: { ...world, usage } }).shows('$0.43 + 3 unpriced');
  });
});

describe('time', () => {
  it('is drawn when something reads differently, and at no other moment', async () => {
    const robot = dashboard({ world: calmWorld() });
    await robot.shows('11:30', '5m');
    const written = robot.screen.bytes().length;
    robot.advance(59_000);
    await robot.screen.frame();
    expect(robot.screen.bytes().length).toBe(written);
    robot.advance(1_000);
    await robot.shows('11:31', '6m');
  });

  it('moves a young age in steps of ten seconds', async () => {
    const robot = dashboard();
    await robot.shows('40s');
    robot.advance(10_000);
    await robot.shows('50s');
    robot.advance(10_000);
    await robot.shows('1m');
  });
});

describe('size', () => {
  it('follows the terminal from wide to too small and back', async () => {
    const robot = dashboard();
    const wide = await robot.shows('Backlog', 'Health');
    robot.screen.resize(80, 24);
    await robot.lacks('Backlog');
    await robot.shows('Decisions');
    robot.screen.resize(50, 20);
    await robot.lacks('Decisions ·');
    robot.screen.resize(30, 8);
    await robot.shows('too small');
    robot.screen.resize(120, 40);
    await robot.shows('Backlog', 'Health');
    expect(await robot.screen.frame()).toBe(wide);
  });

  it('tells the looked-at screen its new size', async () => {
    const robot = dashboard();
    await vi.waitFor(() => expect(robot.client.screens).toHaveLength(1));
    robot.screen.resize(140, 50);
    await vi.waitFor(() => expect(robot.client.screens[0]?.sizes.at(-1)?.cols).toBeGreaterThan(70));
    expect(robot.client.screens).toHaveLength(1);
  });
});

it('draws a task that arrives, without being asked', async () => {
  const robot = dashboard();
  await robot.shows('Backlog');
  const world = robot.client.snapshot();
  robot.client.set({ ...world, tasks: { ...world.tasks, T99: aTask('T99', { title: 'Brand new' }) } });
  await robot.shows('T99 Brand new');
});

function logged(seq: number, cause: number | null, event: Event): Logged {
  return { seq, at: NOON_MS, by: 'dispatcher', cause, event };
}

it('draws at most ten times a second, however fast the World changes', async () => {
  const robot = dashboard();
  await robot.shows('NAV');
  const before = robot.screen.bytes().length;
  const startedAt = performance.now();
  for (let step = 0; step < 25; step += 1) {
    const world = robot.client.snapshot();
    robot.client.set({
      ...world,
      workers: { ...world.workers, 1: aWorker(1, { doing: `step ${step}` }) },
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await robot.shows('step 24');
  const frames = robot.screen.bytes().slice(before).split('\x1b[?2026h').length - 1;
  // The first at once, and one that the last change still waits for.
  expect(frames).toBeLessThanOrEqual(Math.ceil((performance.now() - startedAt) / 100) + 2);
  expect(frames).toBeGreaterThan(1);
});
