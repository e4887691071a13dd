/**
 * What hook client and gate say to each other: one line, then as many bytes of JSON as it announces. Lengths on both
 * ways tell half a message from a whole one, and leave the connection open, so that a dead asker is seen at once.
 */
export interface HookHeader {
  readonly worker: number;
  readonly generation: number;
  readonly token: string;
  readonly length: number;
}

export interface HookRequest {
  readonly header: HookHeader;
  readonly body: Buffer;
}

export interface Arrival {
  /** `more` when the call is not whole yet, `garbage` when it never will be. */
  readonly add: (chunk: Buffer) => HookRequest | 'more' | 'garbage';
}

/** A Write of a large file carries its text, and PostToolUse carries it twice; beyond this it is no tool call. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
/** Room for the first line: version, worker, generation, token, length. */
const MAX_HEADER_BYTES = 300;

/** Gathers chunks and joins them once, so that a large body costs no more than its length. */
export const createArrival = (): Arrival => {
  let chunks: readonly Buffer[] = [];
  let bytes = 0;
  let header: HookHeader | null = null;
  return {
    add: (chunk) => {
      chunks = [...chunks, chunk];
      bytes += chunk.length;
      if (header === null) {
        const start = Buffer.concat(chunks);
        const end = start.subarray(0, MAX_HEADER_BYTES).indexOf(0x0a);
        if (end === -1) return start.length < MAX_HEADER_BYTES ? 'more' : 'garbage';
        header = readHeader(start.subarray(0, end).toString('latin1'));
        if (header === null || header.length > MAX_BODY_BYTES) return 'garbage';
        chunks = [start.subarray(end + 1)];
        bytes = start.length - end - 1;
      }
      if (bytes < header.length) return 'more';
      return bytes === header.length ? { header, body: Buffer.concat(chunks) } : 'garbage';
    },
  };
};

const HEADER = /^gaffer-hook\/1 ([0-9]{1,2}) ([0-9]{1,15}) ([A-Za-z0-9_-]{20,200}) ([0-9]{1,9})$/;

const readHeader = (line: string): HookHeader | null => {
  const match = HEADER.exec(line);
  if (match === null) return null;
  const [, worker = '', generation = '', token = '', length = ''] = match;
  return { worker: Number(worker), generation: Number(generation), token, length: Number(length) };
};

/** The final newline is the client's proof that nothing was cut off. */
export const encodeReply = (json: string): Buffer => Buffer.from(`gaffer-hook/1 ${Buffer.byteLength(json)}\n${json}\n`);
