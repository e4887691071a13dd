import { describe, expect, it } from 'vitest';
import { createUiStore } from '../../src/components/ui-state.ts';
import type { World } from '../../src/domain/world.ts';
import type { Gone } from '../../src/wire/fleet-client.ts';
import { dashboards } from '../kit/dashboards.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { aDecision, aQuestion, NOON_MS } from '../kit/world.ts';

const dashboard = dashboards();
const gone: Gone = { since: NOON_MS, isStarting: true, problem: null, command: 'gaffer up -C /w' };
const broken: Gone = {
  ...gone,
  problem: { kind: 'config', message: 'workers does not fit', where: { file: 'gaffer.yaml', line: 1, column: 10 } },
};
/** A question to run this, as the supervisor that asks it has it. */
const asking = (id: string, command: string, askedAt: number): World =>
  exampleWorld({ decisions: { [id]: aDecision(id, { askedAt, question: aQuestion('Bash', { command }) }) } });

describe('a supervisor that is gone', () => {
  it.each([
    [120, 40],
    [80, 24],
    [50, 16],
  ])('is told of at %i x %i, with what is done about it and how to leave', async (cols, rows) => {
    const robot = dashboard({ cols, rows });
    await robot.shows('no checks');
    robot.client.go(gone);
    await robot.shows('! supervisor gone', 'ended unexpectedly at', 'being started', 'q leaves');
    robot.client.go(broken);
    await robot.shows('gaffer.yaml:1:10', 'q leaves');
    robot.client.go({ ...broken, isStarting: false });
    await robot.shows('up -C /w');
    robot.client.go(null);
    await robot.shows('A new supervisor is there');
    await robot.lacks('supervisor gone', 'unexpectedly');
    robot.press('q');
    expect(await robot.ended).toEqual({ kind: 'left' });
  });

  it('is told of where no pane has room', async () => {
    const robot = dashboard({ cols: 30, rows: 8 });
    robot.client.go(gone);
    await robot.shows('! supervisor gone', 'q leaves');
  });

  it('leaves the keys that look and leave as they are', async () => {
    const robot = dashboard();
    robot.client.go(gone);
    await robot.shows('being started');
    robot.press('?');
    await robot.shows('Keys');
    robot.press('\x1b');
    robot.escape();
    robot.press('L');
    expect(await robot.shows('Locks', 'being started')).not.toMatch('force release');
    robot.press('f');
    await robot.shows('works again when the next one is there');
    robot.press('q');
    expect(await robot.ended).toEqual({ kind: 'left' });
  });

  it('is known to a dashboard that is opened meanwhile, as after a worker’s screen', async () => {
    const ui = createUiStore();
    const robot = dashboard({ ui });
    robot.client.go(gone);
    await robot.shows('being started');
    robot.client.go(null);
    await robot.shows('A new supervisor is there');
    expect(ui.getState().gone).toBeNull();
  });
});

describe('what is under the fingers when a supervisor ends', () => {
  it('is not confirmed to the next one', async () => {
    const robot = dashboard();
    await robot.shows('D7');
    robot.press('Q');
    await robot.shows('Stop the fleet?');
    robot.client.go(gone);
    await robot.lacks('Stop the fleet?');
    robot.press('y');
    await robot.shows('works again when the next one is there');
    robot.client.go(null);
    await robot.shows('A new supervisor is there');
    expect(robot.client.commands).toEqual([]);
  });

  it('is not settled by a key that was on its way when the next one came', async () => {
    const robot = dashboard({ world: asking('D7', 'npm test', NOON_MS - 60_000) });
    await robot.shows('npm test');
    robot.client.go(gone);
    await robot.shows('being started');
    robot.client.go(null);
    robot.press('y');
    await robot.shows('Look, then press again');
    expect(robot.client.commands).toEqual([]);
    robot.advance(300);
    robot.press('y');
    await robot.shows('D7 approved.');
  });

  it('is a draft that stays, and is handed in to the next one by its own Enter', async () => {
    const robot = dashboard();
    await robot.shows('D7');
    robot.press('t');
    robot.press('Add a search');
    await robot.shows('Add a search');
    robot.client.go(gone);
    await robot.shows('supervisor gone', 'Add a search');
    robot.press('\r');
    await robot.shows('the line stays here', 'Add a search');
    robot.client.go(null);
    await robot.lacks('supervisor gone');
    expect(robot.client.commands).toEqual([]);
    robot.press('\r');
    await robot.shows('The task is being written to BACKLOG.md.');
    expect(robot.client.commands).toEqual([{ kind: 'add-task', line: 'Add a search' }]);
  });

  it('is a draft that goes when its question does, though the next one gives its number to another', async () => {
    const robot = dashboard({ world: asking('D7', 'npm test', NOON_MS - 60_000) });
    await robot.shows('npm test');
    robot.press('e');
    await robot.shows('Edit D7');
    robot.client.go(gone);
    await robot.shows('supervisor gone', 'Edit D7');
    robot.client.go(null, asking('D7', 'rm -rf dist', NOON_MS - 1000));
    await robot.shows('rm -rf dist');
    await robot.lacks('Edit D7');
    robot.press('\r');
    robot.press('j');
    expect(robot.client.commands).toEqual([]);
  });

  it('is a draft that stays with a question that the next one knows as well', async () => {
    const robot = dashboard({ world: asking('D7', 'npm test', NOON_MS - 60_000) });
    await robot.shows('npm test');
    robot.press('e');
    await robot.shows('Edit D7');
    robot.client.go(gone);
    await robot.shows('supervisor gone');
    robot.client.go(null, asking('D7', 'npm test', NOON_MS - 60_000));
    await robot.shows('Edit D7');
    robot.press(' --all\r');
    await robot.shows('D7 approved as edited.');
  });
});
