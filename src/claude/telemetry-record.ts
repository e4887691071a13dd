/**
 * One log record of Claude Code's telemetry, read into what gaffer uses of it. Events that it does not use, and those
 * whose fields are not as expected, read as null: telemetry informs, it never decides.
 */
import { z } from 'zod';

export type TelemetryRecord =
  | {
      readonly kind: 'api-request';
      readonly model: string;
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly cacheReadTokens: number;
      readonly cacheCreationTokens: number;
      /** Null when the agent reported no price. */
      readonly costMicroUsd: number | null;
      readonly durationMs: number;
      /** `repl_main_thread`, or which helper asked. */
      readonly source: string | null;
      /** The agent's own session id, and when and as which of its events it told this: what makes it one request. */
      readonly session: string | null;
      readonly at: number | null;
      readonly sequence: number | null;
      /** As the service named it; null where it names none. */
      readonly requestId: string | null;
    }
  | {
      readonly kind: 'api-error';
      readonly model: string | null;
      readonly status: number | null;
      readonly error: string;
      readonly attempt: number | null;
    }
  | {
      readonly kind: 'tool-decision';
      readonly tool: string;
      readonly toolUseId: string | null;
      readonly decision: 'accept' | 'reject';
      /** `hook`, `config`, `user_temporary`, `user_reject`: who decided. */
      readonly source: string;
    }
  | {
      readonly kind: 'tool-result';
      readonly tool: string;
      readonly toolUseId: string | null;
      readonly success: boolean;
      readonly durationMs: number;
    }
  | { readonly kind: 'user-prompt'; readonly length: number }
  | { readonly kind: 'hook-registered'; readonly hook: string; readonly source: string }
  | {
      readonly kind: 'hook-executed';
      readonly hook: string;
      /** With what it was for: `PreToolUse:Bash`. */
      readonly name: string | null;
      readonly durationMs: number;
      readonly blocked: number;
      readonly failed: number;
    }
  | { readonly kind: 'mcp-connection'; readonly server: string | null; readonly status: string };

/** `name` without the `claude_code.` before it. Attribute values arrive as text or as numbers. */
export const readTelemetryRecord = (
  name: string,
  attributes: Readonly<Record<string, unknown>>,
): TelemetryRecord | null => readers[name]?.(attributes) ?? null;

type Reader = (attributes: Readonly<Record<string, unknown>>) => TelemetryRecord | null;

const reader =
  <Schema extends z.ZodType>(schema: Schema, build: (fields: z.infer<Schema>) => TelemetryRecord): Reader =>
  (attributes) => {
    const parsed = schema.safeParse(attributes);
    return parsed.success ? build(parsed.data) : null;
  };

const count = z.coerce.number().int().nonnegative();
const optionalCount = count.nullish().catch(null);
const flag = z.preprocess((value) => String(value) === 'true', z.boolean());
const optionalText = z.string().nullish();

const readers: Readonly<Record<string, Reader>> = {
  api_request: reader(
    z.object({
      model: z.string(),
      input_tokens: count,
      output_tokens: count,
      cache_read_tokens: count.default(0),
      cache_creation_tokens: count.default(0),
      cost_usd_micros: optionalCount,
      cost_usd: z.coerce.number().nonnegative().nullish().catch(null),
      duration_ms: count.default(0),
      query_source: optionalText,
      request_id: optionalText.catch(null),
      'session.id': optionalText.catch(null),
      'event.timestamp': optionalText.catch(null),
      'event.sequence': optionalCount,
    }),
    (fields) => ({
      kind: 'api-request',
      model: fields.model,
      inputTokens: fields.input_tokens,
      outputTokens: fields.output_tokens,
      cacheReadTokens: fields.cache_read_tokens,
      cacheCreationTokens: fields.cache_creation_tokens,
      costMicroUsd: microsFrom(fields.cost_usd) ?? fields.cost_usd_micros ?? null,
      durationMs: fields.duration_ms,
      source: fields.query_source ?? null,
      session: fields['session.id'] ?? null,
      at: timeFrom(fields['event.timestamp']),
      sequence: fields['event.sequence'] ?? null,
      requestId: fields.request_id ?? null,
    }),
  ),
  api_error: reader(
    z.object({
      model: optionalText,
      status_code: optionalCount,
      error: z.coerce.string().default(''),
      attempt: optionalCount,
    }),
    ({ model, status_code, error, attempt }) => ({
      kind: 'api-error',
      model: model ?? null,
      status: status_code ?? null,
      error,
      attempt: attempt ?? null,
    }),
  ),
  tool_decision: reader(
    z.object({
      tool_name: z.string(),
      tool_use_id: optionalText,
      decision: z.enum(['accept', 'reject']),
      source: z.string().default('unknown'),
    }),
    ({ tool_name, tool_use_id, decision, source }) => ({
      kind: 'tool-decision',
      tool: tool_name,
      toolUseId: tool_use_id ?? null,
      decision,
      source,
    }),
  ),
  tool_result: reader(
    z.object({ tool_name: z.string(), tool_use_id: optionalText, success: flag, duration_ms: count.default(0) }),
    ({ tool_name, tool_use_id, success, duration_ms }) => ({
      kind: 'tool-result',
      tool: tool_name,
      toolUseId: tool_use_id ?? null,
      success,
      durationMs: duration_ms,
    }),
  ),
  user_prompt: reader(z.object({ prompt_length: count.default(0) }), ({ prompt_length }) => ({
    kind: 'user-prompt',
    length: prompt_length,
  })),
  hook_registered: reader(
    z.object({ hook_event: z.string(), hook_source: z.string() }),
    ({ hook_event, hook_source }) => ({ kind: 'hook-registered', hook: hook_event, source: hook_source }),
  ),
  hook_execution_complete: reader(
    z.object({
      hook_event: z.string(),
      hook_name: optionalText,
      total_duration_ms: count.default(0),
      num_blocking: count.default(0),
      num_non_blocking_error: count.default(0),
    }),
    (fields) => ({
      kind: 'hook-executed',
      hook: fields.hook_event,
      name: fields.hook_name ?? null,
      durationMs: fields.total_duration_ms,
      blocked: fields.num_blocking,
      failed: fields.num_non_blocking_error,
    }),
  ),
  mcp_server_connection: reader(
    z.object({ server_name: optionalText, status: z.string() }),
    ({ server_name, status }) => ({ kind: 'mcp-connection', server: server_name ?? null, status }),
  ),
};

const MICROS_PER_USD = 1_000_000;
/** Below a micro-dollar: takes away what floating point adds to a half, so that it rounds as on paper. */
const DIGITS = 6;

const microsFrom = (usd: number | null | undefined): number | null =>
  usd === null || usd === undefined ? null : Math.round(Number((usd * MICROS_PER_USD).toFixed(DIGITS)));

const timeFrom = (text: string | null | undefined): number | null => {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
};
