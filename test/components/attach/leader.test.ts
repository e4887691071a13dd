import { expect, test } from 'vitest';
import { type LeaderAction, leaderAlone, noLeader, readKeys } from '../../../src/components/attach/leader.ts';

const LEADER = '\x1d';

const actionsOf = (...chunks: readonly string[]) => {
  let state = noLeader;
  const actions: LeaderAction[] = [];
  for (const chunk of chunks) {
    const step = readKeys(state, chunk);
    state = step.state;
    actions.push(...step.actions);
  }
  return { actions, state };
};
const pass = (bytes: string): LeaderAction => ({ kind: 'pass', bytes });

test.for<readonly [name: string, keys: string, actions: readonly LeaderAction[]]>([
  ['letters', 'hello', [pass('hello')]],
  ['control keys and sequences', '\x03\x1b[A\x1b\x1bOP\r', [pass('\x03\x1b[A\x1b\x1bOP\r')]],
  ['a digit', `${LEADER}3`, [{ kind: 'switch', worker: 3 }]],
  ['approve', `${LEADER}y`, [{ kind: 'settle', answer: 'approve' }]],
  ['deny', `${LEADER}n`, [{ kind: 'settle', answer: 'deny' }]],
  ['the keys', `${LEADER}?`, [{ kind: 'keys' }]],
  ['the bar', `${LEADER}b`, [{ kind: 'toggle-bar' }]],
  ['the leader twice', `${LEADER}${LEADER}`, [pass(LEADER)]],
  ['a key that means nothing', `${LEADER}x`, [pass('x')]],
  ['zero', `${LEADER}0`, [pass('0')]],
  ['glued to text', `ab${LEADER}ycd`, [pass('ab'), { kind: 'settle', answer: 'approve' }, pass('cd')]],
  ['four leaders', LEADER.repeat(4), [pass(LEADER.repeat(2))]],
  ['inside a paste', `\x1b[200~a${LEADER}y\x1b[201~b`, [pass(`\x1b[200~a${LEADER}y\x1b[201~b`)]],
  ['after a paste', `\x1b[200~a\x1b[201~${LEADER}n`, [pass('\x1b[200~a\x1b[201~'), { kind: 'settle', answer: 'deny' }]],
  ['an arrow', `${LEADER}\x1b[A`, [pass('\x1b[A')]],
])('reads %s the same, glued and key by key', ([, keys, expected]) => {
  expect(actionsOf(keys).actions).toEqual(expected);
  const glued = (actions: readonly LeaderAction[]) =>
    actions.map((action) => (action.kind === 'pass' ? action.bytes : JSON.stringify(action))).join('');
  expect(glued(actionsOf(...keys).actions)).toBe(glued(expected));
});

test('Escape is never held back, though a paste mark begins with it', () => {
  expect(actionsOf('\x1b').actions).toEqual([pass('\x1b')]);
});

test('the leader alone leads back when its time is up, and not before', () => {
  const { state, actions } = actionsOf(`a${LEADER}`);
  expect(actions).toEqual([pass('a')]);
  expect(state.waiting).toBe(true);
  expect(leaderAlone(state)).toEqual({ state: noLeader, actions: [{ kind: 'back' }] });
  expect(leaderAlone(noLeader).actions).toEqual([]);
});

test('a paste split inside its marks is still a paste', () => {
  const { actions, state } = actionsOf('\x1b[20', `0~${LEADER}`, 'y\x1b[2', '01', '~');
  expect(actions.every(({ kind }) => kind === 'pass')).toBe(true);
  expect(state).toEqual(noLeader);
});
