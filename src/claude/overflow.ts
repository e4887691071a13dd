/**
 * Whether a turn ended because the conversation no longer fits into the model's window. Claude Code 2.1.330 compacts it by
 * itself when the service says so, and ends the turn only when even that was too long: then nothing typed helps.
 */
import type { HookPayload } from './hook-payload.ts';

/** The service's own words; null when the turn ended for another reason, or only a subagent's did. */
export const overflowOf = ({
  hook_event_name,
  agent_id,
  error,
  error_details,
  ...payload
}: HookPayload): string | null => {
  if (hook_event_name !== 'StopFailure' || (agent_id ?? null) !== null || error !== 'invalid_request') return null;
  const said = [error_details, payload.last_assistant_message].filter((text) => typeof text === 'string').join(' ');
  return OVERFLOW.exec(said)?.[0] ?? null;
};

/** As Anthropic, Ollama and llama.cpp, vLLM and OpenAI's kind say it, up to the end of the sentence with its figures. */
const OVERFLOW =
  /(prompt (is )?too long|input length and `?max_tokens`? exceed|request[ _](body )?too[ _]large|(exceed\w*|maximum|available) (the )?(available |max(imum)? )?context|context[ _](length|window|size|limit))[^"\\\n]{0,120}/i;
