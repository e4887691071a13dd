/**
 * What Claude Code says in a hook call, read loosely: known fields must have their type, unknown ones are kept.
 * All of it is worker data; the identity of the session never comes from here.
 */
import { z } from 'zod';
import type { ToolCall } from '../domain/policies/verdict.ts';

const text = z.string().nullish();

/** The status line's command is told the state of the session without an event's name. */
export const STATUS_LINE = 'StatusLine';

const named = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'context_window' in value && !('hook_event_name' in value)
    ? { ...value, hook_event_name: STATUS_LINE }
    : value;

/** Told to subscribers only, and not at once. */
const limitWindow = z
  .looseObject({ used_percentage: z.number(), resets_at: z.number().nullish().catch(null) })
  .nullish()
  .catch(null);

const fields = z.looseObject({
  hook_event_name: z.string(),
  session_id: z.string(),
  cwd: z.string(),
  transcript_path: text,
  permission_mode: text,
  /** Present in calls of a subagent: not the worker's id. */
  agent_id: text,
  agent_type: text,
  tool_name: text,
  tool_input: z.unknown().optional(),
  tool_use_id: text,
  /** SessionStart: startup, resume, clear or compact. */
  source: text,
  prompt: text,
  /** PreModelSwitch. */
  to_model: text,
  /** StatusLine. */
  context_window: z.looseObject({ used_percentage: z.number().nullish() }).nullish(),
  rate_limits: z.looseObject({ five_hour: limitWindow, seven_day: limitWindow }).nullish().catch(null),
  message: text,
  notification_type: text,
  stop_hook_active: z.boolean().nullish(),
  last_assistant_message: text,
  background_tasks: z.array(z.unknown()).nullish(),
  /** StopFailure: `rate_limit`, `authentication_failed`, `invalid_request`; PostToolUseFailure: what went wrong. */
  error: text,
  /** StopFailure: the service's own answer. */
  error_details: text,
  /** PostToolUseFailure: the human pressed Escape. */
  is_interrupt: z.boolean().nullish(),
  /** SessionEnd: why it ended. */
  reason: text,
  /** PreCompact: manual or auto. */
  trigger: text,
});

export const hookPayloadSchema = z.preprocess(named, fields);

export type HookPayload = Readonly<z.infer<typeof hookPayloadSchema>>;

/** The tool call that a tool event speaks of; null for other events. */
export const toolCallFromPayload = (payload: HookPayload): ToolCall | null =>
  typeof payload.tool_name !== 'string'
    ? null
    : {
        tool: payload.tool_name,
        input: payload.tool_input,
        cwd: payload.cwd,
        toolUseId: payload.tool_use_id ?? null,
      };
