import { expect, it } from 'vitest';
import { hookPayloadSchema } from '../../src/claude/hook-payload.ts';
import { overflowOf } from '../../src/claude/overflow.ts';

/** As Claude Code 2.1.330 sends it. */
const failure = (change: object = {}) =>
  hookPayloadSchema.parse({
    hook_event_name: 'StopFailure',
    session_id: 's',
    cwd: '/ws/apps/alpha',
    last_assistant_message: 'Prompt is too long',
    error: 'invalid_request',
    error_details:
      '400 {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 250000 tokens > 200000 maximum"}}',
    ...change,
  });

it('is read from the service’s own words', () => {
  expect(overflowOf(failure())).toBe('prompt is too long: 250000 tokens > 200000 maximum');
});

it.each([
  'prompt too long; exceeded max context length by 12 tokens',
  "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
  'the request exceeds the available context size, try increasing it',
  'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000',
  'request_too_large',
])('is known from other servers: %s', (said) => {
  expect(overflowOf(failure({ error_details: said, last_assistant_message: 'API Error: 400' }))).not.toBeNull();
});

it.each([
  ['a subagent’s failure', { agent_id: 'a0d3017c3ffba2d37' }],
  ['another refusal', { error: 'rate_limit' }],
  [
    'another invalid request',
    { error_details: '400 tools.3: name must be unique', last_assistant_message: 'API Error: 400' },
  ],
  ['another event', { hook_event_name: 'Stop' }],
])('is not %s', (_, change) => {
  expect(overflowOf(failure(change))).toBeNull();
});
