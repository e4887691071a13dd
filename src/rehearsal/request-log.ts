/**
 * The model server's own record of what it served: one JSON line per answered or failed request, readable by its owner
 * only. It is evidence that gaffer's books are checked against, so nothing of gaffer's state goes into it.
 */
import { open, readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { z } from 'zod';
import { parseJson } from '../domain/json.ts';

const tokens = z.object({
  input: z.number(),
  output: z.number(),
  cacheRead: z.number(),
  cacheCreation: z.number(),
});

const servedRequest = z.object({
  at: z.number(),
  durationMs: z.number(),
  worker: z.number(),
  session: z.string(),
  model: z.string(),
  /** Null when no tier of the scenario has the model. */
  tier: z.string().nullable(),
  purpose: z.enum(['turn', 'chat', 'side']),
  task: z.string().nullable(),
  /** Place in the script. */
  turn: z.number().nullable(),
  /** From 1; above that the same turn was asked for again after an error. */
  attempt: z.number(),
  outcome: z.enum(['answered', 'error', 'dropped', 'left']),
  status: z.number(),
  calls: z.array(z.string()),
  tokens,
  costMicroUsd: z.number(),
  /** The same tokens at the dearest tier's price. */
  counterfactualMicroUsd: z.number(),
  /** Set when a tool result was not what the script expects. */
  unmet: z.object({ expected: z.string(), found: z.string() }).nullable(),
});

export type ServedRequest = Readonly<z.infer<typeof servedRequest>>;

export interface RequestLog {
  readonly append: (request: ServedRequest) => void;
  readonly entries: () => readonly ServedRequest[];
  readonly close: () => Promise<void>;
}

/** Goes on with a log that is there already: a rehearsal may be taken up again. */
export const openRequestLog = async (file: string): Promise<RequestLog> => {
  const stream = (await open(file, 'a', 0o600)).createWriteStream();
  const ended = finished(stream);
  // Whoever closes the log hears of a full disk; until then the rejection waits.
  ended.catch(() => undefined);
  const entries: ServedRequest[] = [];
  return {
    append: (request) => {
      entries.push(request);
      stream.write(`${JSON.stringify(request)}\n`);
    },
    entries: () => entries,
    close: () => {
      stream.end();
      return ended;
    },
  };
};

/** A last line that was cut off by a crash is left out. */
export const readRequestLog = async (file: string): Promise<readonly ServedRequest[]> => {
  const lines = (await readFile(file, 'utf8')).split('\n');
  return lines.flatMap((line) => {
    const parsed = servedRequest.safeParse(parseJson(line));
    return parsed.success ? [parsed.data] : [];
  });
};
