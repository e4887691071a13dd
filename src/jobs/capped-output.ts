/**
 * What is kept of an output that may be endless: its first and its last part, and the count of what lies between. Memory
 * stays under the limit whatever comes.
 */
export interface CappedOutput {
  /** All of it, when nothing was dropped. */
  readonly head: string;
  /** Empty unless something was dropped. */
  readonly tail: string;
  readonly droppedBytes: number;
}

export interface OutputCollector {
  readonly add: (chunk: Buffer) => void;
  readonly end: () => CappedOutput;
}

export const collectOutput = (maxBytes: number): OutputCollector => {
  const headRoom = Math.ceil(maxBytes / 2);
  const tailRoom = maxBytes - headRoom;
  const head: Buffer[] = [];
  let headBytes = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  let droppedBytes = 0;

  /** Cut only when twice the room is full, so that each byte is copied a bounded number of times. */
  const cutRest = (limit: number): void => {
    if (restBytes <= limit) return;
    const all = Buffer.concat(rest);
    const kept = all.subarray(all.length - tailRoom);
    droppedBytes += all.length - kept.length;
    rest = [Buffer.from(kept)];
    restBytes = kept.length;
  };

  return {
    add: (chunk) => {
      const forHead = chunk.subarray(0, headRoom - headBytes);
      if (forHead.length > 0) {
        head.push(Buffer.from(forHead));
        headBytes += forHead.length;
      }
      const after = chunk.subarray(forHead.length);
      if (after.length === 0) return;
      rest.push(Buffer.from(after));
      restBytes += after.length;
      cutRest(2 * tailRoom);
    },
    end: () => {
      cutRest(tailRoom);
      const first = Buffer.concat(head);
      const last = Buffer.concat(rest);
      return droppedBytes === 0
        ? { head: Buffer.concat([first, last]).toString('utf8'), tail: '', droppedBytes }
        : { head: wholeStart(first), tail: wholeEnd(last), droppedBytes };
    },
  };
};

/** For people and for parsers of small outputs: both parts, with a line between them that says what is missing. */
export const outputText = ({ head, tail, droppedBytes }: CappedOutput): string =>
  droppedBytes === 0 ? head : `${head}\n… ${droppedBytes} bytes left out …\n${tail}`;

/** A character that the cut went through would read as garbage. */
const wholeStart = (bytes: Buffer): string => bytes.toString('utf8').replace(/\uFFFD$/, '');
const wholeEnd = (bytes: Buffer): string => bytes.toString('utf8').replace(/^\uFFFD{1,3}/, '');
