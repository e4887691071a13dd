import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerTo } from '../../src/rehearsal/answer.ts';
import { messagesRequest } from '../../src/rehearsal/conversation.ts';
import { aScenario, aScript } from '../kit/scenario.ts';
import { scriptedSession, spoken } from '../kit/scripted-session.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'gaffer-answer-'));
});
afterEach(async () => {
  await rm(cwd, { recursive: true });
});

const STEPS = `
  - call: { tool: Bash, input: { command: echo one >> steps } }
  - say: A pause.
  - call: { tool: Bash, input: { command: echo two >> steps } }
  - say: The end.`;
const steps = () => readFile(join(cwd, 'steps'), 'utf8');

describe('the place in a script', () => {
  test('is the same however often one request is sent', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' });
    expect(session.ask()).toEqual(session.ask());
    await session.turn();
    expect(session.ask().place).toBe(1);
  });

  test('stays while a person chats, and is taken up by "continue"', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    expect(spoken(await session.prompt('Task T1: Greet'))).toBe('A pause.');
    expect(spoken(await session.prompt('hello'))).toContain("worker 1's model");
    expect(spoken(await session.prompt('continue'))).toBe('The end.');
    expect(await steps()).toBe('one\ntwo\n');
  });

  test("is taken up by the Stop hook's words, even when they name other tasks", async () => {
    const scenario = aScenario(`
backlog: [{ id: T1, title: a }, { id: T2, title: b }]
scripts: [{ turns: [{ say: 'First of {{task}}.' }, { say: 'Second of {{task}}.' }] }]`);
    const session = scriptedSession({ scenario, cwd });
    await session.prompt('Task T1: a');
    const answers = await session.prompt('Stop hook feedback: no CHANGELOG entry; T2 is free');
    expect(spoken(answers)).toBe('Second of T1.');
  });

  test('is not lost when the task is named again', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    await session.prompt('Task T1: Greet');
    expect(spoken(await session.prompt('Please resume.\nTask T1: Greet'))).toBe('The end.');
    expect(spoken(await session.prompt('[task T1]'))).toBe('T1 is finished; nothing is left to do.');
  });

  test('is not moved by a half answer that was interrupted', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' }, { role: 'assistant', content: 'A pa' });
    expect(spoken(await session.prompt('[Request interrupted by user]\ncontinue'))).toBe('A pause.');
    expect(await steps()).toBe('one\n');
  });

  test('goes back to a call whose session died before its result', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' });
    await session.turn();
    session.messages.pop();
    session.messages.push({ role: 'user', content: 'Continue from where you left off.' });
    expect(session.ask().place).toBe(0);
  });

  // The shapes of the messages below are those of Claude Code 2.1.330.
  test('survives compaction, which is asked for beside a tool result and keeps the last messages', async () => {
    const scenario = aScript(STEPS);
    const before = scriptedSession({ scenario, cwd });
    before.messages.push({ role: 'user', content: 'Task T1: Greet' });
    await before.turn();
    const [result] = [before.messages.pop()?.content].flat();
    const order = {
      type: 'text',
      text: 'Respond with TEXT ONLY. Your task is to create a detailed summary of the conversation so far.',
    };
    before.messages.push({ role: 'user', content: [result, order] });
    const summary = spoken([before.ask()]);
    expect(summary).toContain('[task T1 turn 1]');

    const after = scriptedSession({ scenario, cwd });
    after.messages.push({ role: 'user', content: `This session is being continued.\n${summary}` });
    expect(after.ask().place).toBe(1);
    after.messages.push({ role: 'assistant', content: 'A pause.' });
    expect(spoken(await after.prompt('continue'))).toBe('The end.');
    expect(await steps()).toBe('one\ntwo\n');
  });

  test('moves on over a text that was typed while the model worked', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' });
    await session.turn();
    const [result] = [session.messages.pop()?.content].flat();
    const typed = { type: 'text', text: 'The user sent a new message while you were working:\nhello\n\nThis is how' };
    session.messages.push({ role: 'user', content: [result, typed] });
    expect(session.ask()).toMatchObject({ purpose: 'turn', place: 1 });
  });

  test('is not moved by an answer that was cut off on its way', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' });
    await session.turn();
    session.messages.push({ role: 'assistant', content: 'A pau' });
    const order = 'Your response above was cut off mid-stream. Resume directly from where it stops';
    expect(spoken(await session.prompt(order))).toBe('A pause.');
  });

  test('goes back to a call whose result was lost with its session', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' });
    const call = (await session.turn()).blocks[0];
    session.messages.pop();
    const lost = "[Tool call interrupted: the session ended before this call's result was recorded]";
    const id = call?.kind === 'call' ? call.id : '';
    const content = [{ type: 'tool_result', tool_use_id: id, is_error: true, content: lost }];
    session.messages.push({ role: 'user', content }, { role: 'assistant', content: 'No response requested.' });
    session.messages.push({ role: 'user', content: 'continue' });
    expect(session.ask().place).toBe(0);
  });

  test('waits when a person interrupts a call to say something else', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    session.messages.push({ role: 'user', content: 'Task T1: Greet' });
    await session.turn();
    const [result] = [session.messages.pop()?.content].flat();
    const interrupted = { type: 'text', text: '[Request interrupted by user for tool use]\n' };
    session.messages.push({ role: 'user', content: [result, interrupted, { type: 'text', text: 'hello' }] });
    expect(session.ask().purpose).toBe('chat');
    expect(spoken(await session.prompt('go on'))).toBe('A pause.');
  });

  test('is not set by a task that only a reminder names', async () => {
    const session = scriptedSession({ scenario: aScript(STEPS), cwd });
    const reminder = '<system-reminder>\n- [ ] T1 Greet\nTask T1: Greet\n</system-reminder>';
    session.messages.push({ role: 'system', content: 'Task T1: Greet' });
    expect((await session.prompt(`${reminder}\nwhat is there to do?`))[0]?.purpose).toBe('chat');
  });
});

