import { describe, expect, it } from 'vitest';
import { workerNumber } from '../../src/domain/ids.ts';
import { dashboards } from '../kit/dashboards.ts';
import { exampleWorld } from '../kit/example-world.ts';
import { aDecision, aQuestion, NOON_MS } from '../kit/world.ts';

const dashboard = dashboards();

const asked = (id: string, worker: number, agoMs: number) =>
  aDecision(id, { worker: workerNumber(worker), askedAt: NOON_MS - agoMs });

const three = () =>
  exampleWorld({ decisions: { D7: asked('D7', 3, 30_000), D8: asked('D8', 1, 20_000), D9: asked('D9', 2, 10_000) } });

describe('decisions that ask the very same', () => {
  it('stand in one place, with how many they are and who asks, and one key answers all that are shown', async () => {
    const robot = dashboard({ world: three() });
    await robot.shows('3 waiting', '3 asks to run ×3', 'the very same asks worker 1 (D8)');
    robot.press('y');
    await robot.shows('D7, D8, D9 approved.');
    expect(robot.client.commands).toEqual([
      { kind: 'settle-decision', decision: 'D7', answer: 'approve', by: 'dashboard', reason: null, also: ['D8', 'D9'] },
    ]);
  });

  it('are denied together, with one reason', async () => {
    const robot = dashboard({ world: three() });
    await robot.shows('×3');
    robot.press('nnot today\r');
    await robot.shows('D7, D8, D9 denied.');
    expect(robot.client.commands).toMatchObject([{ answer: 'deny', reason: 'not today', also: ['D8', 'D9'] }]);
  });

  it('are told apart by their input', async () => {
    const other = aDecision('D8', { question: aQuestion('Bash', { command: 'git push origin dev' }) });
    const robot = dashboard({ world: exampleWorld({ decisions: { D7: asked('D7', 3, 50_000), D8: other } }) });
    await robot.shows('2 waiting');
    await robot.lacks('×2');
    robot.press('y');
    await robot.shows('D7 approved.');
    expect(robot.client.commands).toMatchObject([{ decision: 'D7' }]);
    expect(robot.client.commands[0]).not.toHaveProperty('also');
  });
});

describe('editing a call', () => {
  it('begins with its text, and approves what it became', async () => {
    const robot = dashboard();
    await robot.shows('git push origin main');
    robot.press('e');
    await robot.shows('Edit D7', 'within the boundaries');
    robot.press(' --dry-run\r');
    await robot.shows('D7 approved as edited.');
    expect(robot.client.commands).toMatchObject([
      { decision: 'D7', answer: 'approve', edited: 'git push origin main --dry-run' },
    ]);
  });

  it('is called off with Esc, and an emptied line approves nothing', async () => {
    const robot = dashboard();
    robot.press('e');
    await robot.shows('Edit D7');
    robot.escape();
    await robot.shows('NAV');
    robot.press('e');
    await robot.shows('Edit D7');
    robot.press('\x15\r');
    await robot.shows('Nothing was approved');
    expect(robot.client.commands).toEqual([]);
  });

  it.each([
    ['more than one line', aQuestion('Bash', { command: 'ls\nrm x' }), 'more than one plain line'],
    ['a character that does not show', aQuestion('Bash', { command: 'ls \u202ecod' }), 'more than one plain line'],
    [
      'more than one text',
      aQuestion('Edit', { file_path: '/x', old_string: 'a', new_string: 'b' }),
      'Only one command',
    ],
  ])('is not offered for %s, and says why', async (_, question, says) => {
    const robot = dashboard({ world: exampleWorld({ decisions: { D7: aDecision('D7', { question }) } }) });
    await robot.shows('1 waiting');
    robot.press('e');
    await robot.shows(says);
    expect(robot.client.commands).toEqual([]);
  });
});

describe('the card of a decision', () => {
  it('says in words what the call would run, change, read and reach, what is unclear, and what came before', async () => {
    const risk = {
      runs: ['git push origin main'],
      writes: ['apps/gamma/out.txt'],
      reads: ['apps/gamma/src/ and all below'],
      reaches: ['git remote (push)'],
      unclear: ['the value of $X is not known'],
    };
    const decision = aDecision('D7', { risk, lately: ['Edit src/a.ts', 'Bash npm test'] });
    const robot = dashboard({ world: exampleWorld({ decisions: { D7: decision } }), cols: 80, rows: 30 });
    await robot.shows('1 waiting');
    robot.press('\t\r');
    await robot.shows('READ', 'runs: git push origin main', 'changes: apps/gamma/out.txt');
    await robot.shows('reads: apps/gamma/src/ and all below', 'reaches: git remote (push)', 'unclear: the value of $X');
    await robot.shows('lately: Edit src/a.ts · Bash npm test', '40s');
  });
});

describe('what gaffer itself asks about a worker', () => {
  const own = (binding: string) =>
    dashboard({
      world: exampleWorld({
        decisions: { D7: aDecision('D7', { question: { kind: 'posted', text: 'Approve or deny?' }, binding }) },
      }),
    });

  it.each(['climb', 'budget day:2026-11-23', 'lesson:f1'])('takes a yes without words: %s', async (binding) => {
    const robot = own(binding);
    await robot.shows('Approve or deny?');
    robot.press('y');
    await robot.shows('D7 approved.');
    expect(robot.client.commands).toMatchObject([{ decision: 'D7', answer: 'approve', reason: null }]);
  });

  it('takes words for the worker that goes on with its task, or none', async () => {
    const robot = own('unfinished');
    await robot.shows('Approve or deny?');
    robot.press('y');
    await robot.shows('Approve D7: words for the worker that goes on; empty is fine');
    robot.press('\r');
    await robot.shows('D7 approved.');
    const other = own('unfinished');
    await other.shows('Approve or deny?');
    other.press('ythe test first\r');
    await other.shows('D7 approved.');
    expect(robot.client.commands).toMatchObject([{ answer: 'approve', reason: null }]);
    expect(other.client.commands).toMatchObject([{ answer: 'approve', reason: 'the test first' }]);
  });
});
