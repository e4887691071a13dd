/**
 * Lines in blocks, oldest first, up to a limit. Full blocks are whole: the oldest goes as one. A block of lines that went
 * past the parser is text until somebody looks at one of them.
 */
import type { IBufferCell } from '@xterm/headless';
import type { Line } from './lines.ts';
import { type ByteSink, createSink, packLine, unpackLine } from './packed-line.ts';
import { FIRST_PASSED, type PassedLines, parsePassed } from './passed-lines.ts';
import { giveBack, takeBytes } from './spare-bytes.ts';

interface Block {
  readonly sink: ByteSink;
  /** Where each line begins; the end of one is the beginning of the next. */
  readonly starts: Uint32Array;
  readonly wrapped: Uint8Array;
  count: number;
}

interface PassedBlock extends Omit<PassedLines, 'text'> {
  /** UTF-8: half of what a string may take, and outside of the heap. */
  readonly room: Buffer;
  readonly length: number;
  readonly count: number;
}

type PackedLine = Parameters<typeof packLine>[0];

const BLOCK_LINES = 500;
const FIRST_BLOCK_BYTES = 16_384;
/** Screens where every cell has a colour of its own: their history is shorter then. */
const MAX_BYTES = 16 * 1024 * 1024;

export const createHistoryStore = (limit: number) => {
  let blocks: (Block | PassedBlock)[] = [];
  let lineCount = 0;
  let fullBytes = 0;

  const push = (block: Block | PassedBlock): void => {
    const last = blocks.at(-1);
    if (last !== undefined) {
      if ('sink' in last) trim(last.sink);
      fullBytes += bytesOf(last);
    }
    blocks.push(block);
  };
  const dropOldest = (): void => {
    while (blocks.length > 1 && (lineCount - (blocks[0]?.count ?? 0) >= limit || fullBytes > MAX_BYTES)) {
      const dropped = blocks.shift();
      if (dropped === undefined) return;
      lineCount -= dropped.count;
      fullBytes -= bytesOf(dropped);
      forget(dropped);
    }
  };
  const pack = (place: number, passed: PassedBlock): Block => {
    const block = packedFrom(passed);
    blocks[place] = block;
    if (place < blocks.length - 1) fullBytes += bytesOf(block) - bytesOf(passed);
    forget(passed);
    return block;
  };

  return {
    length: () => lineCount,
    add: (line: PackedLine, cell: IBufferCell): void => {
      if (limit === 0) return;
      let block = blocks.at(-1);
      if (block === undefined || !('sink' in block) || block.count === block.starts.length) {
        block = emptyBlock(BLOCK_LINES);
        push(block);
      }
      addLine(block, line, cell);
      lineCount += 1;
      dropOldest();
    },
    pass: ({ text, ...lines }: PassedLines): void => {
      if (limit === 0) return;
      const length = Buffer.byteLength(text);
      const room = takeBytes(length);
      room.write(text);
      push({ ...lines, room, length, count: lines.rows });
      lineCount += lines.rows;
      dropOldest();
    },
    line: (index: number): Line | undefined => {
      let first = 0;
      for (const [place, block] of blocks.entries()) {
        if (index < first + block.count) return lineOf('sink' in block ? block : pack(place, block), index - first);
        first += block.count;
      }
      return undefined;
    },
    clear: (): void => {
      for (const block of blocks) forget(block);
      blocks = [];
      lineCount = 0;
      fullBytes = 0;
    },
  };
};

const emptyBlock = (lines: number): Block => ({
  sink: createSink(FIRST_BLOCK_BYTES),
  starts: new Uint32Array(lines),
  wrapped: new Uint8Array(lines),
  count: 0,
});

const addLine = (block: Block, line: PackedLine, cell: IBufferCell): void => {
  block.starts[block.count] = block.sink.length;
  block.wrapped[block.count] = line.isWrapped ? 1 : 0;
  packLine(line, cell, block.sink);
  block.count += 1;
};

const lineOf = (block: Block, place: number): Line => {
  const end = place + 1 < block.count ? block.starts[place + 1] : block.sink.length;
  return unpackLine(block.sink.bytes, block.starts[place] ?? 0, end ?? 0, block.wrapped[place] === 1);
};

const packedFrom = ({ room, length, ...passed }: PassedBlock): Block => {
  const terminal = parsePassed({ ...passed, text: room.toString('utf8', 0, length) });
  const block = emptyBlock(passed.count);
  const { normal } = terminal.buffer;
  const cell = normal.getNullCell();
  for (let row = 0; row < passed.count; row += 1) {
    const line = normal.getLine(FIRST_PASSED + row);
    if (line !== undefined) addLine(block, line, cell);
  }
  terminal.dispose();
  trim(block.sink);
  return block;
};

/** A full block is given no more room than it needs. */
const trim = (sink: ByteSink): void => {
  sink.bytes = sink.bytes.slice(0, sink.length);
};

const bytesOf = (block: Block | PassedBlock): number => ('sink' in block ? block.sink.length : block.room.length);

const forget = (block: Block | PassedBlock): void => {
  if ('room' in block) giveBack(block.room);
};
