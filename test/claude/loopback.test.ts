import { type IncomingHttpHeaders, request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Loopback, openLoopback } from '../../src/claude/loopback.ts';
import { mcpRoute } from '../../src/claude/mcp.ts';
import { workerTools } from '../../src/claude/mcp-tools.ts';
import type { SessionKey } from '../../src/claude/session-key.ts';
import { readLogs, telemetryRoute } from '../../src/claude/telemetry.ts';
import type { TelemetryRecord } from '../../src/claude/telemetry-record.ts';
import { createTokens, type SessionTokens } from '../../src/claude/tokens.ts';
import { workerNumber } from '../../src/domain/ids.ts';
import { fail, ok } from '../../src/domain/problem.ts';

const session: SessionKey = { worker: workerNumber(2), generation: 5 };
let loopback: Loopback;
let tokens: SessionTokens;
let heard: readonly (readonly [SessionKey, TelemetryRecord])[];
let faults: readonly string[];

beforeEach(async () => {
  heard = [];
  faults = [];
  const desk = createTokens();
  tokens = desk.issue(session);
  const unused = async () => ok('unused');
  const tools = workerTools({
    claimProject: async ({ worker, generation }, { project }) => ok(`${project} for ${worker}.${generation}`),
    releaseProject: async () => fail({ kind: 'refused', message: 'the change is not logged', next: 'Use log_change.' }),
    logChange: unused,
    meetCriterion: unused,
    proposeTask: unused,
    cannotDo: unused,
    fleetStatus: unused,
    askHuman: unused,
    updateStatus: unused,
    remember: unused,
    recall: unused,
    logFailure: unused,
    answerCheck: unused,
    leaveNote: unused,
    nextTask: unused,
    runQa: unused,
    requestDeploy: unused,
  });
  const telemetry = telemetryRoute((key, record) => {
    heard = [...heard, [key, record]];
  });
  const mcp = mcpRoute(tools, '1.2.3', ({ message }) => {
    faults = [...faults, message];
  });
  loopback = await openLoopback([telemetry, mcp], desk);
});
afterEach(() => loopback.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const post = (path: string, body: string, headers: Readonly<Record<string, string>>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const call = request(`${loopback.origin}${path}`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    call.on('error', reject);
    call.end(body);
  });

const bearer = (token: string, extra: Readonly<Record<string, string>> = {}) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  ...extra,
});

const logs = (name: string, attributes: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    resourceLogs: [
      {
        scopeLogs: [
          {
            logRecords: [
              {
                body: { stringValue: name },
                attributes: Object.entries(attributes).map(([key, value]) => ({ key, value })),
              },
            ],
          },
        ],
      },
    ],
  });

const decision = logs('claude_code.tool_decision', {
  tool_name: { stringValue: 'Bash' },
  decision: { stringValue: 'accept' },
  source: { stringValue: 'hook' },
  tool_use_id: { stringValue: 'toolu_1' },
});

describe('the listener for sessions', () => {
  it('refuses strangers, browsers and what it does not serve', async () => {
    const right = bearer(tokens.telemetry);
    expect((await post('/v1/logs', decision, {})).status).toBe(401);
    expect((await post('/v1/logs', decision, bearer('x'.repeat(43)))).status).toBe(401);
    expect((await post('/v1/logs', decision, bearer(tokens.tools))).status).toBe(401);
    expect((await post('/mcp', '{}', bearer(tokens.telemetry))).status).toBe(401);
    expect((await post('/v1/logs', decision, { ...right, host: 'evil.example' })).status).toBe(403);
    expect((await post('/v1/logs', decision, { ...right, origin: loopback.origin })).status).toBe(403);
    expect((await post('/v1/logs', decision, { ...right, origin: 'null' })).status).toBe(403);
    expect((await post('/v1/traces', decision, right)).status).toBe(404);
    expect(heard).toEqual([]);
  });

  it('keeps an idle connection, so that no call meets its end', async () => {
    // Node would promise `timeout=5` here, and keep it: the call at five seconds was then reset, as workers saw it.
    const { headers } = await post('/v1/logs', decision, bearer(tokens.telemetry, { connection: 'keep-alive' }));
    expect(headers.connection).toBe('keep-alive');
    expect(headers['keep-alive']).toBeUndefined();
  });

  it('refuses a body beyond its limit', async () => {
    const answer = post('/v1/logs', ' '.repeat(9 * 1024 * 1024), bearer(tokens.telemetry));
    // It hangs up on the sender, who may or may not get to read the status before that.
    const status = await answer.then(
      (received) => received.status,
      () => 'hung up',
    );
    expect([413, 'hung up']).toContain(status);
  });
});

