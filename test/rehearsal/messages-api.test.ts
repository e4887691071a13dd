import { appendFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Rehearsal, startRehearsal } from '../../src/rehearsal/messages-api.ts';
import { PACES } from '../../src/rehearsal/pace.ts';
import { readRequestLog } from '../../src/rehearsal/request-log.ts';
import type { Scenario } from '../../src/rehearsal/scenario.ts';
import { aScenario, aScript } from '../kit/scenario.ts';

let dir: string;
let server: Rehearsal;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'gaffer-api-'));
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const start = async (scenario: Scenario, pace = PACES.fast) => {
  server = await startRehearsal({ scenario, logFile: join(dir, 'log.jsonl'), pace, now: () => 1000 });
};
const post = (body: unknown, headers: Record<string, string> = {}, url = server.url) =>
  fetch(`${url}/v1/messages?beta=true`, {
    method: 'POST',
    headers: { authorization: 'Bearer rehearsal-w2', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const request = (difference: object = {}) => ({
  model: 'claude-haiku-9',
  stream: true,
  system: 'x'.repeat(8000),
  tools: [{ name: 'Bash' }],
  messages: [{ role: 'user', content: 'Task T1: Greet' }],
  ...difference,
});

describe('the Messages API of a rehearsal', () => {
  test('streams an answer in several deltas that add up to the script, between the events of the protocol', async () => {
    const text = 'Grüße an 👩‍🚀 and a text that is longer than one delta may be.';
    await start(aScript(`\n  - think: hm\n    say: ${text}\n    call: { tool: Bash, input: { command: ls } }`));
    const events = parseEvents(await (await post(request())).text());
    expect([...new Set(events.map(({ type }) => type))]).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    const deltas = events.flatMap(({ delta }) => (delta === undefined ? [] : [delta]));
    expect(deltas.filter(({ type }) => type === 'text_delta').length).toBeGreaterThan(1);
    expect(deltas.map((delta) => delta.text ?? '').join('')).toBe(text);
    expect(deltas.map((delta) => delta.partial_json ?? '').join('')).toBe('{"command":"ls"}');
    expect(events.at(-2)).toMatchObject({ delta: { stop_reason: 'tool_use' } });
  });

  test('answers whole when no stream is wanted', async () => {
    await start(aScript('\n  - say: hello\n    call: { tool: Bash, input: { command: ls } }'));
    expect(await (await post(request({ stream: false }))).json()).toMatchObject({
      type: 'message',
      content: [{ text: 'hello' }, { type: 'tool_use', name: 'Bash', input: { command: 'ls' } }],
      usage: { cache_creation_input_tokens: expect.any(Number) },
    });
  });

  test.each([429, 529, 401, 500] as const)('answers %i as often as the script says, then the turn', async (status) => {
    await start(aScript(`\n  - say: hello\n    error: { kind: ${status}, times: 2, headers: { retry-after: '1' } }`));
    const answers = [await post(request()), await post(request()), await post(request())];
    expect(answers.map((answer) => answer.status)).toEqual([status, status, 200]);
    expect(answers[0]?.headers.get('retry-after')).toBe('1');
    expect(await answers[0]?.json()).toMatchObject({
      type: 'error',
      error: { type: expect.stringMatching(/_error$/) },
    });
    await answers[2]?.text();
    await vi.waitFor(() =>
      expect(server.requests().map(({ outcome }) => outcome)).toEqual(['error', 'error', 'answered']),
    );
    expect(server.requests()[0]).toMatchObject({ costMicroUsd: 0, status });
  });

  test('drops a stream in its middle', async () => {
    await start(aScript('\n  - say: this is never heard to its end\n    error: drop'));
    await expect((await post(request())).text()).rejects.toThrow();
    expect(parseEvents(await (await post(request())).text()).at(-1)?.type).toBe('message_stop');
  });

  test('notices a session that leaves while it hangs, and closes without waiting for others', async () => {
    await start(aScript('\n  - say: never\n    error: { kind: hang, times: always }'));
    const left = await post(request());
    await left.body?.cancel();
    await vi.waitFor(() => expect(server.requests()).toMatchObject([{ outcome: 'left' }]));
    const other = await post(request());
    await server.close();
    await expect(other.text()).rejects.toThrow();
    expect(server.requests()).toHaveLength(2);
  });

  test.each([
    ['without a credential', { authorization: '' }, request(), 401],
    ['of worker 65', { authorization: 'Bearer rehearsal-w65' }, request(), 401],
    ['that is no JSON', {}, '{', 400],
    ['without messages', {}, { model: 'haiku' }, 400],
    ['for a model that no tier has', {}, request({ model: 'claude-sonnet-9' }), 404],
  ])('refuses a request %s', async (_, headers, body, status) => {
    await start(aScript('\n  - say: hello'));
    expect((await post(body, headers)).status).toBe(status);
    expect(server.requests()).toEqual([]);
  });

  test('serves a tier on a port of its own, and says that it is up', async () => {
    const price = '{ input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }';
    await start(
      aScenario(`tiers:
  - { name: ollama, model: qwen, ownPort: true, price: ${price} }
  - { name: haiku, model: haiku, price: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 } }`),
    );
    expect(server.urls.haiku).toBe(server.url);
    expect(server.urls.ollama).not.toBe(server.url);
    expect(await (await fetch(`${server.urls.ollama}/api/tags`)).json()).toMatchObject({ models: [{ name: 'qwen' }] });
    await (await post(request({ model: 'qwen3-coder' }), {}, server.urls.ollama)).text();
    await vi.waitFor(() => expect(server.requests()).toMatchObject([{ tier: 'ollama', costMicroUsd: 0 }]));
    expect(server.requests()[0]?.counterfactualMicroUsd).toBeGreaterThan(0);
  });

  test('answers what Claude Code asks beside messages', async () => {
    await start(aScript('\n  - say: hello'));
    expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
    const counted = await fetch(`${server.url}/v1/messages/count_tokens`, { method: 'POST', body: 'x'.repeat(400) });
    expect(await counted.json()).toEqual({ input_tokens: 100 });
    expect((await fetch(`${server.url}/v1/nothing`)).status).toBe(404);
  });
});

describe('usage', () => {
  test('writes the cache first and reads it later, and a second session reads what all share', async () => {
    await start(aScript('\n  - { call: { tool: Bash, input: { command: ls } }, repeat: 9 }\n  - say: end'));
    const ask = async (session: string, messages: number) => {
      const long = Array.from({ length: messages }, () => ({ role: 'user', content: 'Task T1: Greet '.repeat(40) }));
      await (await post(request({ messages: long }), { 'x-claude-code-session-id': session })).text();
    };
    await ask('one', 1);
    await ask('one', 3);
    await ask('two', 1);
    await vi.waitFor(() => expect(server.requests()).toHaveLength(3));
    const [first, second, other] = server.requests().map(({ tokens }) => tokens);
    expect(first?.cacheRead).toBe(0);
    expect(first?.cacheCreation).toBeGreaterThan(2000);
    expect(second?.cacheRead).toBe(first?.cacheCreation);
    expect(other?.cacheRead).toBeGreaterThan(1900);
    expect(other?.cacheRead).toBeLessThan(first?.cacheCreation ?? 0);
  });

  test('is what the script says where it says, and is priced by the tier', async () => {
    await start(
      aScript('\n  - say: hello\n    usage: { input: 1000, output: 2000, cacheRead: 3000, cacheCreation: 4000 }'),
    );
    await (await post(request())).text();
    await vi.waitFor(() =>
      expect(server.requests()).toMatchObject([{ costMicroUsd: 1_630, counterfactualMicroUsd: 64_600 }]),
    );
  });
});

test('the log is its owner’s alone, and a line cut off by a crash is left out', async () => {
  await start(aScript('\n  - say: hello'));
  await (await post(request())).text();
  await server.close();
  const file = join(dir, 'log.jsonl');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const entries = await readRequestLog(file);
  expect(entries).toMatchObject([{ at: 1000, worker: 2, task: 'T1', turn: 0, tier: 'haiku', purpose: 'turn' }]);
  await appendFile(file, '{"at":1');
  expect(await readRequestLog(file)).toEqual(entries);
});

interface StreamEvent {
  readonly type: string;
  readonly delta?: { readonly type?: string; readonly text?: string; readonly partial_json?: string };
}

const parseEvents = (text: string): readonly StreamEvent[] =>
  text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []));
