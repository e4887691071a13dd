/**
 * The double of the model service: a tiny Messages API on loopback that plays a script. It stands in for the model
 * only; Claude Code, its hooks and its terminal are the real ones.
 */
import { createServer } from 'node:http';

/** What the model says next: words end the turn, a tool call goes on, a stall never ends by itself. */
export type Line =
  | { readonly say: string }
  | { readonly stall: true }
  | {
      readonly fail: number;
      readonly type: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly call: string; readonly input: Readonly<Record<string, unknown>> };

export interface ModelDouble {
  readonly origin: string;
  /** What was answered to tool calls, in order. */
  readonly toolResults: () => readonly ToolResult[];
  /** All that the main thread's requests held, as JSON. */
  readonly heard: () => string;
  readonly models: () => readonly string[];
  readonly close: () => Promise<void>;
}

export interface ToolResult {
  readonly isError: boolean;
  readonly text: string;
}

/** `headers` stand on every answer, as the service tells of limits. */
export const openModelDouble = async (
  script: readonly Line[],
  headers: Readonly<Record<string, string>> = {},
): Promise<ModelDouble> => {
  let next = 0;
  // Each request repeats the whole conversation, so results are kept by the call that they answer.
  const toolResults = new Map<string, ToolResult>();
  const heard: string[] = [];
  const models: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    if (request.method !== 'POST' || !request.url?.startsWith('/v1/messages')) return response.end('{}');
    const body = JSON.parse(Buffer.concat(chunks).toString());
    models.push(body.model);
    // Side requests (titles, summaries) carry no tools and must not use up the script.
    const isMain = Array.isArray(body.tools) && body.tools.length > 0;
    if (isMain) {
      heard.push(JSON.stringify([body.system, body.messages]));
      const blocks = body.messages.flatMap(({ content }: { content: unknown }) =>
        Array.isArray(content) ? content : [],
      );
      for (const block of blocks) {
        if (block.type !== 'tool_result') continue;
        const text = typeof block.content === 'string' ? block.content : JSON.stringify(block.content);
        toolResults.set(block.tool_use_id, { isError: block.is_error === true, text });
      }
    }
    const line: Line = isMain ? (script[next++] ?? { say: 'Nothing more in the script.' }) : { say: 'A title' };
    if ('fail' in line) {
      response.writeHead(line.fail, { 'content-type': 'application/json', ...line.headers });
      return response.end(
        JSON.stringify({ type: 'error', error: { type: line.type, message: line.message ?? 'by script' } }),
      );
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
    if ('stall' in line) return response.flushHeaders();
    for (const event of eventsFor(line, body.model)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP listener has a port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    toolResults: () => [...toolResults.values()],
    heard: () => heard.join('\n'),
    models: () => models,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

let serial = 0;

type Answer = Exclude<Line, { readonly stall: true } | { readonly fail: number }>;

const eventsFor = (line: Answer, model: string): readonly ({ readonly type: string } & Record<string, unknown>)[] => {
  serial += 1;
  const isCall = 'call' in line;
  return [
    {
      type: 'message_start',
      message: {
        id: `msg_double_${serial}`,
        type: 'message',
        role: 'assistant',
        model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 40, cache_creation_input_tokens: 0 },
      },
    },
    {
      type: 'content_block_start',
      index: 0,
      content_block: isCall
        ? { type: 'tool_use', id: `toolu_double_${serial}`, name: line.call, input: {} }
        : { type: 'text', text: '' },
    },
    {
      type: 'content_block_delta',
      index: 0,
      delta: isCall
        ? { type: 'input_json_delta', partial_json: JSON.stringify(line.input) }
        : { type: 'text_delta', text: line.say },
    },
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: isCall ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: 10 },
    },
    { type: 'message_stop' },
  ];
};