describe('the branch', () => {
  const BRANCHES = `
  - call: { tool: Bash, input: { command: 'test -e flag' } }
    expect: succeeds
    met:
      - say: There is a flag.
        call: { tool: Bash, input: { command: 'echo met >> steps' } }
    else:
      - say: There is none.
        call: { tool: Bash, input: { command: 'echo unmet >> steps' } }
      - call: { tool: Bash, input: { command: 'echo unmet again >> steps' } }
  - call: { tool: Bash, input: { command: 'echo both >> steps' } }
  - say: Joined.`;

  test('follows the result, and both branches meet again', async () => {
    const session = scriptedSession({ scenario: aScript(BRANCHES), cwd });
    expect(spoken(await session.prompt('Task T1: Greet'))).toBe('There is none.\nJoined.');
    expect(await steps()).toBe('unmet\nunmet again\nboth\n');

    const other = scriptedSession({
      scenario: aScript(BRANCHES),
      cwd,
      refuse: (_, { command }) => (command === 'test -e flag' ? 'yes' : null),
    });
    expect(spoken(await other.prompt('Task T1: Greet'))).toBe('There is a flag.\nJoined.');
  });

  test('can be told by a pattern over what the tools said, refusals included', async () => {
    const session = scriptedSession({
      scenario: aScript(`
  - call: { tool: Bash, input: { command: git push } }
    expect: ^\\[error\\].*not today
    met: [{ say: I cope. }]`),
      cwd,
      refuse: () => '[error] denied: not today',
    });
    expect(spoken(await session.prompt('Task T1: Greet'))).toBe('I cope.');
  });

  test('can be told by a pattern with variables, which mean themselves', async () => {
    const scenario = aScenario(`
backlog: [{ id: T1, title: 'What (is) this?' }]
scripts:
  - turns:
      - call: { tool: Bash, input: { command: "echo 'T1: What (is) this?'" } }
        expect: '^{{task}}: {{title}}$'
        met: [{ say: Right. }]`);
    expect(spoken(await scriptedSession({ scenario, cwd }).prompt('Task T1: x'))).toMatch(/^Right\./);
  });

  test('that is missing stops the model, which says what it expected and found', async () => {
    const session = scriptedSession({
      scenario: aScript(`\n  - { call: { tool: Bash, input: { command: 'false' } }, expect: succeeds }\n  - say: no`),
      cwd,
    });
    const answer = (await session.prompt('Task T1: Greet')).at(-1);
    expect(answer?.unmet).toEqual({ expected: 'that it succeeds', found: '[error] Exit code 1\n' });
    expect(spoken([answer ?? session.ask()])).toContain('I expected that it succeeds');
  });
});

test('parts take variables, also of variables, and turns repeat', async () => {
  const scenario = aScenario(`
backlog: [{ id: T1, title: Greet, vars: { who: everybody } }]
parts:
  outer: [{ part: inner, with: { text: 'dear {{name}}' } }]
  inner: [{ call: { tool: Bash, input: { command: 'echo {{text}} {{worker}} >> steps' } } }]
scripts: [{ turns: [{ part: outer, with: { name: '{{who}}' }, repeat: 3 }, { say: bye }] }]`);
  await scriptedSession({ scenario, cwd, worker: 7 }).prompt('Task T1: Greet');
  expect(await steps()).toBe('dear everybody 7\n'.repeat(3));
});

test('what a scenario holds of its own chat is answered first', async () => {
  const session = scriptedSession({
    scenario: aScenario(`chat: [{ match: ^hi, turns: [{ say: 'You said: {{prompt}}' }] }]`),
    cwd,
  });
  expect(spoken(await session.prompt('Hi there'))).toBe('You said: Hi there');
});

test.each([
  [undefined, 'Greet'],
  [{ format: { type: 'json_schema' } }, '{"title":"Greet"}'],
])('a title request is answered in the form that it asks for (%j)', (output_config, title) => {
  const request = { model: 'haiku', messages: [{ role: 'user', content: 'Title for: Task T1: Greet' }], output_config };
  const answer = answerTo(messagesRequest.parse(request), aScript(STEPS), { worker: 1, session: 's' });
  expect(answer).toMatchObject({ purpose: 'side', blocks: [{ kind: 'text', text: title }] });
});
