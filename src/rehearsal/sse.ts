/** The event stream of one answer, as the Messages API sends it: pure, one string per frame, in several deltas. */
import type { Answer, Block } from './answer.ts';
import type { Tokens } from './tokens.ts';

export interface Message {
  readonly id: string;
  readonly model: string;
  readonly answer: Answer;
  readonly tokens: Tokens;
}

/** `deltaChars` is how much text one delta holds. */
export const frames = (message: Message, deltaChars: number): readonly string[] => [
  frame('message_start', {
    message: { ...messageBody(message), content: [], stop_reason: null, usage: usageBody(message.tokens, 1) },
  }),
  ...message.answer.blocks.flatMap((block, index) => [
    frame('content_block_start', { index, content_block: opening(block) }),
    ...deltas(block, deltaChars).map((delta) => frame('content_block_delta', { index, delta })),
    frame('content_block_stop', { index }),
  ]),
  frame('message_delta', {
    delta: { stop_reason: message.answer.stopReason, stop_sequence: null },
    usage: usageBody(message.tokens, message.tokens.output),
  }),
  frame('message_stop', {}),
];

/** The same answer for a request that does not stream. */
export const wholeMessage = (message: Message): unknown => ({
  ...messageBody(message),
  content: message.answer.blocks.map(closed),
  stop_reason: message.answer.stopReason,
  usage: usageBody(message.tokens, message.tokens.output),
});

const messageBody = ({ id, model }: Message) => ({
  id,
  type: 'message',
  role: 'assistant',
  model,
  stop_sequence: null,
});

const usageBody = (tokens: Tokens, output: number) => ({
  input_tokens: tokens.input,
  cache_creation_input_tokens: tokens.cacheCreation,
  cache_read_input_tokens: tokens.cacheRead,
  output_tokens: output,
  service_tier: 'standard',
});

/** The service signs what the model thought; nobody checks it on the way back here. */
const SIGNATURE = 'rehearsal';

const opening = (block: Block): unknown => {
  if (block.kind === 'thinking') return { type: 'thinking', thinking: '', signature: '' };
  if (block.kind === 'text') return { type: 'text', text: '' };
  return { type: 'tool_use', id: block.id, name: block.tool, input: {} };
};

const deltas = (block: Block, size: number): readonly unknown[] => {
  if (block.kind === 'text') return pieces(block.text, size).map((text) => ({ type: 'text_delta', text }));
  if (block.kind === 'call') {
    return pieces(block.json, size).map((partial_json) => ({ type: 'input_json_delta', partial_json }));
  }
  return [
    ...pieces(block.text, size).map((thinking) => ({ type: 'thinking_delta', thinking })),
    { type: 'signature_delta', signature: SIGNATURE },
  ];
};

const closed = (block: Block): unknown => {
  if (block.kind === 'thinking') return { type: 'thinking', thinking: block.text, signature: SIGNATURE };
  if (block.kind === 'text') return { type: 'text', text: block.text };
  return { type: 'tool_use', id: block.id, name: block.tool, input: inputOf(block.json) };
};

const inputOf = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    // A scenario broke it on purpose; without a stream there is no way to send it broken.
    return {};
  }
};

/** Cuts between code points, never inside one. */
const pieces = (text: string, size: number): readonly string[] => {
  const points = [...text];
  return Array.from({ length: Math.ceil(points.length / size) }, (_, index) =>
    points.slice(index * size, (index + 1) * size).join(''),
  );
};

const frame = (type: string, body: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...body })}\n\n`;
