/**
 * A Messages API request read as a conversation: what was asked, what the model said, what its tools answered. What
 * Claude Code itself adds for the model (reminders, environment, token counts) is left out, so that a backlog shown at
 * session start is never taken for an order.
 */
import { z } from 'zod';

export type Passage =
  | { readonly kind: 'prompt'; readonly text: string }
  | { readonly kind: 'answer'; readonly text: string; readonly calls: readonly { readonly id: string }[] }
  | { readonly kind: 'results'; readonly results: readonly ToolResult[] };

export interface ToolResult {
  readonly call: string;
  readonly text: string;
  readonly isError: boolean;
}

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  tool_use_id: z.string().optional(),
  is_error: z.boolean().nullish(),
  content: z.unknown().optional(),
});
const content = z.union([z.string(), z.array(block)]);

/** What the rehearsal reads of a request; everything else in it is let through unread. */
export const messagesRequest = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content })),
  system: z.unknown().optional(),
  tools: z.array(z.unknown()).optional(),
  stream: z.boolean().optional(),
  output_config: z.looseObject({ format: z.unknown().optional() }).optional(),
});
export type MessagesRequest = z.infer<typeof messagesRequest>;

/** One user message may hold both: what the tools answered, and what a person said after interrupting them. */
export const readConversation = (request: MessagesRequest): readonly Passage[] =>
  request.messages.flatMap(({ role, content }): readonly Passage[] => {
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const said = blocks.map((part) => (part.type === 'text' ? ownWords(part.text ?? '') : ''));
    const text = said.filter((words) => words !== '').join('\n');
    if (role === 'assistant') {
      const calls = blocks.flatMap((part) => (part.type === 'tool_use' && 'id' in part ? [{ id: part.id ?? '' }] : []));
      return [{ kind: 'answer', text, calls }];
    }
    if (role !== 'user') return [];
    const results = blocks.flatMap((part): readonly ToolResult[] =>
      part.type === 'tool_result' && 'tool_use_id' in part
        ? [{ call: part.tool_use_id ?? '', text: plainText(part.content), isError: part.is_error === true }]
        : [],
    );
    return [
      ...(results.length === 0 ? [] : [{ kind: 'results' as const, results }]),
      ...(text === '' ? [] : [{ kind: 'prompt' as const, text }]),
    ];
  });

/** All texts of a request, as they were sent: reminders, results and what hooks added stand in it too. */
export const everythingIn = ({ system, messages }: MessagesRequest): string =>
  textsIn([system, messages.map(({ content }) => content)]).join('\n');

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** The session's working directory, as Claude Code tells the model; null when it does not. */
export const workingDirectory = (request: MessagesRequest): string | null => {
  const places = [
    request.system,
    ...request.messages.filter(({ role }) => role !== 'assistant').map((said) => said.content),
  ];
  for (const place of places) {
    const found = /(?:Primary working directory|Working directory): (.+)/.exec(plainText(place))?.[1];
    if (found !== undefined) return found.trim();
  }
  return null;
};

/** What Claude Code 2.1.330 writes into a person's message on its own account. */
const NOT_SAID = [
  /<(system-reminder|local-command-caveat|local-command-stdout|command-name|command-message|command-args)>[\s\S]*?<\/\1>/g,
  /^\[Request interrupted by user(?: for tool use)?\]$/gm,
  // A text typed while the model works: the turn goes on, so it is no new prompt.
  /^The user sent a new message while you were working:[\s\S]*/,
  /^Your response above was cut off mid-stream\.[\s\S]*/,
];

const ownWords = (text: string): string => NOT_SAID.reduce((rest, pattern) => rest.replace(pattern, ''), text).trim();

const plainText = (content: unknown): string => {
  if (typeof content === 'string') return content;
  const parts = z.array(block).safeParse(content);
  return parts.success ? parts.data.map(({ text }) => text ?? '').join('\n') : '';
};