describe('the telemetry receiver', () => {
  it('hears a record in the name of the token that brought it', async () => {
    expect((await post('/v1/logs', decision, bearer(tokens.telemetry))).status).toBe(200);
    expect(heard).toEqual([
      [session, { kind: 'tool-decision', tool: 'Bash', toolUseId: 'toolu_1', decision: 'accept', source: 'hook' }],
    ]);
  });

  it.each(['', '{', 'null', '[]', '{"resourceLogs":7}', '{"resourceLogs":[{"scopeLogs":[{"logRecords":[7]}]}]}'])(
    'answers 400 to %j and drops it',
    async (body) => {
      expect((await post('/v1/logs', body, bearer(tokens.telemetry))).status).toBe(400);
      expect(heard).toEqual([]);
    },
  );

  it('passes over records that it does not know or cannot read', () => {
    expect(readLogs(JSON.parse(logs('claude_code.something_new', {})))).toEqual([]);
    expect(readLogs(JSON.parse(logs('claude_code.tool_decision', { tool_name: { stringValue: 'Bash' } })))).toEqual([]);
    expect(readLogs({ resourceLogs: [] })).toEqual([]);
  });

  it('reads a request with its price in whole micro-dollars, whichever way it is told', () => {
    const request = (extra: object) =>
      readLogs(
        JSON.parse(
          logs('claude_code.api_request', {
            model: { stringValue: 'claude-haiku-5-5' },
            input_tokens: { intValue: '100' },
            output_tokens: { stringValue: '10' },
            ...extra,
          }),
        ),
      )?.[0];
    expect(request({ cost_usd_micros: { stringValue: '15' } })).toMatchObject({ costMicroUsd: 15 });
    // A half that floating point took something from rounds up, as it does on paper.
    const half = { cost_usd: { doubleValue: 0.0016164999999999999 }, cost_usd_micros: { intValue: 1616 } };
    expect(request(half)).toMatchObject({ costMicroUsd: 1617 });
    expect(request({ cost_usd: { doubleValue: 0.0123456 } })).toMatchObject({ inputTokens: 100, costMicroUsd: 12_346 });
    expect(request({})).toMatchObject({ costMicroUsd: null, cacheReadTokens: 0 });
  });
});

describe('the tools server', () => {
  const rpc = (method: string, params: object): string => JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const call = async (method: string, params: object): Promise<string> => {
    const headers = bearer(tokens.tools, {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2025-06-18',
    });
    return (await post('/mcp', rpc(method, params), headers)).body;
  };

  it('offers every tool with its schema', async () => {
    const body = await call('tools/list', {});
    for (const name of ['claim_project', 'release_project', 'log_change', 'ask_human', 'update_status', 'next_task']) {
      expect(body).toContain(`"${name}"`);
    }
    expect(body).toContain('"required":["project"]');
    expect(faults).toEqual([]);
  });

  it('acts in the name of the token, whatever the caller says', async () => {
    const body = await call('tools/call', { name: 'claim_project', arguments: { project: 'apps/alpha', worker: 1 } });
    expect(body).toContain('apps/alpha for 2.5');
  });

  it('tells a problem as the error of the tool, with what to do next', async () => {
    const body = await call('tools/call', { name: 'release_project', arguments: {} });
    expect(body).toContain('"isError":true');
    expect(body).toContain('the change is not logged. Use log_change.');
  });

  it.each([{}, { project: '' }, { project: 7 }, { project: 'x'.repeat(5_000) }])(
    'refuses the input %j',
    async (input) => {
      const body = await call('tools/call', { name: 'claim_project', arguments: input });
      expect(body).not.toContain('for 2.5');
      expect(body).toMatch(/"isError":true|"error"/);
    },
  );
});
