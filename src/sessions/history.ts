/**
 * The lines above the screen. The terminal itself keeps only the youngest, for a resize to fold them anew; older ones are
 * packed, so that ten thousand of them cost two megabytes and not twenty-four. Output must come in slices of bounded lines.
 */
import type headless from '@xterm/headless';
import type { IBufferCell, IMarker } from '@xterm/headless';
import type { Line } from './lines.ts';
import { type ByteSink, createSink, packLine, unpackLine } from './packed-line.ts';

export interface History {
  /** Lines above the screen. */
  readonly length: number;
  /** 0 is the oldest. */
  readonly line: (index: number) => Line | undefined;
  /** Packs what has left the screen long enough ago; called after each slice of output. */
  readonly collect: () => void;
  readonly clear: () => void;
}

/** Lines that a resize may need again. */
const KEPT_LINES = 100;
/** How many lines the terminal itself keeps above its screen: besides those, what one slice of output may push out. */
export const TERMINAL_LINES = KEPT_LINES + 310;

export const createHistory = (terminal: headless.Terminal, limit: number): History => {
  const keep = Math.min(KEPT_LINES, limit);
  const packed = createStore(Math.max(0, limit - keep));
  /** On the youngest line that is packed. */
  let marker: IMarker | undefined;
  let cell: IBufferCell | undefined;

  const firstUnpacked = (): number => (marker === undefined || marker.isDisposed ? 0 : marker.line + 1);

  return {
    get length() {
      return packed.length() + Math.max(0, terminal.buffer.normal.baseY - firstUnpacked());
    },
    line: (index) => {
      const count = packed.length();
      return index < count ? packed.line(index) : terminal.buffer.normal.getLine(firstUnpacked() + index - count);
    },
    collect: () => {
      const { active, normal } = terminal.buffer;
      if (active.type !== 'normal') return;
      const from = firstUnpacked();
      const to = normal.baseY - keep;
      if (to - from < COLLECT_LINES) return;
      cell ??= normal.getNullCell();
      for (let index = from; index < to; index += 1) {
        const line = normal.getLine(index);
        if (line !== undefined) packed.add(line, cell);
      }
      marker?.dispose();
      marker = terminal.registerMarker(to - 1 - normal.baseY - normal.cursorY);
    },
    clear: packed.clear,
  };
};

/** Packing in bursts saves moving the marker. */
const COLLECT_LINES = 50;

interface Block {
  readonly sink: ByteSink;
  /** Where each line begins; the end of one is the beginning of the next. */
  readonly starts: Uint32Array;
  readonly wrapped: Uint8Array;
  count: number;
}

const BLOCK_LINES = 500;
const FIRST_BLOCK_BYTES = 16_384;
/** Screens where every cell has a colour of its own: their history is shorter then. */
const MAX_BYTES = 16 * 1024 * 1024;

const createStore = (limit: number) => {
  let blocks: Block[] = [];
  let length = 0;
  let fullBytes = 0;

  const grow = (): Block => {
    const last = blocks.at(-1);
    if (last !== undefined) {
      // A full block is given no more room than it needs.
      last.sink.bytes = last.sink.bytes.slice(0, last.sink.length);
      fullBytes += last.sink.length;
    }
    const block = {
      sink: createSink(FIRST_BLOCK_BYTES),
      starts: new Uint32Array(BLOCK_LINES),
      wrapped: new Uint8Array(BLOCK_LINES),
      count: 0,
    };
    blocks.push(block);
    return block;
  };
  const dropOldest = (): void => {
    while (blocks.length > 1 && (length - (blocks[0]?.count ?? 0) >= limit || fullBytes > MAX_BYTES)) {
      const dropped = blocks.shift();
      length -= dropped?.count ?? 0;
      fullBytes -= dropped?.sink.length ?? 0;
    }
  };

  return {
    length: () => length,
    add: (line: Parameters<typeof packLine>[0], cell: IBufferCell): void => {
      if (limit === 0) return;
      const last = blocks.at(-1);
      const block = last === undefined || last.count === BLOCK_LINES ? grow() : last;
      block.starts[block.count] = block.sink.length;
      block.wrapped[block.count] = line.isWrapped ? 1 : 0;
      packLine(line, cell, block.sink);
      block.count += 1;
      length += 1;
      dropOldest();
    },
    line: (index: number): Line | undefined => {
      // Only the first block is ever dropped, so all before the last are full.
      const block = blocks[Math.floor(index / BLOCK_LINES)];
      const place = index % BLOCK_LINES;
      if (block === undefined || place >= block.count) return undefined;
      const end = place + 1 < block.count ? block.starts[place + 1] : block.sink.length;
      return unpackLine(block.sink.bytes, block.starts[place] ?? 0, end ?? 0, block.wrapped[place] === 1);
    },
    clear: (): void => {
      blocks = [];
      length = 0;
      fullBytes = 0;
    },
  };
};
