import { expect, it } from 'vitest';
import { comeBack } from '../../../src/components/attach/come-back.ts';
import { createUiStore } from '../../../src/components/ui-state.ts';
import { workerNumber } from '../../../src/domain/ids.ts';
import { dashboards } from '../../kit/dashboards.ts';
import { exampleWorld } from '../../kit/example-world.ts';
import { aDecision, aQuestion, NOON_MS } from '../../kit/world.ts';

const dashboard = dashboards();

const asks = (id: string, worker: number, agoMs: number, command: string) =>
  aDecision(id, {
    worker: workerNumber(worker),
    askedAt: NOON_MS - agoMs,
    question: aQuestion('Bash', { command }),
  });

const world = exampleWorld({
  decisions: {
    D7: asks('D7', 3, 30_000, 'git push origin main'),
    D8: asks('D8', 2, 20_000, 'npm run ship'),
    D9: asks('D9', 2, 10_000, 'npm run late'),
  },
});

const backFrom = (worker: number) => {
  const ui = createUiStore();
  ui.setState((before) => comeBack(before, world, workerNumber(worker)));
  return dashboard({ world, ui });
};

it('answers the question of the worker that was looked at, not an older one of another', async () => {
  const robot = backFrom(2);
  await robot.shows('$ npm run ship');
  robot.press('y');
  await robot.shows('D8 approved.');
  expect(robot.client.commands).toMatchObject([{ decision: 'D8', answer: 'approve' }]);
  expect(robot.ui.getState().worker).toBe(2);
});

it('leaves the oldest question before the keys when the worker asks nothing', async () => {
  const robot = backFrom(1);
  await robot.shows('$ git push origin main');
  robot.press('y');
  await robot.shows('D7 approved.');
  expect(robot.ui.getState().worker).toBe(1);
});
