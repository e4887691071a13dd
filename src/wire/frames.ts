/**
 * The framing of the supervisor's socket: length, kind, channel, payload. Control frames carry JSON; keyboard and paint
 * carry bytes as they are, so that a flood of paint is never escaped and parsed again.
 */
const FRAME_KINDS = ['hello', 'request', 'reply', 'patch', 'keys', 'paint', 'preview', 'end', 'looked'] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];

export interface Frame {
  readonly kind: FrameKind;
  /** The view that the frame belongs to, or the request's number; 0 where neither applies. */
  readonly channel: number;
  readonly payload: Buffer;
}

/** uint32 length of what follows it, uint8 kind, uint32 channel. */
const HEADER_BYTES = 9;
const LENGTH_BYTES = 4;
/** Larger than any World that we expect, far smaller than what could hurt the peer. */
const MAX_FRAME_BYTES = 64 * 1024 * 1024;

export const encodeFrame = (kind: FrameKind, channel: number, payload: string | Buffer): Buffer => {
  const size = typeof payload === 'string' ? Buffer.byteLength(payload) : payload.length;
  const frame = Buffer.allocUnsafe(HEADER_BYTES + size);
  frame.writeUInt32BE(HEADER_BYTES - LENGTH_BYTES + size, 0);
  frame.writeUInt8(FRAME_KINDS.indexOf(kind), LENGTH_BYTES);
  frame.writeUInt32BE(channel, LENGTH_BYTES + 1);
  if (typeof payload === 'string') frame.write(payload, HEADER_BYTES);
  else payload.copy(frame, HEADER_BYTES);
  return frame;
};

export const encodeJson = (kind: FrameKind, channel: number, value: unknown): Buffer =>
  encodeFrame(kind, channel, JSON.stringify(value));

/** Gives back whole frames from chunks cut anywhere; throws on what no peer of ours sends. */
export const frameReader = (): ((chunk: Buffer) => readonly Frame[]) => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32BE(0);
      const kind = FRAME_KINDS[rest.readUInt8(LENGTH_BYTES)];
      if (kind === undefined || length > MAX_FRAME_BYTES || length < HEADER_BYTES - LENGTH_BYTES) {
        throw new Error('the peer does not speak the protocol of this gaffer');
      }
      if (rest.length < LENGTH_BYTES + length) break;
      const channel = rest.readUInt32BE(LENGTH_BYTES + 1);
      frames.push({ kind, channel, payload: rest.subarray(HEADER_BYTES, LENGTH_BYTES + length) });
      rest = rest.subarray(LENGTH_BYTES + length);
    }
    return frames;
  };
};
