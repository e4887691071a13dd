/**
 * The model's answers as Claude Code's own transcripts hold them: `projects/<directory>/<session>.jsonl`, and beside it a
 * directory with those of its subagents. The format is Claude Code's own affair, so what does not read, such
 * as the half line of a session that was killed, is passed over.
 */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { parseJson } from '../domain/json.ts';

export interface TranscriptAnswer {
  readonly messageId: string;
  readonly requestId: string | null;
  readonly at: number;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
}

/** Where Claude Code keeps them: in CLAUDE_CONFIG_DIR when set, else in the home directory. */
export const agentConfigDir = (
  environment: { readonly CLAUDE_CONFIG_DIR?: string | undefined },
  home: string,
): string =>
  environment.CLAUDE_CONFIG_DIR === undefined || environment.CLAUDE_CONFIG_DIR === ''
    ? join(home, '.claude')
    : environment.CLAUDE_CONFIG_DIR;

/** Each answer once: a streamed one stands there once for each of its blocks. Empty when there is no transcript. */
export const readTranscripts = async (configDir: string, session: string): Promise<readonly TranscriptAnswer[]> => {
  const answers = new Map<string, TranscriptAnswer>();
  for (const file of await transcriptsOf(configDir, session)) {
    for await (const line of linesOf(file)) {
      const answer = answerOf(line);
      if (answer === null) continue;
      const known = answers.get(answer.messageId);
      if (known === undefined || answer.outputTokens > known.outputTokens) answers.set(answer.messageId, answer);
    }
  }
  return [...answers.values()];
};

/** An id is a name in a path here: anything else than one names nothing. */
const SESSION = /^[\w-]{1,80}$/;

const transcriptsOf = async (configDir: string, session: string): Promise<readonly string[]> => {
  if (!SESSION.test(session)) return [];
  const projects = join(configDir, 'projects');
  const found: string[] = [];
  for (const project of await namesIn(projects)) {
    const directory = join(projects, project);
    const names = await namesIn(directory);
    if (names.includes(`${session}.jsonl`)) found.push(join(directory, `${session}.jsonl`));
    if (names.includes(session)) found.push(...(await transcriptsBelow(join(directory, session))));
  }
  return found;
};

const transcriptsBelow = async (directory: string): Promise<readonly string[]> => {
  const entries = await readdir(directory, { recursive: true }).catch(() => []);
  return entries.filter((name) => name.endsWith('.jsonl')).map((name) => join(directory, name));
};

const namesIn = (directory: string): Promise<readonly string[]> => readdir(directory).catch(() => []);

async function* linesOf(file: string): AsyncIterable<string> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  try {
    yield* lines;
  } catch {
    // Gone or unreadable meanwhile: then there is nothing to compare with.
  } finally {
    lines.close();
  }
}

const count = z.number().int().nonnegative();
const line = z.object({
  type: z.literal('assistant'),
  timestamp: z.iso.datetime().transform((text) => Date.parse(text)),
  requestId: z.string().nullish(),
  message: z.object({
    id: z.string().min(1),
    model: z.string(),
    usage: z.object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count.nullish(),
      cache_creation_input_tokens: count.nullish(),
    }),
  }),
});

/** What Claude Code itself wrote in the model's place: an error, an interruption. */
const SYNTHETIC = '<synthetic>';

const answerOf = (text: string): TranscriptAnswer | null => {
  // Most lines are no answers, and parsing is what takes the time.
  if (!text.includes('"assistant"')) return null;
  const parsed = line.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.message.model === SYNTHETIC) return null;
  const { timestamp, requestId, message } = parsed.data;
  return {
    messageId: message.id,
    requestId: requestId ?? null,
    at: timestamp,
    model: message.model,
    inputTokens: message.usage.input_tokens,
    outputTokens: message.usage.output_tokens,
    cacheReadTokens: message.usage.cache_read_input_tokens ?? 0,
    cacheCreationTokens: message.usage.cache_creation_input_tokens ?? 0,
  };
};
