import { describe, expect, test } from 'vitest';
import { decisionId, projectId, sessionId, taskId, tierName, workerNumber } from '../../src/domain/ids.ts';
import type { Decision } from '../../src/domain/policies/decision.ts';
import { emptyWorld, type World } from '../../src/domain/world.ts';
import { newPerson, personTurn } from '../../src/rehearsal/person.ts';
import { aScenario } from '../kit/scenario.ts';

const { person } = aScenario(`
person:
  - { when: { decision: git push origin main, afterMs: 500 }, do: { approve: true } }
  - { when: { decision: '"quoted" name' }, do: { deny: never } }
  - { when: { decision: . }, do: { deny: not that } }
  - { when: { tasksDone: 1 }, do: { send: { worker: 2, text: well done } } }
  - { when: { worker: 3, afterMs: 100 }, do: { kill: 3 } }
  - { when: { task: T1, is: done }, do: { addTask: 'T50 One more @apps/notes' } }`);

describe('the person of a headless run', () => {
  test('answers a decision once its time has come, and only once', () => {
    const world = withDecision('D1', 'git push origin main');
    const early = personTurn(world, person, newPerson, 1200);
    expect(early).toMatchObject({ acts: [], againAt: 1500 });
    const due = personTurn(world, person, early.memory, 1500);
    expect(due.acts).toEqual([
      {
        kind: 'command',
        command: { kind: 'settle-decision', decision: 'D1', answer: 'approve', by: 'dashboard', reason: null },
      },
    ]);
    expect(personTurn(world, person, due.memory, 1600)).toMatchObject({ acts: [], againAt: null });
  });

  test('answers by the first rule that fits, and reads the call as it is shown', () => {
    const answer = (command: string) => personTurn(withDecision('D1', command), person, newPerson, 9000).acts[0];
    expect(answer('touch "quoted" name')).toMatchObject({ command: { answer: 'deny', reason: 'never' } });
    expect(answer('curl example.org')).toMatchObject({ command: { answer: 'deny', reason: 'not that' } });
  });

  test('leaves settled decisions alone', () => {
    const world = withDecision('D1', 'curl', { kind: 'void', because: 'asker is gone', at: 1 });
    expect(personTurn(world, person, newPerson, 9000).acts).toEqual([]);
  });

  test('acts once when tasks are done', () => {
    const world: World = {
      ...emptyWorld,
      records: {
        T1: {
          id: taskId('T1'),
          status: 'done',
          worker: null,
          startedAt: 1,
          endedAt: 2,
          costMicroUsd: 0,
          logged: true,
          evidence: {},
        },
      },
    };
    const turn = personTurn(world, person, newPerson, 10);
    expect(turn.acts).toEqual([
      { kind: 'command', command: { kind: 'send-text', worker: 2, text: 'well done' } },
      { kind: 'add-task', line: '- [ ] T50 One more @apps/notes' },
    ]);
    expect(personTurn(world, person, turn.memory, 20).acts).toEqual([]);
  });

  test('kills the session that works, counted from when it was first seen working', () => {
    const seen = personTurn(working(), person, newPerson, 1000);
    expect(seen).toMatchObject({ acts: [], againAt: 1100 });
    expect(personTurn(working(), person, seen.memory, 1100).acts).toEqual([
      { kind: 'kill-session', worker: 3, pid: 4711 },
    ]);
    expect(personTurn(emptyWorld, person, seen.memory, 1100).acts).toEqual([]);
  });
});

const withDecision = (id: string, command: string, state: Decision['state'] = { kind: 'waiting' }): World => ({
  ...emptyWorld,
  decisions: {
    [id]: {
      id: decisionId(id),
      worker: workerNumber(1),
      generation: 1,
      project: projectId('apps/notes'),
      task: taskId('T1'),
      seq: 1,
      askedAt: 1000,
      question: { kind: 'blocking', call: { tool: 'Bash', input: { command }, cwd: '/ws', toolUseId: null } },
      binding: 'b',
      because: 'no rule speaks',
      state,
    },
  },
});

const working = (): World => ({
  ...emptyWorld,
  workers: {
    3: {
      number: workerNumber(3),
      state: { kind: 'working', since: 1, evidence: 'hook' },
      step: 'work',
      task: taskId('T3'),
      generation: 1,
      session: {
        id: sessionId('s'),
        generation: 1,
        pid: 4711,
        cwd: '/ws',
        project: null,
        tier: tierName('haiku'),
        model: null,
        startedAt: 1,
        guard: { kind: 'none' },
        prompted: true,
        resumable: true,
      },
      doing: null,
      contextPercent: null,
      costMicroUsd: 0,
      starts: [],
      milestone: null,
      sentBack: 0,
      heardAt: null,
    },
  },
});
