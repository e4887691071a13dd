/**
 * What one source claims of a session: a hook, telemetry or the screen. A claim becomes a state only in `decide`,
 * and only a changed claim becomes an event.
 */
export type Signal =
  | { readonly kind: 'busy'; readonly doing: string | null }
  | { readonly kind: 'idle' }
  | { readonly kind: 'questioning' }
  | { readonly kind: 'interrupted' }
  /** The agent asks a model service again that does not answer; `because` is what stands on its screen. */
  | { readonly kind: 'retrying'; readonly because: string }
  /** The model service refused; `because` is the agent's own word: `rate_limit`, `authentication_failed`. */
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'unreadable'; readonly because: string }
  /** The agent took a prompt. */
  | { readonly kind: 'prompted' }
  | { readonly kind: 'context'; readonly percent: number };
